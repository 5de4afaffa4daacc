"""Those who answer for a department hear of it: inside the app, by the number alone (row R94)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.attendance.models import Told
from app.catalogue.rules.items import Limit
from app.matters.rules import steps as a
from app.matters.rules.stages import Channel, Flow, Handling, How, Way
from app.matters.rules.steps import Role
from app.matters.rules.written import read
from app.referrals.jobs import tell_departments
from app.referrals.models import Department
from app.referrals.rules.news import NEW_FOR, News, new
from tests.matters.town import Station
from tests.referrals.conftest import ASKED, Counter, put_seat

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
HAPPENED = st.lists(st.tuples(st.sampled_from(list(News)), st.integers(-72, 24)), max_size=8).map(
    lambda some: [(news, NOW + timedelta(hours=hours)) for news, hours in some]
)
TOLD = st.frozensets(st.sampled_from(list(News))).map(lambda some: dict.fromkeys(some, NOW))


@given(HAPPENED, TOLD)
def test_nobody_hears_twice_nor_of_what_is_long_past(
    happened: list[tuple[News, datetime]], told: dict[News, datetime]
) -> None:
    found = new(happened, told, NOW)
    assert len(found) == len(set(found))
    for news in found:
        assert news not in told
        assert any(kind is news and NOW - NEW_FOR < at <= NOW for kind, at in happened)
    assert new(happened, {**told, **dict.fromkeys(found, NOW)}, NOW) == []


def heard(desk: Counter, person: str = "") -> list[str]:
    """What somebody was told, oldest first."""
    with desk.db.session() as session:
        rows = session.exec(
            select(Told).where(Told.person_id == (person or desk.shen)).order_by(Told.at, Told.id)
        )
        return [f"{one.kind}.{one.values['state']}" for one in rows]


def look(desk: Counter) -> int:
    """The clock looks."""
    return tell_departments(desk.db, desk.station.clock)


@sqlite
def test_what_is_passed_on_is_told_at_once_and_once(desk: Counter) -> None:
    """R94: to everybody who sits there; by the number, never what a resident said."""
    with desk.db.session(writes=True) as session:
        other = put_seat(session, session.get_one(Department, desk.department), "于洋")
        session.commit()
    matter = desk.sent(words="请来修灯")
    assert heard(desk) == heard(desk, other) == ["referral.passed"]
    assert look(desk) == 0
    page = desk.as_shen().get("/referrals")
    assert "新转来一件：2026-000001" in page and "全部标为看过" in page
    with desk.db.session() as session:
        told = session.exec(select(Told).where(Told.person_id == desk.shen)).one()
        assert ASKED not in str(told.values) and told.link == f"/referrals/{matter}"
    answer = desk.client.get(f"/referrals/news/{told.id}")
    assert answer.headers["location"] == f"/referrals/{matter}"
    assert "全部标为看过" not in desk.get("/referrals")


@sqlite
def test_what_came_by_another_page_is_told_by_the_clock(desk: Counter) -> None:
    matter = desk.classified()
    desk.station.do(matter, "clerk", a.Route, Way.REFERRAL, department="供电公司")
    assert heard(desk) == []
    look(desk)
    look(desk)
    assert heard(desk) == ["referral.passed"]


@sqlite
def test_the_street_hears_of_what_goes_to_its_own_office(desk: Counter) -> None:
    """R78: and its page 我 says so."""
    desk.sent(desk.office)
    assert heard(desk, desk.town.street_officer) == ["referral.passed"] and heard(desk) == []
    assert "1 条新消息" in desk.as_(desk.town.street_officer).get("/me")
    desk.post("/referrals/news/reading")
    assert "1 条新消息" not in desk.get("/me")


def limited(desk: Counter) -> str:
    """A matter that is due in a working day, and with the department."""
    station = desk.station
    matter = station.open()
    station.do(matter, "clerk", a.Classification, Handling.BRING_BACK, 2, Limit(1))
    station.do(matter, "clerk", a.Route, Way.REFERRAL, department="供电公司")
    look(desk)
    return matter


@sqlite
def test_what_is_late_stopped_or_goes_on_is_told_once_each(desk: Counter) -> None:
    """R94: a clock that stands still is not late; then it is told, and no second time."""
    station, matter = desk.station, limited(desk)
    station.clock.forward(minutes=5)
    station.do(matter, "clerk", a.Waiting, "等居民在家")
    look(desk)
    station.clock.forward(minutes=5)
    station.do(matter, "clerk", a.Resumed, "在家了")
    look(desk)
    station.clock.forward(minutes=5)
    for _ in range(60):
        station.clock.forward(hours=2)
        look(desk)
    assert heard(desk) == [f"referral.{one}" for one in ("passed", "waiting", "resumed", "overdue")]


@sqlite
def test_what_is_withdrawn_is_told_and_leads_to_the_list(desk: Counter) -> None:
    station, matter = desk.station, desk.sent()
    station.clock.forward(minutes=5)
    station.do(matter, "clerk", a.Withdrawal, "修好了")
    look(desk)
    look(desk)
    assert heard(desk) == ["referral.passed", "referral.ended"]
    with desk.db.session() as session:
        rows = session.exec(select(Told).where(Told.person_id == desk.shen)).all()
    desk.as_shen()
    for one in rows:
        place = desk.client.get(f"/referrals/news/{one.id}").headers["location"]
        assert place.partition("#")[0] == "/referrals"


@sqlite
def test_what_a_colleague_answered_waits_for_nobody_any_more(desk: Counter) -> None:
    """R94: the count on the tab is what is still to be looked at."""
    with desk.db.session(writes=True) as session:
        other = put_seat(session, session.get_one(Department, desk.department), "于洋")
        session.commit()
    matter, left = desk.sent(), desk.sent()
    desk.as_shen().post(f"/referrals/{matter}/acceptance")
    with desk.db.session() as session:
        rows = session.exec(select(Told).where(Told.seen_at.is_(None)))  # type: ignore[union-attr]
        waiting = sorted((one.person_id, one.link) for one in rows)
    assert waiting == sorted((one, f"/referrals/{left}") for one in (desk.shen, other))


@sqlite
def test_nobody_opens_the_news_of_somebody_else(desk: Counter) -> None:
    desk.sent()
    with desk.db.session() as session:
        told = session.exec(select(Told).where(Told.person_id == desk.shen)).one()
    desk.as_(desk.town.street_officer).get(f"/referrals/news/{told.id}", 404)
    assert desk.as_(desk.town.clerk).client.get(f"/referrals/news/{told.id}").status_code == 403


def asked_together(station: Station, matter: str, *departments: str) -> None:
    """The clerk asks departments to act together."""
    station.do(matter, "clerk", a.JointAction, "周六一起清楼道", departments)


@sqlite
def test_a_joint_request_is_shown_to_the_departments_that_it_names(desk: Counter) -> None:
    """R95: a request and nothing more: no answer is asked for, and nobody else reads it."""
    matter = desk.classified()
    asked_together(desk.station, matter, "供电公司", "公安分局")
    page = desk.as_shen().get("/referrals")
    assert "周六一起清楼道" in page and "还请了公安分局" in page and "12号楼门口" in page
    assert "周大爷" not in page and ASKED not in page
    desk.get(f"/referrals/{matter}", 404)
    assert "周六一起清楼道" not in desk.as_(desk.town.street_officer).get("/referrals")
    look(desk)
    look(desk)
    assert heard(desk) == ["referral.joint"] and heard(desk, desk.town.street_officer) == []
    desk.station.do(matter, "clerk", a.Withdrawal, "不用了")
    assert "周六一起清楼道" not in desk.as_shen().get("/referrals")


@sqlite
def test_a_joint_request_about_a_dispute_says_only_what_was_written_in_it(desk: Counter) -> None:
    """R76, R95: restricted: neither its title nor its place."""
    station = desk.station
    matter = station.open(
        "wang", channel=Channel.VISIT, flow=Flow.DISPUTE, title="赵家钱家噪音", place="12号楼"
    )
    station.do(matter, "wang", a.Consent, ("赵家", "钱家"), How.IN_PERSON)
    station.do(matter, "wang", a.JointAction, "请来讲解用电安全", ("供电公司",))
    page = desk.as_shen().get("/referrals")
    assert "请来讲解用电安全" in page and "赵家" not in page and "12号楼" not in page


@sqlite
def test_what_is_written_in_a_joint_request_is_text(desk: Counter) -> None:
    matter = desk.classified()
    words = "<img src=x onerror=alert(1)>"
    desk.station.do(matter, "clerk", a.JointAction, words, ("供电公司",))
    page = desk.as_shen().get("/referrals")
    assert words not in page and "&lt;img src=x" in page


def test_a_joint_request_of_before_names_no_department() -> None:
    """R95: what was written down without them is read as it was."""
    step = read("joint_action", {"at": NOW, "by": "x", "role": Role.CLERK}, {"request": "一起来"})
    assert isinstance(step, a.JointAction) and step.departments == ()
