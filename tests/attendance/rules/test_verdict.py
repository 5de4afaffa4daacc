"""Rows R112, R113; never-again 48 and 49: what half a day comes to."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.attendance.rules.verdict import (
    FREE,
    GRACE,
    PRESENT,
    SUGGESTIONS,
    Duty,
    Evidence,
    Grade,
    Half,
    Verdict,
    day,
    judge,
    punctual,
)

DAY = datetime(2026, 11, 23, tzinfo=UTC)
HALF = Half(
    opens=DAY + timedelta(hours=4),
    due=DAY + timedelta(hours=8, minutes=30),
    closes=DAY + timedelta(hours=14),
)
LIMIT = HALF.due + GRACE
MINUTE = timedelta(minutes=1)
# The interval that could be proved.
INTERVALS = {
    "proved before": (LIMIT - 30 * MINUTE, LIMIT),
    "proved after": (LIMIT + MINUTE, LIMIT + 30 * MINUTE),
    "either side": (LIMIT - 30 * MINUTE, LIMIT + 600 * MINUTE),
}
PROVED = {
    "proved before": Verdict.ON_TIME,
    "proved after": Verdict.LATE,
    "either side": Verdict.UNPROVED,
}
CELLS = list(product(Grade, INTERVALS, Duty))


def test_the_table_has_every_cell() -> None:
    assert len(CELLS) == 4 * 3 * 4 >= 40
    assert set(PROVED) == set(INTERVALS)


@pytest.mark.parametrize(("grade", "interval", "duty"), CELLS)
@pytest.mark.parametrize("after", [timedelta(hours=1), timedelta(days=7)])
def test_never_49_every_cell_of_the_table_is_judged_by_proof_alone(
    grade: Grade, interval: str, duty: Duty, after: timedelta
) -> None:
    """R113: late, left early, absent: each only by proof."""
    expected = FREE.get(duty, PROVED[interval])
    found = judge(
        HALF, duty, Evidence(grade, *INTERVALS[interval]), HALF.closes + after, HALF.closes
    )
    assert found is expected


@pytest.mark.parametrize(
    ("now", "heard", "expected"),
    [
        (HALF.opens, HALF.opens, Verdict.EXPECTED),
        (HALF.closes, HALF.closes, Verdict.EXPECTED),
        (HALF.closes + MINUTE, HALF.closes, Verdict.MAY_ARRIVE),
        (HALF.closes + timedelta(days=7), HALF.opens, Verdict.MAY_ARRIVE),
        (HALF.closes + MINUTE, HALF.closes + MINUTE, Verdict.ABSENT),
        (HALF.closes + timedelta(hours=24), None, Verdict.MAY_ARRIVE),
        (HALF.closes + timedelta(hours=24) + MINUTE, None, Verdict.ABSENT),
    ],
)
@pytest.mark.parametrize("duty", Duty)
def test_never_49_nobody_is_absent_while_their_record_may_arrive(
    now: datetime, heard: datetime | None, expected: Verdict, duty: Duty
) -> None:
    assert judge(HALF, duty, None, now, heard) is FREE.get(duty, expected)


def test_there_in_the_morning_and_missing_after_noon_left_early() -> None:
    for morning, afternoon in product(Verdict, Verdict):
        found = day(morning, afternoon)
        left = morning in PRESENT and afternoon is Verdict.ABSENT
        assert found == (morning, Verdict.LEFT_EARLY if left else afternoon)


moments = st.integers(-2 * 1440, 2 * 1440).map(lambda minutes: HALF.due + minutes * MINUTE)


@given(
    signed=moments,
    before=st.integers(0, 10_000),
    after=st.integers(0, 10_000),
    grade=st.sampled_from(Grade),
    duty=st.sampled_from(Duty),
)
def test_r113_nobody_who_was_there_in_time_is_ever_called_late_or_absent(
    signed: datetime, before: int, after: int, grade: Grade, duty: Duty
) -> None:
    assume(signed <= LIMIT)
    evidence = Evidence(grade, signed - before * MINUTE, signed + after * MINUTE)
    assert judge(HALF, duty, evidence, signed + after * MINUTE, None) not in SUGGESTIONS


@given(signed=moments, before=st.integers(0, 10_000), after=st.integers(0, 10_000))
def test_late_is_said_only_of_what_no_honest_worker_could_have_sent_in_time(
    signed: datetime, before: int, after: int
) -> None:
    evidence = Evidence(Grade.OFFLINE, signed - before * MINUTE, signed + after * MINUTE)
    if punctual(HALF, evidence) is Verdict.LATE:
        assert evidence.earliest > LIMIT


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="latest"):
        Evidence(Grade.ONLINE, HALF.due, HALF.due - MINUTE)
