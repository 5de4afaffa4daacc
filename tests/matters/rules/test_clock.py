"""Working time: when a matter is due, and what stops its clock (R82)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.rules.items import RUNNING, Limit, Unit
from app.matters.rules.clock import due_at, worked_seconds
from tests.matters.roads import TIME

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in Shanghai; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


DAYS = [
    # accepted, working days, waits, due
    (at(23, 10), 1, (), at(24, 19)),
    (at(23, 7), 1, (), at(24, 19)),
    (at(27, 18), 1, (), at(30, 19)),
    (at(28, 12), 2, (), at(30, 19) + timedelta(days=1)),
    (at(23, 10), 1, ((at(24, 18), at(24, 20)),), at(25, 19)),
    # A wait that no close falls into takes nothing away, and gives nothing.
    (at(23, 10), 1, ((at(24, 9), at(24, 18, 59)),), at(24, 19)),
    (at(23, 10), 2, ((at(23, 11), at(26, 9)),), at(27, 19)),
    # A wait that goes on still is counted when it is over.
    (at(23, 10), 1, ((at(23, 11), None),), at(24, 19)),
]
HOURS = [
    (at(23, 10), 4, (), at(23, 14)),
    (at(23, 17), 4, (), at(24, 10, 30)),
    (at(27, 18), 4, (), at(30, 11, 30)),
    (at(23, 3), 1, (), at(23, 9, 30)),
    (at(23, 10), 4, ((at(23, 11), at(23, 12)),), at(23, 15)),
    (at(23, 17), 4, ((at(23, 18), at(24, 9, 30)),), at(24, 12, 30)),
]


@pytest.mark.parametrize(("accepted", "count", "waits", "due"), DAYS)
def test_a_limit_in_working_days_ends_with_the_close_of_the_last(
    accepted: datetime, count: int, waits: tuple[tuple[datetime, datetime], ...], due: datetime
) -> None:
    """R82: the day of acceptance does not count, nor one at whose close the resident was waited
    for."""
    assert due_at(accepted, Limit(count), waits, TIME) == due


@pytest.mark.parametrize(("accepted", "count", "waits", "due"), HOURS)
def test_a_limit_in_working_hours_runs_while_the_doors_are_open(
    accepted: datetime, count: int, waits: tuple[tuple[datetime, datetime], ...], due: datetime
) -> None:
    """R82: nights, weekends and waiting are no working time."""
    assert due_at(accepted, Limit(count, Unit.WORKING_HOURS), waits, TIME) == due


MOMENTS = st.datetimes(
    datetime(2026, 11, 2), datetime(2026, 12, 20), timezones=st.just(UTC)
)  # fmt: skip
LIMITS = st.builds(Limit, st.integers(1, 40), st.sampled_from(RUNNING))
WAITS = st.lists(st.tuples(st.integers(0, 9_000), st.integers(1, 9_000)), max_size=5)


@settings(max_examples=150, deadline=None)
@given(
    MOMENTS, LIMITS, st.lists(st.tuples(st.integers(0, 9_000), st.integers(1, 9_000)), max_size=5)
)
def test_a_wait_never_makes_a_matter_due_earlier(
    accepted: datetime, limit: Limit, waits: list[tuple[int, int]]
) -> None:
    """R82: each wait leaves the time as it was, or adds to it."""
    pauses: list[tuple[datetime, datetime | None]] = []
    now, due = accepted, due_at(accepted, limit, (), TIME)
    for after, long in waits:
        begun = now + timedelta(minutes=after)
        now = begun + timedelta(minutes=long)
        pauses.append((begun, now))
        later = due_at(accepted, limit, pauses, TIME)
        assert later >= due
        due = later


@settings(max_examples=150, deadline=None)
@given(MOMENTS, st.integers(1, 30), st.integers(0, 20_000))
def test_hours_promised_are_hours_counted(accepted: datetime, hours: int, wait: int) -> None:
    """R82: between acceptance and the due moment the clock runs for exactly the limit."""
    stopped = accepted + timedelta(minutes=7)
    pauses = [(stopped, stopped + timedelta(minutes=wait))] if wait else []
    due = due_at(accepted, Limit(hours, Unit.WORKING_HOURS), pauses, TIME)
    assert worked_seconds(accepted, due, pauses, TIME) == pytest.approx(hours * 3600)
