"""Rows R22, R24, R26, R102, R145: the week is drafted, refused, mended, published, changed."""

from datetime import timedelta

from sqlalchemy import event
from sqlmodel import Session, col, select

from app.attendance.commands.rosters import begin
from app.attendance.models import RosterShift, RosterState, RosterWeek, Skill, Told
from app.kit.audit import AuditEvent
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Holding, Person, Post
from tests.attendance.roster.conftest import NEXT, THIS, kept, published
from tests.people import FOUNDED, Town
from tests.station.conftest import Desk


def _weeks(session: Session, state: RosterState) -> list[RosterWeek]:
    return list(session.exec(select(RosterWeek).where(RosterWeek.state == state)))


def _day(desk: Desk, person: str, kind: str, number: int = 0) -> None:
    on = THIS + timedelta(days=number)
    desk.post(f"/roster/{THIS}/shifts/{person}/{on}", kind=kind)


def test_r22_everybody_of_the_station_sees_who_is_where(desk: Desk) -> None:
    """R22: the roster gives each worker post A or B for each shift."""
    with desk.db.session(writes=True) as session:
        published(session, desk.town)
    for person in (desk.town.wang, desk.town.clerk, desk.town.steward, desk.town.head):
        page = desk.as_(person).get(f"/roster/{THIS}")
        assert "王敏" in page and "08:30-13:00" in page and "大厅同时在岗" in page
    assert "照上周排" not in desk.as_(desk.town.wang).get(f"/roster/{THIS}")
    desk.as_(desk.town.wang).get("/roster/2026-11-24", 404)
    desk.get("/roster/yesterday", 404)


def test_r24_last_week_is_taken_over_in_one_tap(desk: Desk) -> None:
    with desk.db.session(writes=True) as session:
        published(session, desk.town)
    lead = desk.as_(desk.town.lead)
    lead.post(f"/roster/{NEXT}/draft", how="last")
    assert "没有发布" not in lead.get(f"/roster/{NEXT}/draft")
    with desk.db.session() as session:
        (draft,) = _weeks(session, RosterState.DRAFT)
        shifts = session.exec(select(RosterShift).where(RosterShift.week_id == draft.id)).all()
        assert {one.on for one in shifts} == {NEXT + timedelta(days=day) for day in range(5)}


def test_r22_of_a_weeks_first_roster_is_said_that_it_is_out_of_the_next_that_it_changed(
    desk: Desk,
) -> None:
    town, clerk = desk.town, desk.town.clerk
    with desk.db.session(writes=True) as session:
        begin(session, desk.clock(), town.community, town.lead, NEXT, kept(town, NEXT))
        session.commit()
    desk.as_(town.lead).post(f"/roster/{NEXT}/publication")
    assert "12月6日 的排班已发布，请看您的班" in desk.as_(clerk).get("/news")
    lead = desk.as_(town.lead)
    lead.post(f"/roster/{NEXT}/draft", how="published")
    lead.post(f"/roster/{NEXT}/hotline/{NEXT}", person=clerk, backup=town.li)
    lead.post(f"/roster/{NEXT}/publication")
    assert "12月6日 的排班有变动，请看您的班" in desk.as_(clerk).get("/news")


def test_r26_a_week_that_is_not_kept_is_refused_with_every_hour_at_once(desk: Desk) -> None:
    """R22, R26: a week with fewer in the hall than the minimum is not published."""
    with desk.db.session(writes=True) as session:
        published(session, desk.town)
    lead = desk.as_(desk.town.lead)
    lead.post(f"/roster/{THIS}/draft", how="published")
    _day(lead, desk.town.clerk, "none", 1)
    lead.post(
        f"/roster/{THIS}/shifts/{desk.town.li}/{THIS + timedelta(days=2)}",
        post1="A", begins1="14:00", ends1="19:00",
    )  # fmt: skip
    refused = lead.post(f"/roster/{THIS}/publication", 422).text
    assert "周二 08:30-13:00 大厅只有 1 人，至少 2 人" in refused
    assert "周三 13:00-14:00 大厅只有 1 人，至少 2 人" in refused
    with desk.db.session() as session:
        assert len(_weeks(session, RosterState.PUBLISHED)) == 1
        assert not session.exec(select(Told)).all()
    _day(lead, desk.town.clerk, "hall_early", 1)
    _day(lead, desk.town.li, "hall_late", 2)
    lead.post(f"/roster/{THIS}/publication")
    with desk.db.session() as session:
        (old,) = _weeks(session, RosterState.REPLACED)
        (new,) = _weeks(session, RosterState.PUBLISHED)
        assert (old.version, new.version) == (1, 2)
        told = session.exec(select(Told)).all()
        # 李强 ends up with the hours that he had, and is not bothered.
        assert [one.person_id for one in told] == [desk.town.clerk]
        assert told[0].link == f"/roster/{THIS}"
        assert told[0].kind == "roster_changed"
        kinds = set(session.exec(select(AuditEvent.kind)))
        assert {"roster.drafted", "roster.changed", "roster.published"} <= kinds
    assert "第 1 版" in lead.get(f"/roster/{THIS}")
    assert "后来改过" in lead.get(f"/roster/{THIS}/versions/1")


def test_r26_the_roster_says_how_many_are_free_for_the_doors(desk: Desk) -> None:
    """R26: five stood at the windows, two do; three are free for the doors."""
    with desk.db.session(writes=True) as session:
        published(session, desk.town)
    page = desk.as_(desk.town.lead).get(f"/roster/{THIS}")
    for said in ("大厅同时在岗</dt><dd>2", "以前守窗口</dt><dd>5", "腾出来登门</dt><dd>3"):
        assert said in page, said


def test_r145_a_day_without_somebody_at_the_telephone_is_refused(desk: Desk) -> None:
    """R145: each day has one person at the telephone and another as backup."""
    with desk.db.session(writes=True) as session:
        published(session, desk.town)
    lead = desk.as_(desk.town.lead)
    lead.post(f"/roster/{THIS}/draft", how="published")
    path = f"/roster/{THIS}/hotline/{THIS}"
    assert "替补要选另一个人" in lead.post(
        path, 422, person=desk.town.wang, backup=desk.town.wang
    ).text  # fmt: skip
    lead.post(path, person=desk.town.wang, backup="")
    assert "周一 热线没有替补" in lead.post(f"/roster/{THIS}/publication", 422).text


def test_r102_hours_by_hand_are_judged_by_field_and_stay_typed(desk: Desk) -> None:
    lead = desk.as_(desk.town.lead)
    lead.post(f"/roster/{THIS}/draft", how="rotation")
    path = f"/roster/{THIS}/shifts/{desk.town.wang}/{THIS}"
    refused = lead.post(path, 422, post1="A", begins1="18:00", ends1="9:00").text
    assert "结束要晚于开始" in refused and 'value="18:00"' in refused
    assert "时间应写成" in lead.post(path, 422, post1="A", begins1="half", ends1="9:00").text
    assert lead.post(path, 422).status_code == 422


def test_r104_a_line_nobody_can_do_is_a_warning_and_no_refusal(desk: Desk) -> None:
    """R104: what nobody on duty can do is a warning on the roster."""
    with desk.db.session(writes=True) as session:
        published(session, desk.town)
        for one in session.exec(select(Skill)):
            one.line = "safety"
            session.add(one)
        session.commit()
    page = desk.as_(desk.town.lead).get(f"/roster/{THIS}")
    assert "周一 在岗的人里没有会办这些的" in page and "民政服务" in page


def test_a_week_that_is_over_is_not_drafted_any_more(desk: Desk) -> None:
    lead = desk.as_(desk.town.lead)
    lead.post("/roster/2026-11-16/draft", 404, how="rotation")
    lead.post(f"/roster/{NEXT}/draft", how="rotation")
    lead.post(f"/roster/{NEXT}/dropping")
    lead.get(f"/roster/{NEXT}/draft", 404)


def test_people_of_another_community_stand_on_no_roster_here(desk: Desk) -> None:
    lead = desk.as_(desk.town.lead)
    lead.post(f"/roster/{THIS}/draft", how="rotation")
    lead.post(f"/roster/{THIS}/shifts/{desk.town.other_lead}/{THIS}", 404, kind="door")
    with desk.db.session(writes=True) as session:
        published(session, desk.town, NEXT)
    other = desk.as_(desk.town.other_lead, desk.town.other_community)
    assert "王敏" not in other.get(f"/roster/{NEXT}")
    other.get(f"/roster/{NEXT}/versions/1", 404)


def test_a_station_of_sixty_is_drawn_with_as_few_questions_as_one_of_six(
    desk: Desk, db: Database, town: Town
) -> None:
    lead = desk.as_(town.lead)
    lead.post(f"/roster/{THIS}/draft", how="rotation")

    asked: list[str] = []

    def count() -> int:
        asked.clear()
        lead.get(f"/roster/{THIS}/draft")
        return len(asked)

    engine = desk.client.app.state["house"].db.engine
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    few = count()
    with db.session(writes=True) as session:
        for number in range(60):
            person = Person(id=uuid7(), community_id=town.community, name=f"工作员{number}")
            session.add(person)
            session.flush()
            session.add(
                Holding(id=uuid7(), community_id=town.community, area_id=town.community,
                        person_id=person.id, post=Post.GRID_WORKER, since=FOUNDED)
            )  # fmt: skip
        session.commit()
    lead.post(f"/roster/{THIS}/draft", how="rotation")
    assert count() == few
    with db.session() as session:
        drafted = session.exec(select(RosterShift.person_id).where(col(RosterShift.on) == THIS))
        assert len(set(drafted)) > 60
