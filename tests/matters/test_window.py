"""A resident comes to a window, and leaves with one name, one number and one slip."""

import re
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from app.attendance.models import RosterShift, RosterState, RosterWeek, Told
from app.attendance.words import LINE_WORDS
from app.households.models import Household
from app.kit.db import Database
from app.kit.ids import uuid7
from app.matters.models import MatterPaper, MatterTask
from app.matters.rules.problems import problems
from app.matters.rules.steps import Result
from app.org.models import AccessLog, Person
from tests.clock import HeldClock
from tests.matters.town import Station
from tests.matters.window import Hall, hall
from tests.people import Town

__all__ = ["hall"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def told(db: Database, person: str) -> list[tuple[str, str]]:
    """The news before somebody, each with its state."""
    with db.session() as session:
        rows = session.exec(select(Told).where(Told.person_id == person).order_by(Told.id)).all()
        return [(one.kind, one.values.get("state", "")) for one in rows]


def test_the_clerks_day_begins_at_the_window(hall: Hall) -> None:
    shown = hall.desk.get("/window")
    assert "办什么事" in shown and "等着取件" in shown
    assert hall.desk.client.get("/today").headers["location"] == "/window"


def test_r52_any_item_is_found_at_any_window_by_two_letters(hall: Hall) -> None:
    """R52: any window accepts any item: by pinyin initials or by words."""
    for typed in ("shb", "社保 卡", "社会保障"):
        fields = hall.form(q=typed, words="想办卡")
        shown = hall.desk.post("/window/items", 200, **fields).text
        if typed != "社保 卡":
            assert "社会保障卡申领" in shown
        assert "想办卡" in shown, "what was typed is lost"


def test_r52_as_somebody_types_only_the_list_is_sent(hall: Hall) -> None:
    """R52: while somebody types, the list alone comes back."""
    reply = hall.desk.client.post(
        "/window/items", data=hall.form(q="shb"), headers={"hx-request": "true"}
    )
    assert 'id="items"' in reply.text and "<form" not in reply.text


def test_r52_a_door_is_found_by_its_address_alone(hall: Hall, db: Database, town: Town) -> None:
    """R52: a clerk finds any door of the community, sees no name, and the search is noted."""
    with db.session(writes=True) as session:
        house = session.get(Household, town.doors4[0])
        assert house is not None
        house.contact_name = "孙桂兰"
        session.add(house)
        session.commit()
    shown = hall.desk.post("/window/doors", 200, **hall.form(door="20-1-101")).text
    assert town.doors4[0] in shown and "孙桂兰" not in shown
    by_name = hall.desk.post("/window/doors", 200, **hall.form(door="孙桂兰")).text
    assert town.doors4[0] not in by_name
    with db.session() as session:
        logged = session.exec(select(AccessLog).where(AccessLog.what == "window")).all()
    assert [one.person_id for one in logged] == [town.clerk]


def test_a_worker_at_a_door_finds_only_the_grids_own(hall: Hall, town: Town) -> None:
    desk = hall.desk.as_(town.wang)
    here = desk.post("/window/doors", 200, **hall.form(door="12-1-101", here="door")).text
    away = desk.post("/window/doors", 200, **hall.form(door="20-1-101", here="door")).text
    assert 'name="household" value="' in here and 'name="household" value="' not in away


def test_a_household_of_another_grid_is_not_accepted_from_a_door(hall: Hall, town: Town) -> None:
    hall.desk.as_(town.wang)
    reply = hall.accept("card", 422, here="door", household=town.doors4[0], authorised="1",
                        applicant="孙大爷")  # fmt: skip
    assert "无法识别，请重新选择" in reply.text and hall.matters() == 0


def test_r54_the_accepting_clerk_has_it_and_the_resident_sees_one_name(
    hall: Hall, db: Database, town: Town
) -> None:
    """R54: whoever accepts it at the window has it; the slip shows one name and one number."""
    with db.session(writes=True) as session:
        clerk = session.get(Person, town.clerk)
        assert clerk is not None
        clerk.phone = "0535-6300001"
        session.add(clerk)
        session.commit()
    reply = hall.accept("card", household=town.doors3[0], applicant="孙大爷", authorised="1")
    made = hall.matter()
    assert (made.owner_id, made.handling_owner_id) == (town.clerk, town.clerk)
    shown = hall.desk.get(reply.headers["location"])
    assert made.number in shown and "赵倩" in shown and "0535-6300001" in shown


def test_r98_who_writes_it_down_is_the_first_contact_and_stays_that(hall: Hall, town: Town) -> None:
    """R98: set by the system from who is signed in, whatever the form says."""
    hall.accept("card", authorised="1", applicant="孙大爷", first_contact_owner_id=town.head)
    assert hall.matter().first_contact_owner_id == town.clerk


def test_r101_one_slip_says_all_of_it_and_is_printed_on_three_papers(
    hall: Hall, town: Town
) -> None:
    """R101: materials, steps, limit and hours in one go; A4, A5 and a roll."""
    hall.accept("card", authorised="1", applicant="孙大爷", brought=["0"], checks=["0"])
    made = hall.matter()
    for paper in ("a4", "a5", "80mm"):
        shown = hall.desk.get(f"/matters/{made.id}/slips/notice?paper={paper}")
        assert f"slip-{paper}" in shown
        for said in ("居民身份证", "近期照片", "区里制卡", "5 个工作日", "08:30", made.number):
            assert said in shown, said
        assert " ".join(re.findall("....", made.follow_code)) in shown and "赵倩" in shown
    hall.desk.get(f"/matters/{made.id}/slips/notice?paper=a3", 404)
    code = hall.desk.client.get(f"/matters/{made.id}/code.svg")
    assert code.headers["content-type"].startswith("image/svg") and "<svg" in code.text


def test_r81_the_resident_of_an_agency_matter_sees_when_it_is_due(hall: Hall) -> None:
    """R81: on the slip that they take home, and where they follow it."""
    hall.accept("card", authorised="1", applicant="孙大爷", brought=["0"])
    made = hall.matter()
    assert made.agency == "full" and made.due_at is not None
    assert "办结期限" in hall.desk.get(f"/matters/{made.id}/slips/receipt")
    key = {"number": made.number, "follow_code": made.follow_code}
    followed = hall.desk.post("/follow", 200, **key).text
    day = made.due_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"应在 {day.month}月{day.day}日 {day:%H:%M} 前办好" in followed


def test_r58_what_is_not_ticked_fills_the_notice(hall: Hall) -> None:
    """R58: the clerk ticks the chain; what is missing stands in the notice, with whose it is."""
    hall.accept("card", authorised="1", applicant="孙大爷", brought=["0"], checks=["0"])
    said = hall.said(hall.matter().id, "one_time_notice")
    assert said["materials"] == [
        "✓ 居民身份证 原件 1 份",
        "□ 近期照片 电子版",
        "□ 委托书 （视情况）",
    ]
    assert "还要核对：录入并递交（窗口，8 小时内）" in said["steps"]
    assert not any("核对申请人身份" in one for one in said["steps"])


def test_r33_an_agency_request_is_noticed_dated_and_told_to_the_grid_at_once(
    hall: Hall, db: Database, town: Town
) -> None:
    """R33: an officer files it for a resident: the notice is given, the due date is the item's, and
    the grid's worker hears at once."""
    hall.desk.as_(town.lead)
    hall.accept("card", household=town.doors3[0], applicant="孙大爷", authorised="1")
    made = hall.matter()
    assert "one_time_notice" in hall.steps(made.id)
    assert (made.limit_amount, made.limit_unit) == (5, "working_days") and made.due_at is not None
    assert ("matter", "agency") in told(db, town.wang)
    assert made.number in hall.desk.as_(town.wang).get("/news")


def test_r101_a_missing_material_stops_the_clock_when_the_resident_brings_it_later(
    hall: Hall,
) -> None:
    """R101: what is missing is named once; until it comes the clock stands still."""
    hall.accept("card", authorised="1", applicant="孙大爷", brought=["0"], waits="1")
    made = hall.matter()
    assert made.paused_since is not None
    assert hall.said(made.id, "waiting")["for_what"] == "近期照片"
    shown = hall.desk.get(f"/window/{made.id}")
    assert "已受理，等居民补材料" in shown and "近期照片" in shown


def test_r101_one_more_material_later_is_a_breach_and_counted(hall: Hall) -> None:
    """R101: asking for one more material after the notice is recorded as a breach: on the matter's
    page and in the windows' month."""
    hall.accept("card", authorised="1", applicant="孙大爷", brought=["0", "1"])
    made = hall.matter()
    assert "告知后又要材料</dt><dd>0" in hall.desk.get("/window")
    hall.desk.post(f"/matters/{made.id}/materials", name="户口簿", reason="受理时忘了说")
    shown = hall.desk.get(f"/window/{made.id}")
    assert "告知以后又要了材料" in shown and "户口簿" in shown and "受理时忘了说" in shown
    assert "告知后又要材料</dt><dd>1" in hall.desk.get("/window")


def test_r80_full_agency_needs_the_residents_word_and_has_a_slip_to_sign(
    hall: Hall, db: Database
) -> None:
    """R80: full: authorised by the resident, with the slip."""
    refused = hall.accept("card", 422, applicant="孙大爷", words="想办卡")
    assert "全程代办要居民本人同意委托" in refused.text and "想办卡" in refused.text
    hall.accept("card", applicant="孙大爷", authorised="1")
    made = hall.matter()
    with db.session() as session:
        kinds = session.exec(select(MatterPaper.kind).where(MatterPaper.matter_id == made.id)).all()
    assert sorted(kinds) == ["authorisation", "notice"]
    slip = hall.desk.get(f"/matters/{made.id}/slips/authorisation?paper=a5")
    assert "代办委托书" in slip and "委托人签字" in slip and "孙大爷" in slip


def test_r80_assist_names_who_goes_along(hall: Hall, db: Database, town: Town) -> None:
    """R80: assist: somebody goes along, who is told; it is their task."""
    assert "协办要选一位陪同办理的人" in hall.accept("visit", 422).text
    hall.accept("visit", helper=town.wang, brought=["0"])
    made = hall.matter()
    with db.session() as session:
        (task,) = session.exec(select(MatterTask).where(MatterTask.matter_id == made.id)).all()
    assert task.owner_id == town.wang and ("matter", "task") in told(db, town.wang)
    hall.desk.get(f"/matters/{made.id}/slips/authorisation", 404)


def test_r80_explain_shows_the_steps_and_ends_when_they_are_said(hall: Hall) -> None:
    """R80: explain: the steps are on the screen; said, it is done, and the slip goes along."""
    shown = hall.desk.post("/window/choice", 200, **hall.form("self")).text
    assert "到区民政局登记" in shown and "已当面说明程序和材料，本人到区民政局办理。" in shown
    hall.accept("self", explained="1", ending="done", result="已说明", score="5")
    made = hall.matter()
    assert (made.stage, made.score) == ("rating", 5)
    assert "到区民政局登记" in hall.desk.get(f"/matters/{made.id}/slips/notice")


def test_r66_an_instant_item_is_accepted_and_done_on_one_screen(
    hall: Hall, clock: HeldClock
) -> None:
    """R66: result, feedback face to face and the rating's request in one go; minutes measured."""
    shown = hall.desk.post("/window/choice", 200, **hall.form("copy")).text
    began = re.search(r'name="began" value="([^"]+)"', shown)
    assert began is not None
    clock.forward(minutes=7)
    hall.accept("copy", began=began[1], ending="done", result="已盖章", score="5")  # fmt: skip
    made = hall.matter()
    assert hall.steps(made.id)[:6] == [
        "acceptance", "classification", "route", "result", "feedback", "rating_request"
    ]  # fmt: skip
    assert made.done_at is not None and made.done_at - made.opened_at == timedelta(minutes=7)
    assert (made.stage, made.score) == ("rating", 5)
    assert "7 分钟" in hall.desk.get(f"/window/{made.id}")
    side = hall.desk.get("/window")
    assert re.search(r"即来即办</dt><dd>1<small>100%", side)
    assert re.search(r"即办用时（中位数）</dt><dd>7<small>", side)
    month = hall.desk.get("/matters/figures")
    assert re.search(r"即来即办</dt><dd>100% <small>1/1 件", month)
    assert "2026年11月" in month


def test_a_form_that_lay_open_all_night_measures_nothing(hall: Hall, clock: HeldClock) -> None:
    old = (clock() - timedelta(hours=20)).isoformat()
    hall.accept("copy", began=old, ending="done", result="好", authorised="1", applicant="孙")
    made = hall.matter()
    assert made.opened_at == clock()


def test_a_double_tap_makes_one_matter(hall: Hall) -> None:
    fields = hall.form("card", authorised="1", applicant="孙大爷")
    first = hall.desk.post("/matters", 303, **fields)
    again = hall.desk.post("/matters", 303, **fields)
    assert first.headers["location"] == again.headers["location"] and hall.matters() == 1


def test_r99_what_is_not_ours_is_explained_and_says_where_to_go(hall: Hall) -> None:
    """R99: explanation and where to go are both mandatory."""
    half = {"title": "公积金提取", "ending": "not_ours", "explanation": "归公积金中心管"}
    refused = hall.accept("", 422, **half)
    assert "该去哪里办：请填写" in refused.text and "归公积金中心管" in refused.text
    hall.accept("", **half, where_to_go="市公积金中心，县府街 1 号")
    made = hall.matter()
    assert made.stage == "not_ours" and made.closed_at is not None
    assert hall.said(made.id, "not_ours")["where_to_go"] == "市公积金中心，县府街 1 号"


def test_r99_the_head_knows_at_once_what_is_major(hall: Hall, db: Database, town: Town) -> None:
    """R99: a major matter is before the head the moment it is accepted."""
    hall.accept("", title="楼顶要掉", major="1", place="12号楼")
    assert hall.matter().major and ("matter", "major") in told(db, town.head)


def test_r99_a_certificate_that_no_community_issues_says_where_to_go(hall: Hall) -> None:
    """R99: one of the twenty certificates: found by its name, and answered."""
    found = hall.desk.post("/window/items", 200, **hall.form(q="无犯罪记录证明")).text
    assert "无犯罪记录证明：社区不开具" in found and "派出所" in found
    asked = hall.form(q="无犯罪记录证明", certificate="5")
    shown = hall.desk.post("/window/choice", 200, **asked).text
    assert re.search(r'name="title" value="无犯罪记录证明"', shown) or "无犯罪记录证明" in shown
    assert 'value="not_ours" checked' in shown


def test_r46_the_seven_lines_are_the_top_categories(hall: Hall) -> None:
    """R46: what is on no list goes under one of the seven lines of work."""
    shown = hall.desk.get("/window")
    for line in LINE_WORDS.values():
        assert line.text("zh-Hans") in shown
    hall.accept("", title="楼道堆物", line="city")
    assert hall.matter().category == "city"


def test_a_problem_is_accepted_by_its_class(hall: Hall) -> None:
    hall.accept("", problem="garbage", place="12号楼西侧")
    made = hall.matter()
    assert (made.title, made.problem, made.stage) == ("暴露垃圾", "garbage", "accepted")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "请选一个事项或问题类别"),
        ({"title": "x", "phone": "不告诉你"}, "电话只写数字"),
        ({"title": "x", "ending": "nothing"}, "请选择一项"),
        ({"title": "x", "ending": "done"}, "结果：请填写"),
        ({"title": "x" * 81}, "不能超过 80 个字"),
        ({"title": "x", "checks": ["-1"]}, "有不认识的选项"),
        ({"problem": "witchcraft"}, "请选择一项"),
        ({"item": "018f0000-0000-7000-8000-000000000000"}, "这个事项现在不能受理"),
    ],
)
def test_a_mistake_names_its_field_and_keeps_what_was_typed(
    hall: Hall, typed: dict[str, Any], message: str
) -> None:
    reply = hall.accept("", 422, words="慢慢说的话", **typed)
    assert message in reply.text and "慢慢说的话" in reply.text and hall.matters() == 0


def test_what_was_typed_is_text_and_nothing_else(hall: Hall) -> None:
    evil = "<script>alert(1)</script>"
    hall.accept("", title=evil, applicant=evil, words=evil, place=evil)
    made = hall.matter()
    for path in (f"/window/{made.id}", f"/matters/{made.id}/slips/receipt", "/window"):
        assert evil not in hall.desk.get(path)
    assert evil not in hall.accept("", 422, q=evil, door=evil, words=evil).text


def in_the_hall(db: Database, town: Town, person: str, on: date) -> None:
    """Somebody's shift of the day is post A."""
    monday = on - timedelta(days=on.weekday())
    with db.session(writes=True) as session:
        week = RosterWeek(
            id=uuid7(), community_id=town.community, monday=monday, version=1,
            state=RosterState.PUBLISHED, made_by=town.head,
            made_at=HeldClock()(),
        )  # fmt: skip
        session.add(week)
        session.flush()
        session.add(
            RosterShift(id=uuid7(), community_id=town.community, week_id=week.id,
                        person_id=person, on=on, post="A", begins=time(8, 30), ends=time(17, 30))
        )  # fmt: skip
        session.commit()


def test_r52_post_a_opens_the_window_from_the_day(
    hall: Hall, db: Database, town: Town, clock: HeldClock
) -> None:
    """R52: a worker on post A goes from 今天 to the window, and finds every door there."""
    in_the_hall(db, town, town.li, clock().date())
    desk = hall.desk.as_(town.li)
    assert 'href="/window"' in desk.get("/today")
    found = desk.post("/window/doors", 200, **hall.form(door="12-1-101")).text
    assert 'name="household" value="' in found


def test_r52_a_result_is_handed_out_at_any_window(
    hall: Hall, station: Station, db: Database, town: Town, clock: HeldClock
) -> None:
    """R52: one queue: another window hands out what this one accepted."""
    made = ready(hall, station)
    in_the_hall(db, town, town.li, clock().date())
    desk = hall.desk.as_(town.li)
    assert "社会保障卡申领" in desk.get(f"/window?ready={made[-6:]}")
    found = hall.matter()
    assert "交给居民" in desk.get(f"/window/{found.id}")
    desk.post(f"/window/{found.id}/handing-out", result="卡已交给本人", score="4")
    assert (hall.matter().stage, hall.matter().score) == ("rating", 4)
    assert "没有等着取的件" in desk.get("/window")


def ready(hall: Hall, station: Station) -> str:
    """A card that has come; its number."""
    hall.accept("card", authorised="1", applicant="孙大爷", brought=["0", "1"])
    made = hall.matter()
    station.do(made.id, "clerk", Result, "卡已制好")
    return made.number


def test_r52_a_worker_who_is_not_in_the_hall_hands_out_only_their_own(
    hall: Hall, station: Station, town: Town
) -> None:
    """R52: the queue belongs to the windows: at a door nobody hands out another's result."""
    ready(hall, station)
    found = hall.matter()
    hall.desk.as_(town.li).get(f"/window/{found.id}", 404)
    hall.desk.post(f"/window/{found.id}/handing-out", 404, result="x")


def test_a_worker_at_a_door_accepts_for_its_household(hall: Hall, town: Town) -> None:
    desk = hall.desk.as_(town.wang)
    shown = desk.get(f"/matters/new?household={town.doors3[0]}")
    assert town.doors3[0] in shown and "等着取件" not in shown
    hall.accept("", title="楼道灯不亮", here="door", came="visit", household=town.doors3[0])
    made = hall.matter()
    assert (made.household_id, made.channel, made.grid_id) == (
        town.doors3[0], "visit", town.grid3,
    )  # fmt: skip
    assert made.owner_id == town.wang


def test_nobody_above_a_community_and_no_steward_stands_at_a_window(hall: Hall, town: Town) -> None:
    hall.desk.as_(town.steward).get("/window", 403)
    reply = hall.desk.as_(town.street_officer, None).client.get("/window")
    assert reply.status_code == 403


def test_a_dispute_is_heard_first_and_shown_to_no_other_window(hall: Hall, town: Town) -> None:
    """R76: a dispute that comes to a window is not done on the spot, and its readers are few."""
    code = next(one.code for one in problems().values() if one.dispute)
    refused = hall.accept("", 422, problem=code, ending="done", result="好了")
    assert "矛盾纠纷要先听双方说" in refused.text
    hall.accept("", problem=code, words="楼上漏水")
    made = hall.matter()
    assert (made.flow, made.restricted) == ("dispute", True)
    hall.desk.as_(town.lead).get(f"/window/{made.id}", 404)
    hall.desk.as_(town.head).get(f"/window/{made.id}")
