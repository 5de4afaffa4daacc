"""Whatever comes in with nobody before the resident waits for its owner to take it (row R87)."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.matters.rules import steps as a
from app.matters.rules.clock import open_minutes_on, worked_seconds
from app.matters.rules.gate import may
from app.matters.rules.stages import OPEN, Channel, Handling, Untaken, Way
from app.matters.rules.state import state_of
from app.matters.rules.steps import Role
from app.matters.rules.why import Why
from tests.matters.roads import CHEN, LI, STAFF, START, TIME, WANG, ZHAO, Road, walk

HALF_AN_HOUR = START + timedelta(minutes=30)
SEEDS = st.integers(0, 10**9)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
    lambda one: one.replace(tzinfo=UTC)
)


def online(until: datetime | None = HALF_AN_HOUR) -> Road:
    """A matter that 赵倩 wrote down from the portal, given to 王敏 at once."""
    road = Road()
    first = a.Acceptance(START, ZHAO, Role.CLERK, Channel.PORTAL, "", WANG, None, until)
    road.steps = (first,)
    return road


def passed_on(road: Road, to: str = LI, minutes: int = 30) -> Road:
    """The clock hands it over."""
    until = road.now + timedelta(minutes=minutes)
    return road.go(a.HandOver, a.SYSTEM, to=to, reason="到时没有接收", take_until=until)


@settings(deadline=None)
@given(MOMENTS, st.integers(5, 480))
def test_the_minutes_are_open_minutes(since: datetime, minutes: int) -> None:
    """R87: a set number of minutes while the doors are open, no matter when it came: at night they
    begin to count with the next opening."""
    until = open_minutes_on(since, minutes, TIME)
    assert until - since >= timedelta(minutes=minutes)
    assert worked_seconds(since, until, (), TIME) == minutes * 60
    day = TIME.day(until)
    assert TIME.days.works(day)
    assert TIME.opening(day) < until <= TIME.close(day)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), SEEDS)
def test_the_clock_hands_nothing_over_before_the_minutes_are_over(minutes: int, seed: int) -> None:
    """R87: not a minute earlier, and not by whatever else the program may do."""
    road = online().forward(minutes=minutes)
    to = random.Random(seed).choice((LI, CHEN, ZHAO))
    why = road.why(a.HandOver, a.SYSTEM, to=to, reason="到时没有接收")
    assert why is (Why.TOO_EARLY if minutes < 30 else None)
    assert road.why(a.NotTaken, a.SYSTEM) is (Why.TOO_EARLY if minutes < 30 else None)


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_whatever_anybody_does_the_clock_hands_over_once_at_most(seed: int) -> None:
    """R87: it bounces between nobody, and what was taken, given away or ended is left alone."""
    for road in walk(seed, online=True):
        by_clock = [
            n for n, one in enumerate(road.steps)
            if isinstance(one, a.HandOver) and one.role is Role.SYSTEM
        ]  # fmt: skip
        assert len(by_clock) <= 1
        assert sum(isinstance(one, a.NotTaken) for one in road.steps) <= 1
        for n in by_clock:
            before = state_of(road.facts, road.steps[:n], TIME)
            assert before.untaken is Untaken.FIRST
            assert before.take_until is not None
            assert before.take_until <= road.steps[n].at
            assert not {one.by for one in road.steps[1:n]} & set(before.owners)
            assert road.state.owners[0] == before.handling_owner, "the first one is not erased"


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_what_waits_to_be_taken_is_open(seed: int) -> None:
    """R87: no matter that is done or over waits for anybody."""
    for road in walk(seed, online=True):
        state = road.state
        assert state.untaken is None or state.stage in OPEN
        assert state.take_until is None or state.untaken in (Untaken.FIRST, Untaken.BACKUP)


def test_walks_get_to_a_backup_and_to_nobody() -> None:
    """What the walks show is not shown of matters that were taken at once."""
    reached = {one.state.untaken for seed in range(120) for one in walk(seed, online=True)}
    assert reached == {None, *Untaken}


def test_one_tap_of_the_owner_takes_it() -> None:
    """R87: whoever has it says so, once, and nobody says it for them."""
    road = online()
    assert road.why(a.Taking, ZHAO) is Why.NOT_YOURS
    assert road.why(a.Taking, CHEN) is Why.NOT_YOURS
    road.forward(minutes=10).go(a.Taking, WANG)
    assert (road.state.untaken, road.state.take_until) == (None, None)
    assert road.why(a.Taking, WANG) is Why.NOT_ITS_TURN
    road.forward(minutes=60)
    assert road.why(a.HandOver, a.SYSTEM, to=LI, reason="到时没有接收") is Why.TOO_EARLY


def test_the_first_thing_that_the_owner_does_takes_it_too() -> None:
    """R87: who works on it has it; what others do meanwhile takes it for nobody."""
    road = online().go(a.Progress, ZHAO, words="居民又来过电话")
    road.go(a.Classification, ZHAO, handling=Handling.BRING_BACK, level=1)
    road.go(a.Route, ZHAO, way=Way.DIRECT)
    assert road.state.untaken is Untaken.FIRST
    assert road.go(a.Progress, WANG, words="已联系").state.untaken is None


def test_whom_a_person_gives_it_to_has_it() -> None:
    """R87: what somebody arranged needs no clock."""
    road = online().go(a.HandOver, CHEN, to=LI, reason="王敏在开会")
    assert road.state.untaken is None
    road.forward(minutes=60)
    assert road.why(a.HandOver, a.SYSTEM, to=WANG, reason="到时没有接收") is Why.TOO_EARLY


def test_a_backup_that_does_not_take_it_is_shown_to_the_head_and_may_take_it_later() -> None:
    """R87: once passed on it stays there; both owners may still take it."""
    road = passed_on(online().forward(minutes=30))
    assert road.state.owners == (WANG, LI)
    assert road.why(a.NotTaken, a.SYSTEM) is Why.TOO_EARLY
    road.forward(minutes=30)
    assert road.why(a.HandOver, a.SYSTEM, to=CHEN, reason="到时没有接收") is Why.TOO_EARLY
    road.go(a.NotTaken, a.SYSTEM)
    assert road.state.untaken is Untaken.NOBODY
    assert road.why(a.NotTaken, a.SYSTEM) is Why.TOO_EARLY
    late: Any = replace(road.steps[0], at=road.now)
    assert may(late, road.facts, road.steps, road.now, TIME) is Why.NOT_ITS_TURN
    assert road.go(a.Taking, LI).state.untaken is None


def test_what_was_said_face_to_face_waits_for_nobody() -> None:
    """R87: only what came without anybody before the resident is to be taken."""
    road = Road(owner=WANG).forward(minutes=600)
    assert road.state.untaken is None
    assert road.why(a.Taking, WANG) is Why.NOT_ITS_TURN
    assert STAFF[a.SYSTEM] is Role.SYSTEM
    assert road.why(a.HandOver, a.SYSTEM, to=LI, reason="到时没有接收") is Why.TOO_EARLY
