"""The screens of a worker's day and of a lead's (rows R108, R115, R120)."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from app.households.models import Household
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import AccessLog, Community
from app.settings import Settings
from app.visits.intake import VisitKind
from app.visits.models import Amendment, Concern, Photo, SetAsideDecision, Visit
from tests.clock import MONDAY_NINE, HeldClock
from tests.people import Town, sign_in
from tests.visits.conftest import Station, sent
from tests.visits.test_intake import hand_over, take


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine for pages: the queries below them are tested on both."""
    return sqlite_url


def visits_in(db: Database) -> list[Visit]:
    """Every visit, oldest first."""
    with db.session() as session:
        return list(session.exec(select(Visit).order_by(col(Visit.received_at))).all())


def test_today_shows_the_round_and_its_progress(station: Station, town: Town) -> None:
    station.as_(town.wang)
    before = station.get("/today")
    assert before.status_code == 200 and "王敏" in before.text and "0/20" in before.text
    station.write(town.doors3[0])
    after = station.get("/today").text
    assert "1/20" in after
    assert len(re.findall(r"is-visited", after)) == 1


def test_two_visits_to_one_door_are_one_household(station: Station, town: Town) -> None:
    station.as_(town.wang)
    station.write(town.doors3[0])
    station.write(town.doors3[0])
    assert "1/20" in station.get("/today").text


def test_an_open_concern_and_an_agreed_day_are_due(station: Station, town: Town) -> None:
    station.as_(town.wang)
    station.write(town.doors3[0], requests="请修楼道灯", next_on="2026-11-24")
    station.clock.forward(days=9)
    shown = station.get("/today").text
    assert "请修楼道灯" in shown and "约好再来" in shown
    station.write(town.doors3[0], outcome="nobody_home")
    assert "约好再来" in station.get("/today").text
    station.write(town.doors3[0])
    assert "约好再来" not in station.get("/today").text


def test_other_posts_begin_elsewhere(station: Station, town: Town) -> None:
    begin = [(town.lead, "/visits"), (town.head, "/visits"), (town.steward, "/unlisted"),
             (town.clerk, "/me")]  # fmt: skip
    for person, place in begin:
        reply = station.as_(person).get("/today")
        assert (reply.status_code, reply.headers["location"]) == (303, place)


def test_a_plain_visit_works_without_script(station: Station, town: Town, db: Database) -> None:
    station.as_(town.wang)
    reply = station.post(
        "/visits", household=town.doors3[0], outcome="met", requests=["修灯", "通下水"],
        purposes=["help_need", "safety_check"], findings="灯坏了",
    )  # fmt: skip
    assert (reply.status_code, reply.headers["location"]) == (303, "/today")
    (visit,) = visits_in(db)
    assert visit.requests == ["修灯", "通下水"] and visit.purposes == ["safety_check", "help_need"]
    assert visit.author_id == town.wang and visit.made_at == MONDAY_NINE


def test_a_wrong_field_is_named_and_nothing_typed_is_lost(
    station: Station, town: Town, db: Database
) -> None:
    station.as_(town.wang)
    reply = station.post(
        "/visits", household=town.doors3[0], outcome="met", findings="楼道有水",
        next_on="2020-01-01",
    )  # fmt: skip
    assert reply.status_code == 422
    assert "约定的日期不能早于走访当天" in reply.text and "楼道有水" in reply.text
    assert 'data-error-for="next_on"' in reply.text and not visits_in(db)


def test_never_20_double_tap_makes_one_record(station: Station, town: Town, db: Database) -> None:
    station.as_(town.wang)
    record = uuid7()
    for _ in range(2):
        station.write(town.doors3[0], id=record, findings="灯坏了")
        station.clock.forward(seconds=1)
    assert len(visits_in(db)) == 1
    other = station.post(
        "/visits", id=record, household=town.doors3[0], outcome="met", findings="换了"
    )
    assert other.status_code == 422 and "已经保存过" in other.text


def test_a_household_of_another_grid_cannot_be_written(
    station: Station, town: Town, db: Database
) -> None:
    station.as_(town.wang)
    reply = station.post("/visits", household=town.doors4[0], outcome="met")
    assert reply.status_code == 404 and not visits_in(db)


def test_only_grid_workers_write_visits(station: Station, town: Town) -> None:
    for person in (town.lead, town.steward, town.clerk):
        reply = station.as_(person).post("/visits", household=town.doors3[0], outcome="met")
        assert reply.status_code == 403


def test_a_door_on_no_list_goes_to_the_data_steward(
    station: Station, town: Town, db: Database
) -> None:
    station.as_(town.wang).write("", address="12号楼 地下室 乙")
    shown = station.as_(town.steward).get("/unlisted")
    assert shown.status_code == 200 and "12号楼 地下室 乙" in shown.text
    (visit,) = visits_in(db)
    assert station.get(f"/visits/{visit.id}").status_code == 200
    assert "12号楼 地下室 乙" in station.as_(town.lead).get("/unlisted").text
    assert station.as_(town.li).get("/unlisted").status_code == 403
    assert "地下室" not in station.as_(town.other_lead, town.other_community).get("/unlisted").text


def test_a_lead_sees_todays_visits_as_they_arrive(station: Station, town: Town) -> None:
    station.as_(town.wang).write(town.doors3[0], findings="灯坏了")
    lead = station.as_(town.lead)
    whole = lead.get("/visits")
    assert whole.status_code == 200 and "灯坏了" in whole.text and "王敏" in whole.text
    rows = lead.get("/visits", **{"hx-request": "true"})
    assert "灯坏了" in rows.text and "<html" not in rows.text
    assert "灯坏了" not in lead.get("/visits?outcome=declined").text
    assert "灯坏了" not in lead.get(f"/visits?worker={town.li}").text
    station.clock.forward(days=1)
    assert "灯坏了" not in station.as_(town.lead).get("/visits").text


def test_the_log_names_each_household_once_however_often_the_page_asks(
    station: Station, town: Town, db: Database
) -> None:
    station.as_(town.wang).write(town.doors3[0])
    lead = station.as_(town.lead)
    for _ in range(3):
        lead.get("/visits", **{"hx-request": "true"})
    station.as_(town.wang).write(town.doors3[1])
    station.as_(town.lead).get("/visits")
    with db.session() as session:
        rows = session.exec(select(AccessLog).order_by(col(AccessLog.id))).all()
        assert [one.households for one in rows if one.what == "visits"] == [
            [town.doors3[0]], [town.doors3[1]],
        ]  # fmt: skip


def test_a_record_shows_its_history_and_reading_it_is_logged(
    station: Station, town: Town, db: Database
) -> None:
    record = station.as_(town.wang).write(town.doors3[0], findings="灯坏了")
    reply = station.post(
        f"/visits/{record}/amendments", base="1", outcome="phone", findings="灯已修好"
    )
    assert (reply.status_code, reply.headers["location"]) == (303, f"/visits/{record}")
    shown = station.as_(town.lead).get(f"/visits/{record}")
    assert "灯坏了" in shown.text and "灯已修好" in shown.text and 'data-base="2"' in shown.text
    assert visits_in(db)[0].findings == "灯坏了"
    with db.session() as session:
        row = session.exec(select(AccessLog).where(AccessLog.person_id == town.lead)).one()
        assert (row.what, row.households) == ("visit", [town.doors3[0]])


def test_never_23_a_late_correction_is_kept_and_shown_to_both(
    station: Station, town: Town, db: Database
) -> None:
    record = station.as_(town.wang).write(town.doors3[0])
    amend = f"/visits/{record}/amendments"
    station.post(amend, base="1", outcome="met", findings="甲的更正")
    station.as_(town.lead).post(amend, base="1", outcome="met", findings="乙的更正")
    for person in (town.wang, town.lead):
        shown = station.as_(person).get(f"/visits/{record}").text
        assert "乙的更正" in shown and "待合并" in shown
    with db.session() as session:
        assert session.exec(select(Amendment.state).order_by(col(Amendment.rev))).all() == [
            "head", "pending",
        ]  # fmt: skip


def test_a_wrong_correction_is_named_and_kept_in_the_form(station: Station, town: Town) -> None:
    record = station.as_(town.wang).write(town.doors3[0])
    reply = station.post(f"/visits/{record}/amendments", base="1", outcome="", findings="写了很多")
    assert reply.status_code == 422 and "写了很多" in reply.text and "请选择一项" in reply.text


def test_a_record_set_aside_counts_once_a_lead_accepts_it(
    station: Station, town: Town, db: Database
) -> None:
    record = _set_aside(db, town)
    assert "0/20" in station.as_(town.wang).get("/today").text
    assert "修灯" not in station.as_(town.li).get(f"/households/{town.doors3[0]}").text
    lead = station.as_(town.lead)
    assert "手机时钟不准" in lead.get("/set-aside").text
    reply = lead.post(f"/set-aside/{record}/decision", decision="accept")
    assert (reply.status_code, reply.headers["location"]) == (303, "/set-aside")
    with db.session() as session:
        assert session.exec(select(Concern.text)).all() == ["修灯"]
    assert "没有待确认的记录" in lead.get("/set-aside").text
    assert lead.post(f"/set-aside/{record}/decision", decision="accept").status_code == 409


def test_returning_a_record_wants_a_reason_and_its_author_reads_it(
    station: Station, town: Town, db: Database
) -> None:
    record = _set_aside(db, town)
    lead = station.as_(town.lead)
    assert lead.post(f"/set-aside/{record}/decision", decision="return").status_code == 422
    lead.post(f"/set-aside/{record}/decision", decision="return", reason="已移交李强")
    assert "已移交李强" in station.as_(town.wang).get(f"/visits/{record}").text
    with db.session() as session:
        assert session.exec(select(SetAsideDecision.decision)).one() == "return"
        assert not session.exec(select(Concern)).all()


def test_nobody_else_decides_about_what_was_set_aside(
    station: Station, town: Town, db: Database
) -> None:
    record = _set_aside(db, town)
    path = f"/set-aside/{record}/decision"
    for person in (town.wang, town.li, town.steward, town.clerk):
        assert station.as_(person).get("/set-aside").status_code == 403
        assert station.post(path, decision="accept").status_code == 403
    other = station.as_(town.other_lead, town.other_community)
    assert other.post(path, decision="accept").status_code == 404


def _set_aside(db: Database, town: Town) -> str:
    with db.session(writes=True) as session:
        sign_in(session, town.wang, town.community, MONDAY_NINE - timedelta(days=5))
        hand_over(session, town, MONDAY_NINE - timedelta(days=1))
        one = sent(
            town, town.wang, MONDAY_NINE, doubtful=True, household=town.doors3[0],
            requests=["修灯"],
        )  # fmt: skip
        take(session, VisitKind(), one)
        session.commit()
    return one.envelope.id


def test_a_photo_is_shown_to_those_who_see_the_record(
    station: Station, town: Town, db: Database, settings: Settings
) -> None:
    record = station.as_(town.wang).write(town.doors3[0])
    with db.session(writes=True) as session:
        session.add(
            Photo(
                visit_id=record, sha256="a" * 64, community_id=town.community, place=0, size=9,
                received_at=MONDAY_NINE, stored="x/photo.webp",
            )
        )  # fmt: skip
        session.commit()
    path = Path(settings.files) / "x" / "photo.webp"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"RIFF" + b"w" * 2000)
    photo = f"/visits/{record}/photos/{'a' * 64}"
    reply = station.get(photo)
    assert reply.content == path.read_bytes() and reply.headers["content-type"] == "image/webp"
    assert reply.headers["cache-control"].startswith("private")
    assert photo in station.as_(town.lead).get(f"/visits/{record}").text
    assert station.as_(town.li).get(photo).status_code == 404
    assert station.as_(town.wang).get(photo[:-1] + "b").status_code == 404


def test_me_shows_my_month_and_the_slogan(station: Station, town: Town, db: Database) -> None:
    with db.session(writes=True) as session:
        community = session.get(Community, town.community)
        assert community is not None
        community.slogan = "进百家门"
        session.commit()
    station.as_(town.wang).write(town.doors3[0], requests="修灯")
    shown = station.get("/me").text
    assert "进百家门" in shown and re.search(r"本月走到\w+</dt><dd>1\b", shown)


def test_the_empty_form_is_the_same_for_everyone(station: Station, town: Town) -> None:
    stranger = station.get("/visits/new")
    worker = station.as_(town.wang).get("/visits/new")
    assert stranger.status_code == 200 and stranger.text == worker.text
    assert 'name="address"' in stranger.text and "王敏" not in worker.text


def test_a_position_is_for_the_worker_and_who_checks(
    station: Station, town: Town, clock: HeldClock
) -> None:
    record = station.as_(town.wang).write(town.doors3[0], position="37.49123,121.24,12,3")
    for person in (town.wang, town.lead):
        assert "37.49123" in station.as_(person).get(f"/visits/{record}").text


@pytest.mark.parametrize("path", ["/visits/x", "/visits/x/photos/y", "/households/x"])
def test_what_is_no_id_is_not_found(station: Station, town: Town, path: str) -> None:
    assert station.as_(town.wang).get(path).status_code == 404


def test_today_finds_a_door_by_name_and_logs_it_once_a_day(
    station: Station, town: Town, db: Database
) -> None:
    with db.session(writes=True) as session:
        door = session.get(Household, town.doors3[0])
        assert door is not None
        door.contact_name = "王秀英"
        session.commit()
    station.as_(town.wang)
    for _ in range(3):
        assert "王秀英" in station.get("/today").text
    station.clock.forward(days=1)
    station.as_(town.wang).get("/today")
    with db.session() as session:
        rows = session.exec(select(AccessLog).where(AccessLog.what == "today")).all()
    assert [one.households for one in rows] == [sorted(town.doors3)] * 2
