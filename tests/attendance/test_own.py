"""What a worker's own card knows without a server (rows R22, R112; never-again 49)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from app.attendance.models import Leave, LeaveState, RosterShift, RosterState, RosterWeek, Touch
from app.attendance.models.touches import Terms
from app.attendance.queries.own import card_of, signed_on
from app.attendance.queries.unsigned import Unsigned, unsigned_now
from app.attendance.rules.parts import Part
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.scope import Reach, Scope
from tests.clock import MONDAY_NINE
from tests.people import Town, found_town

MONDAY = date(2026, 11, 23)
ZONE = "Asia/Shanghai"


@pytest.fixture
def town(db: Database) -> Town:
    with db.session(writes=True) as session:
        return found_town(session)


def _scope(town: Town, person: str, now: datetime = MONDAY_NINE) -> Scope:
    return Scope(person, town.community, Reach.GRID, frozenset(), now)


def _waits(session: Session, town: Town, clock: time, on: date = MONDAY) -> Unsigned | None:
    """What 王敏 is reminded of at that local time."""
    now = datetime.combine(on, clock, ZoneInfo(ZONE))
    return unsigned_now(session, _scope(town, town.wang, now))


def _roster(session: Session, town: Town, *shifts: tuple[date, str, time, time]) -> None:
    week = RosterWeek(
        id=uuid7(), community_id=town.community, monday=MONDAY, version=1,
        state=RosterState.PUBLISHED, made_by=town.head, made_at=MONDAY_NINE,
    )  # fmt: skip
    session.add(week)
    session.flush()
    for on, post, begins, ends in shifts:
        session.add(
            RosterShift(
                id=uuid7(), community_id=town.community, week_id=week.id, person_id=town.wang,
                on=on, post=post, begins=begins, ends=ends,
            )
        )  # fmt: skip
    session.commit()


def test_r22_the_card_says_the_post_and_the_hour_of_each_half(db: Database, town: Town) -> None:
    """R22, R112: each half of a day has its post and its hour, 08:30 and 15:30."""
    with db.session(writes=True) as session:
        _roster(
            session, town,
            (MONDAY, "A", time(8, 30), time(12)), (MONDAY, "B", time(14), time(17, 30)),
            (date(2026, 11, 24), "A", time(12), time(19)),
        )  # fmt: skip
        halves = card_of(session, _scope(town, town.wang), MONDAY).halves
        assert halves["2026-11-23/am"] == {"due": "08:30", "post": "A"}
        assert halves["2026-11-23/pm"] == {"due": "15:30", "post": "B"}
        # Who begins at noon is not asked in the morning.
        assert halves["2026-11-24/am"] == {"free": "none"}
        assert halves["2026-11-24/pm"] == {"due": "15:30", "post": "A"}
        assert halves["2026-11-28/am"] == {"free": "off"}
        # Nothing is published for the week after: the community's own hours hold.
        assert "2026-11-30/am" not in halves


def test_nobody_on_leave_is_asked_to_sign_in(db: Database, town: Town) -> None:
    """R112: leave is an exception, by halves of a day."""
    with db.session(writes=True) as session:
        session.add(_leave(town, "pm"))
        session.commit()
        halves = card_of(session, _scope(town, town.wang), MONDAY).halves
        assert halves == {
            key: said for key, said in halves.items() if said["free"] in ("leave", "off")
        }
        assert halves["2026-11-23/pm"] == {"free": "leave"}
        assert "2026-11-23/am" not in halves
        other = card_of(session, _scope(town, town.li), MONDAY).halves
        assert "2026-11-23/pm" not in other


def test_a_community_may_ask_at_its_own_hours_and_show_a_code(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        usual = card_of(session, _scope(town, town.wang), MONDAY)
        assert usual.due == {"am": "08:30", "pm": "15:30"} and not usual.hall_code
        session.add(
            Terms(community_id=town.community, since=MONDAY, morning=time(9), hall_code=True)
        )
        session.commit()
        own = card_of(session, _scope(town, town.wang), MONDAY)
        assert own.due == {"am": "09:00", "pm": "15:30"} and own.hall_code
        assert own.windows == {"am": ("04:00", "13:30"), "pm": ("13:30", "22:00")}


def test_several_touches_are_one_record_by_its_best_evidence(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        for minutes, grade, counts in ((3, "C", True), (1, "A", True), (0, "A", False)):
            at = MONDAY_NINE + timedelta(minutes=minutes)
            session.add(_touch(town, at, grade, counts))
        session.commit()
        (found,) = signed_on(session, _scope(town, town.wang), MONDAY, ZONE)
        assert (found.part, found.clock, found.grade) == ("am", "09:01", "A")
        assert signed_on(session, _scope(town, town.li), MONDAY, ZONE) == []


def _leave(town: Town, part: str) -> Leave:
    return Leave(
        id=uuid7(), community_id=town.community, person_id=town.wang, kind="annual",
        first_on=MONDAY, first_part=part, last_on=MONDAY, last_part=part,
        state=LeaveState.GRANTED, asked_at=MONDAY_NINE,
    )  # fmt: skip


def _touch(town: Town, at: datetime, grade: str, counts: bool) -> Touch:
    return Touch(
        id=uuid7(), community_id=town.community, person_id=town.wang, on=MONDAY, part="am",
        grade=grade, earliest=at, latest=at, received_at=at, counts=counts,
    )  # fmt: skip


def test_from_a_quarter_before_until_it_closes_a_half_that_is_not_signed_is_said(
    db: Database, town: Town
) -> None:
    with db.session(writes=True) as session:
        _roster(
            session, town,
            (MONDAY, "A", time(8, 30), time(12)), (MONDAY, "B", time(14), time(17, 30)),
            (date(2026, 11, 24), "A", time(10), time(12)),
        )  # fmt: skip
        morning = Unsigned(MONDAY, Part.MORNING, "08:30")
        assert _waits(session, town, time(8, 14, 59)) is None
        assert _waits(session, town, time(8, 15)) == morning
        assert _waits(session, town, time(13, 29)) == morning
        assert _waits(session, town, time(13, 30)) is None
        assert _waits(session, town, time(15, 15)) == Unsigned(MONDAY, Part.AFTERNOON, "15:30")
        assert _waits(session, town, time(22)) is None and _waits(session, town, time(3)) is None
        # Whoever begins later is reminded later, and nobody outside the roster.
        tuesday = date(2026, 11, 24)
        assert _waits(session, town, time(9, 44), tuesday) is None
        assert _waits(session, town, time(9, 45), tuesday) is not None
        assert _waits(session, town, time(15, 30), tuesday) is None
        for free in (date(2026, 11, 25), date(2026, 11, 28), date(2026, 12, 1)):
            assert _waits(session, town, time(8, 30), free) is None
        other = _scope(town, town.li, datetime.combine(MONDAY, time(9), ZoneInfo(ZONE)))
        assert unsigned_now(session, other) is None


@pytest.mark.parametrize(
    ("counts", "settled", "waits"),
    [(True, False, False), (False, False, False), (False, True, True)],
)
def test_a_touch_that_a_lead_has_still_to_look_at_is_one(
    db: Database, town: Town, counts: bool, settled: bool, waits: bool
) -> None:
    with db.session(writes=True) as session:
        _roster(session, town, (MONDAY, "A", time(8, 30), time(12)))
        touch = _touch(town, MONDAY_NINE, "C", counts)
        touch.set_aside, touch.settled_at = (
            "" if counts else "clock",
            MONDAY_NINE if settled else None,
        )
        session.add(touch)
        session.commit()
        assert (_waits(session, town, time(9, 30)) is not None) == waits


def test_nobody_is_reminded_on_leave(db: Database, town: Town) -> None:
    with db.session(writes=True) as session:
        _roster(session, town, (MONDAY, "A", time(8, 30), time(17, 30)))
        session.add(_leave(town, "am"))
        session.commit()
        assert _waits(session, town, time(9)) is None
        assert _waits(session, town, time(15, 30)) is not None
