"""Leave is asked for, answered, taken back, and whose grid meanwhile (row R23)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import col, select

from app.attendance.forms.leave import parse_answer, parse_leave
from app.attendance.models import (
    HotlineDuty,
    Leave,
    LeaveState,
    RosterShift,
    RosterState,
    RosterWeek,
    Told,
)
from app.attendance.queries.terms import leave_granted
from app.attendance.rules.parts import Part
from app.kit.db import Database
from app.kit.forms import Refusal
from app.kit.ids import uuid7
from app.org.models import HandOver, Holding, Person
from app.org.scope import grids_of
from app.visits.models import Concern
from tests.people import Town
from tests.station.conftest import Desk

TODAY = date(2026, 11, 23)
DAYS = {"first_on": "2026-11-25", "first_part": "am", "last_on": "2026-11-26", "last_part": "pm"}


def the_leave(db: Database) -> Leave:
    """The newest."""
    with db.session() as session:
        return session.exec(select(Leave).order_by(col(Leave.id).desc())).all()[0]


def told(db: Database, person: str) -> list[str]:
    """The kinds of news before somebody."""
    with db.session() as session:
        rows = session.exec(select(Told).where(Told.person_id == person).order_by(Told.id))
        return [one.kind for one in rows]


def ask(desk: Desk, person: str, **fields: str) -> str:
    """Somebody asks for leave; its id."""
    reply = desk.as_(person).post("/leave", **{"kind": "annual", **DAYS, **fields})
    return str(reply.headers["location"]).rpartition("/")[2]


def test_r23_a_worker_sees_what_a_leave_takes_and_meets_before_asking(
    desk: Desk, db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        week = RosterWeek(
            id=uuid7(), community_id=town.community, monday=TODAY, version=1,
            state=RosterState.PUBLISHED, made_by=town.head, made_at=desk.clock(),
        )  # fmt: skip
        session.add(week)
        session.flush()
        for on in (25, 27):
            session.add(
                RosterShift(
                    id=uuid7(),
                    community_id=town.community,
                    week_id=week.id,
                    person_id=town.wang,
                    on=date(2026, 11, on),
                    post="B",
                    begins=time(8, 30),
                    ends=time(17, 30),
                )
            )
        session.add(
            HotlineDuty(
                week_id=week.id,
                on=date(2026, 11, 26),
                community_id=town.community,
                person_id=town.wang,
            )
        )
        session.commit()
    days = "&".join(f"{name}={value}" for name, value in DAYS.items())
    shown = desk.as_(town.wang).get(f"/leave/check?kind=annual&{days}")
    assert "2 天" in shown
    assert "11月25日 08:30" in shown and "11月27日" not in shown
    assert "11月26日 热线值班" in shown
    with db.session() as session:
        assert not session.exec(select(Leave)).all()


def test_r23_granting_lets_the_neighbour_stand_in_and_tells_everybody(
    desk: Desk, db: Database, town: Town
) -> None:
    """R23: on leave, the grid and its open work go to the neighbour."""
    made = ask(desk, town.wang, words="回老家")
    assert told(db, town.lead) == ["leave_asked"] == told(db, town.head)
    page = desk.as_(town.lead).get(f"/leave/{made}")
    assert "李强" in page and "相邻" in page and "王敏" in page
    desk.post(f"/leave/{made}/answer", decision="grant", backup_id=town.li)
    since = datetime(2026, 11, 24, 16, tzinfo=UTC)
    until = datetime(2026, 11, 26, 16, tzinfo=UTC)
    with db.session() as session:
        assert town.grid3 not in grids_of(session, town.li, since - timedelta(minutes=1))
        assert town.grid3 in grids_of(session, town.li, since)
        assert town.grid3 not in grids_of(session, town.li, until)
        (row,) = session.exec(select(HandOver)).all()
        assert (row.from_person, row.to_person, row.at) == (town.wang, town.li, since)
        assert leave_granted(session, town.community, TODAY, date(2026, 11, 25)) == {
            (town.wang, date(2026, 11, 25), part) for part in Part
        }
    assert told(db, town.li) == ["backup_named"]
    assert told(db, town.wang) == ["leave_answered"]
    assert "已同意" in desk.as_(town.wang).get(f"/leave/{made}")
    desk.clock.forward(days=2)
    assert "同事请假，由您替班" in desk.as_(town.li).get("/today")
    desk.get(f"/station/hand-overs/{row.id}")
    desk.post(f"/station/hand-overs/{row.id}/taking")
    assert "同事请假，由您替班" not in desk.get("/today")


def test_r23_what_comes_up_before_a_leave_begins_is_handed_over_too(
    desk: Desk, db: Database, town: Town
) -> None:
    def raised(person: str, words: str) -> None:
        desk.as_(person).post(
            "/visits", id=uuid7(), household=town.doors3[0], outcome="met", requests=words
        )

    raised(town.wang, "楼道灯坏了")
    made = ask(desk, town.wang)
    desk.as_(town.lead).post(f"/leave/{made}/answer", decision="grant", backup_id=town.li)
    raised(town.wang, "下水道堵了")
    with db.session(writes=True) as session:
        (row,) = session.exec(select(HandOver)).all()
        first = session.exec(select(Concern).where(Concern.text == "楼道灯坏了")).one()
        first.closed_at = desk.clock()
        session.add(first)
        session.commit()
    desk.clock.forward(days=2)
    sheet = f"/station/hand-overs/{row.id}"
    page = desk.as_(town.li).get(sheet)
    assert "下水道堵了" in page and "已办结" in page
    desk.post(f"{sheet}/taking")
    raised(town.li, "电梯停了")
    page = desk.get(sheet)
    assert "下水道堵了" in page and "已办结" in page and "电梯停了" not in page


def test_r23_leave_is_granted_after_the_day_and_nobody_is_sent_back_in_time(
    desk: Desk, db: Database, town: Town
) -> None:
    made = ask(desk, town.wang, first_on="2026-11-19", last_on="2026-11-20")
    assert "谁来替" not in desk.as_(town.head).get(f"/leave/{made}")
    desk.post(f"/leave/{made}/answer", decision="grant")
    with db.session() as session:
        assert len(leave_granted(session, town.community, date(2026, 11, 19), TODAY)) == 4
        assert not session.exec(select(Holding).where(col(Holding.backup))).all()


def test_r23_a_stand_in_who_is_away_too_is_refused_by_name(
    desk: Desk, db: Database, town: Town
) -> None:
    other = ask(desk, town.li, last_on="2026-11-25")
    desk.as_(town.lead).post(f"/leave/{other}/answer", decision="grant", backup_id="nobody")
    made = ask(desk, town.wang)
    page = desk.as_(town.lead)
    assert "李强 · 04网格，相邻，也请假" in page.get(f"/leave/{made}")
    refused = page.post(f"/leave/{made}/answer", 422, decision="grant", backup_id=town.li)
    assert "李强这几天也请假" in refused.text
    assert the_leave(db).state == LeaveState.ASKED
    for nobody in (town.clerk, town.wang, town.other_lead, uuid7(), ""):
        page.post(f"/leave/{made}/answer", 422, decision="grant", backup_id=nobody)
    page.post(f"/leave/{made}/answer", decision="grant", backup_id="nobody")


def test_nobody_answers_their_own_leave_and_a_refusal_says_why(
    desk: Desk, db: Database, town: Town
) -> None:
    made = ask(desk, town.head)
    assert told(db, town.head) == []
    assert "自己的请假由另一位" in desk.as_(town.head).get(f"/leave/{made}")
    assert f"/leave/{made}" in desk.get("/leave").partition("我的请假")[2]
    desk.post(f"/leave/{made}/answer", 404, decision="grant")
    desk.as_(town.lead).post(f"/leave/{made}/answer", 422, decision="refuse")
    desk.post(f"/leave/{made}/answer", decision="refuse", answer="那天要开会")
    assert "那天要开会" in desk.as_(town.head).get(f"/leave/{made}")
    desk.as_(town.lead).post(f"/leave/{made}/answer", 422, decision="grant")
    assert the_leave(db).state == LeaveState.REFUSED


def test_overlapping_leave_is_refused_by_its_field_and_what_was_typed_stays(
    desk: Desk, db: Database, town: Town
) -> None:
    ask(desk, town.wang, last_on="2026-11-25", last_part="am")
    refused = desk.post("/leave", 422, kind="other", **DAYS)
    assert 'href="#first_on"' in refused.text and "重叠" in refused.text
    assert 'value="2026-11-26"' in refused.text
    desk.post("/leave", kind="other", **{**DAYS, "first_part": "pm"})
    desk.as_(town.li).post("/leave", kind="other", **DAYS)


def test_r23_taking_back_and_coming_back_early_end_the_stand_in(
    desk: Desk, db: Database, town: Town
) -> None:
    made = ask(desk, town.wang)
    desk.as_(town.lead).post(f"/leave/{made}/answer", decision="grant", backup_id=town.li)
    desk.clock.forward(days=2)
    me = desk.as_(town.wang)
    me.post(f"/leave/{made}/return", 422, last_on="2026-11-26", last_part="pm")
    me.post(f"/leave/{made}/return", last_on="2026-11-25", last_part="am")
    with db.session() as session:
        (held,) = session.exec(select(Holding).where(col(Holding.backup))).all()
        assert held.until == datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
    # Days that were spent away stay leave: nobody was absent then.
    me.post(f"/leave/{made}/withdrawal", 404)
    desk.clock.forward(hours=5)
    with db.session() as session:
        assert town.grid3 not in grids_of(session, town.li, desk.clock())
    assert told(db, town.li) == ["backup_named", "backup_ended"]
    assert told(db, town.lead) == ["leave_asked", "leave_shortened"]
    desk.as_(town.lead).post(f"/leave/{made}/answer", 422, decision="grant")


def test_r23_half_days_already_spent_away_cannot_be_taken_back(
    desk: Desk, db: Database, town: Town
) -> None:
    made = ask(desk, town.wang)
    desk.as_(town.lead).post(f"/leave/{made}/answer", decision="grant", backup_id=town.li)
    desk.clock.forward(days=3)
    said = {"last_on": "2026-11-25", "last_part": "am"}
    assert "改不了" in desk.as_(town.wang).post(f"/leave/{made}/return", 422, **said).text


def test_a_stand_in_who_has_not_begun_never_was(desk: Desk, db: Database, town: Town) -> None:
    made = ask(desk, town.wang)
    desk.as_(town.lead).post(f"/leave/{made}/answer", decision="grant", backup_id=town.li)
    desk.as_(town.wang).post(f"/leave/{made}/withdrawal")
    with db.session() as session:
        assert not session.exec(select(Holding).where(col(Holding.backup))).all()
    desk.post(f"/leave/{made}/withdrawal", 404)


def test_what_is_over_is_not_taken_back(desk: Desk, town: Town) -> None:
    made = ask(desk, town.wang, first_on="2026-11-19", last_on="2026-11-20")
    desk.as_(town.lead).post(f"/leave/{made}/answer", decision="grant")
    desk.as_(town.wang).post(f"/leave/{made}/withdrawal", 404)
    desk.post(f"/leave/{made}/return", 404, last_on="2026-11-19", last_part="pm")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "sick"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"first_on": ""}, "first_on"),
        ({"first_on": "2026-02-30"}, "first_on"),
        ({"first_on": "2020-01-01"}, "first_on"),
        ({"first_on": "2030-01-01"}, "first_on"),
        ({"first_part": "night"}, "first_part"),
        ({"last_on": "2026-11-24"}, "last_on"),
        ({"last_on": "2027-11-24"}, "last_on"),
        ({"words": "很" * 201}, "words"),
        ({"last_on": "2026-11-25", "first_part": "pm", "last_part": "am"}, "last_on"),
    ],
)
def test_a_leave_that_cannot_be_is_refused_by_field(changed: dict[str, str], field: str) -> None:
    refused = parse_leave({"kind": "annual", **DAYS, **changed}, TODAY)
    assert isinstance(refused, Refusal) and list(refused.errors) == [field]


def test_an_answer_that_says_nothing_is_refused() -> None:
    refused = parse_answer({}, wants_backup=True)
    assert isinstance(refused, Refusal) and list(refused.errors) == ["decision"]


def test_r23_while_a_worker_is_away_their_stand_in_is_rung(
    desk: Desk, db: Database, town: Town
) -> None:
    """R23: and so does the phone."""
    with db.session(writes=True) as session:
        for person, phone in ((town.wang, "13800000003"), (town.li, "13800000005")):
            session.get_one(Person, person).phone = phone
        session.commit()
    leave = ask(desk, town.wang)
    desk.as_(town.lead).post(f"/leave/{leave}/answer", decision="grant", backup_id=town.li)
    pages = (f"/station/grids/{town.grid3}", "/station/tree", f"/books/grids/{town.grid3}/print")

    def rung() -> list[tuple[bool, bool]]:
        shown = [desk.as_(town.lead).get(one) for one in pages]
        return [("13800000003" in one, "13800000005" in one) for one in shown]

    own = [(True, False), (True, True), (True, False)]
    assert rung() == own, "李强 has a grid of his own in the tree"
    desk.clock.forward(days=2)
    assert rung() == [(False, True), (False, True), (False, True)]
    assert "13800000005（李强代班）" in desk.as_(town.lead).get(pages[0])
    desk.clock.forward(days=2)
    assert rung() == own
