"""How days stand, over real rows (rows R112, R113; never-again 49, 51)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from app.attendance.models import (
    Leave,
    LeaveState,
    RosterShift,
    RosterState,
    RosterWeek,
    Terms,
    Touch,
)
from app.attendance.queries.standings import Standing, standings
from app.attendance.rules.parts import Part
from app.attendance.rules.verdict import Verdict
from app.auth.models import Credential, KeyKind
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Holding
from app.org.scope import Reach, Scope
from app.sync.heard import heard_until
from app.sync.models import Device
from tests.people import Town

MONDAY = date(2026, 11, 23)
MORNING, AFTERNOON = Part
HOUR = timedelta(hours=1)


def at(hour: float, on: date = MONDAY) -> datetime:
    """A local hour in Shanghai."""
    return datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(hours=hour - 8)


class Days:
    """Wang Min's days, as the lead sees them."""

    def __init__(self, db: Database, town: Town) -> None:
        self.db, self.town = db, town

    def add(self, *rows: Any) -> None:
        """Put rows into the database."""
        with self.db.session(writes=True) as session:
            for row in rows:
                session.add(row)
                session.flush()
            session.commit()

    def roster(
        self, *days: date, state: str = "published", version: int = 1,
        published: datetime | None = None, begins: time = time(8, 30), ends: time = time(19),
    ) -> str:  # fmt: skip
        """A version of a week in which Wang Min serves on `days`."""
        monday = days[0] - timedelta(days=days[0].weekday()) if days else MONDAY
        week = RosterWeek(
            id=uuid7(), community_id=self.town.community, monday=monday, version=version,
            state=state, made_by=self.town.lead, made_at=at(0), published_at=published,
        )  # fmt: skip
        shifts = [
            RosterShift(
                id=uuid7(), community_id=self.town.community, week_id=week.id,
                person_id=self.town.wang, on=on, post="A", begins=begins, ends=ends,
            )
            for on in days
        ]  # fmt: skip
        self.add(week, *shifts)
        return week.id

    def heard(self, contact: datetime, device: str = "", **said: Any) -> str:
        """Wang Min's phone was heard then."""
        row = Device(
            id=device or uuid7(), person_id=self.town.wang, community_id=self.town.community,
            first_contact=at(0), last_contact=contact, **said,
        )  # fmt: skip
        self.add(row)
        return row.id

    def touch(self, earliest: datetime, latest: datetime, part: str = "am", **said: Any) -> str:
        """A touch of Wang Min's."""
        row = Touch(
            id=uuid7(), community_id=self.town.community, person_id=self.town.wang,
            part=part, earliest=earliest, latest=latest,
            **{"on": MONDAY, "received_at": latest, "grade": "A", **said},
        )  # fmt: skip
        self.add(row)
        return row.id

    def see(self, now: datetime, on: date = MONDAY, **who: Any) -> dict[Part, Standing]:
        """Both halves of a day of Wang Min's at `now`."""
        scope = self.scope(now, **who)
        with self.db.session() as session:
            found = standings(session, scope, heard_until, on, on, [self.town.wang])
            session.expunge_all()
        return {one.part: one for one in found}

    def scope(self, now: datetime, person: str = "", reach: Reach = Reach.COMMUNITY) -> Scope:
        """Whose eyes see it; the lead's."""
        who = person or self.town.lead
        return Scope(who, self.town.community, reach, frozenset(), now)

    def verdicts(self, now: datetime, on: date = MONDAY) -> tuple[Verdict, Verdict]:
        """What both halves come to at `now`."""
        found = self.see(now, on)
        return found[MORNING].verdict, found[AFTERNOON].verdict


@pytest.fixture
def days(db: Database, town: Town) -> Days:
    """A Monday on which Wang Min serves."""
    return Days(db, town)


def test_never_49_nobody_is_absent_before_each_of_their_phones_has_spoken(days: Days) -> None:
    days.roster(MONDAY)
    phone = days.heard(at(12))
    assert days.verdicts(at(12)) == (Verdict.EXPECTED, Verdict.EXPECTED)
    assert days.verdicts(at(14))[0] == Verdict.MAY_ARRIVE
    days.heard(at(23))
    assert days.verdicts(at(40)) == (Verdict.MAY_ARRIVE, Verdict.MAY_ARRIVE)
    with days.db.session(writes=True) as session:
        for one in session.exec(select(Device).where(Device.id == phone)):
            one.last_contact = at(23.5)
        session.commit()
    assert days.verdicts(at(40)) == (Verdict.ABSENT, Verdict.ABSENT)


def test_never_49_what_waits_on_a_phone_is_waited_for(days: Days) -> None:
    days.roster(MONDAY)
    days.heard(at(23), unsent=1, oldest=at(8.2))
    assert days.verdicts(at(40)) == (Verdict.MAY_ARRIVE, Verdict.MAY_ARRIVE)


def test_a_phone_whose_keys_were_all_stopped_is_waited_for_no_more(days: Days) -> None:
    days.roster(MONDAY)
    days.heard(at(23))
    lost = days.heard(at(1))
    key = Credential(
        id=uuid7(), person_id=days.town.wang, kind=KeyKind.PASSKEY, handle="h", public_key=b"",
        device_id=lost, added_at=at(0), revoked_at=at(9),
    )  # fmt: skip
    days.add(key)
    assert days.verdicts(at(40)) == (Verdict.ABSENT, Verdict.ABSENT)


def test_r113_there_in_the_morning_and_heard_after_the_evening_is_left_early(days: Days) -> None:
    days.roster(MONDAY)
    days.touch(at(8.4), at(8.41))
    days.heard(at(23))
    assert days.verdicts(at(24)) == (Verdict.ON_TIME, Verdict.LEFT_EARLY)


def test_r112_two_touches_make_one_record_and_the_honest_first_may_come_last(days: Days) -> None:
    days.roster(MONDAY)
    days.touch(at(9), at(9.01))
    assert days.verdicts(at(10))[0] == Verdict.LATE
    days.touch(at(-12), at(9.5), grade="C")
    assert days.verdicts(at(10))[0] == Verdict.UNPROVED
    days.touch(at(8), at(8.02), grade="B", received_at=at(60))
    found = days.see(at(70))[MORNING]
    assert found.verdict == Verdict.ON_TIME and len(found.touches) == 3
    assert found.evidence and found.evidence.grade == "B"


def test_r113_nobody_is_late_while_an_earlier_touch_may_be_on_another_phone(days: Days) -> None:
    days.roster(MONDAY)
    phone = days.heard(at(-5))
    days.touch(at(9), at(9.01))
    assert days.verdicts(at(10))[0] == Verdict.UNPROVED
    with days.db.session(writes=True) as session:
        for one in session.exec(select(Device).where(Device.id == phone)):
            one.last_contact = at(9.5)
        session.commit()
    assert days.verdicts(at(10))[0] == Verdict.LATE


def test_a_touch_that_waits_for_the_lead_is_no_proof_and_nobody_is_absent_meanwhile(
    days: Days,
) -> None:
    days.roster(MONDAY)
    days.heard(at(23))
    days.touch(at(8.2), at(8.3), set_aside="revoked_key", counts=False)
    assert days.verdicts(at(40))[0] == Verdict.MAY_ARRIVE
    with days.db.session(writes=True) as session:
        (one,) = session.exec(select(Touch))
        one.settled_by, one.settled_at, one.counts = days.town.lead, at(30), False
        session.commit()
    assert days.verdicts(at(40))[0] == Verdict.ABSENT


def test_leave_granted_after_the_day_takes_the_suggestion_back(days: Days) -> None:
    days.roster(MONDAY)
    days.heard(at(23))
    assert days.verdicts(at(40))[0] == Verdict.ABSENT
    leave = Leave(
        id=uuid7(), community_id=days.town.community, person_id=days.town.wang, kind="personal",
        first_on=MONDAY, first_part="am", last_on=MONDAY, last_part="am",
        state=LeaveState.GRANTED, asked_at=at(30),
    )  # fmt: skip
    days.add(leave)
    assert days.verdicts(at(40)) == (Verdict.LEAVE, Verdict.ABSENT)


def test_a_roster_changed_after_the_day_asks_nothing_that_nobody_could_know(days: Days) -> None:
    days.roster(MONDAY, state="replaced", published=at(-72), begins=time(10, 0))
    days.roster(MONDAY, version=2, published=at(20), begins=time(8, 30))
    days.touch(at(9.9), at(9.95))
    assert days.verdicts(at(40))[0] == Verdict.ON_TIME


def test_a_shift_added_after_the_day_makes_nobody_absent(days: Days) -> None:
    days.roster(state="replaced", published=at(-72))
    days.roster(MONDAY, version=2, published=at(20))
    days.heard(at(23))
    assert days.verdicts(at(40)) == (Verdict.OUTSIDE, Verdict.OUTSIDE)


def test_a_shift_taken_away_after_the_day_takes_the_suggestion_with_it(days: Days) -> None:
    days.roster(MONDAY, state="replaced", published=at(-72))
    days.heard(at(23))
    days.roster(state=RosterState.PUBLISHED, version=2, published=at(20))
    assert days.verdicts(at(40)) == (Verdict.OUTSIDE, Verdict.OUTSIDE)


def test_never_49_a_day_off_asks_nothing_and_a_make_up_saturday_asks_as_any_day(
    days: Days,
) -> None:
    makeup, sunday = date(2026, 10, 10), date(2026, 10, 11)
    days.roster(makeup, sunday)
    days.heard(at(60))
    assert days.verdicts(at(60), makeup) == (Verdict.ABSENT, Verdict.ABSENT)
    assert days.verdicts(at(60), sunday) == (Verdict.DAY_OFF, Verdict.DAY_OFF)


def test_who_left_at_noon_is_asked_for_the_morning_only_and_waited_for(days: Days) -> None:
    days.roster(MONDAY)
    days.heard(at(23))
    with days.db.session(writes=True) as session:
        for one in session.exec(select(Holding).where(col(Holding.person_id) == days.town.wang)):
            one.until = at(12)
        session.commit()
    assert days.verdicts(at(40)) == (Verdict.MAY_ARRIVE, Verdict.OUTSIDE)


def test_other_terms_never_judge_a_day_gone_by(days: Days) -> None:
    tuesday = MONDAY + timedelta(days=1)
    days.roster(MONDAY, tuesday, begins=time(8))
    with days.db.session(writes=True) as session:
        session.add(
            Terms(community_id=days.town.community, since=tuesday, morning=time(8), grace_minutes=0)
        )
        session.commit()
    days.heard(at(60))
    for on in (MONDAY, tuesday):
        later = 24 * (on - MONDAY).days
        days.touch(at(later + 8.5), at(later + 8.51), on=on)
    assert days.verdicts(at(60))[0] == Verdict.ON_TIME
    assert days.verdicts(at(60), tuesday)[0] == Verdict.LATE


def test_nobody_but_leads_sees_anothers_days(days: Days) -> None:
    days.roster(MONDAY)
    assert days.see(at(12), person=days.town.wang, reach=Reach.GRID)
    assert not days.see(at(12), person=days.town.li, reach=Reach.GRID)
    elsewhere = Scope(
        days.town.other_lead, days.town.other_community, Reach.COMMUNITY, frozenset(), at(12)
    )
    with days.db.session() as session:
        seen = standings(session, elsewhere, heard_until, MONDAY, MONDAY)
    assert days.town.wang not in {one.person_id for one in seen}


def _counted(session: Session, run: Any) -> int:
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        run()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_never_51_it_is_seen_at_once_and_the_number_of_queries_does_not_grow(days: Days) -> None:
    days.roster(MONDAY)
    days.touch(at(8.4), at(8.41))
    assert days.verdicts(at(8.41))[0] == Verdict.ON_TIME
    month = MONDAY + timedelta(days=30)
    scope = days.scope(at(9))
    with days.db.session() as session:
        one = _counted(
            session,
            lambda: standings(session, scope, heard_until, MONDAY, MONDAY, [days.town.wang]),
        )
        session.expunge_all()
        many = _counted(session, lambda: standings(session, scope, heard_until, MONDAY, month))
    assert many <= one <= 14
