"""Who looked after what, when a record was made."""

from datetime import UTC, datetime, timedelta

import pytest

from app.org.rules import EDGE, Period, held_at, judge_scope, overlap

DAY = timedelta(days=1)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
BEFORE, AFTER = NOON - 10 * DAY, NOON + 10 * DAY


def test_a_period_holds_from_its_first_moment_up_to_its_last() -> None:
    period = [Period(BEFORE, AFTER)]
    assert held_at(period, BEFORE) and held_at(period, NOON)
    assert not held_at(period, AFTER) and not held_at(period, BEFORE - timedelta(seconds=1))


def test_a_running_period_has_no_end() -> None:
    assert held_at([Period(BEFORE)], AFTER + 1000 * DAY)


def test_two_periods_overlap_while_both_run() -> None:
    assert overlap(Period(BEFORE, NOON), Period(NOON - DAY)) == Period(NOON - DAY, NOON)
    assert overlap(Period(BEFORE, NOON), Period(NOON, AFTER)) is None
    assert overlap(Period(BEFORE), Period(NOON)) == Period(NOON)


@pytest.mark.parametrize(
    ("periods", "made_at", "verdict"),
    [
        ([Period(BEFORE)], NOON, "own"),
        ([Period(BEFORE, NOON)], NOON - DAY, "own"),
        ([Period(BEFORE, NOON)], NOON + EDGE / 2, "own"),
        ([Period(BEFORE, NOON)], NOON + EDGE, "not_own"),
        ([Period(NOON)], NOON - EDGE, "own"),
        ([Period(NOON)], NOON - EDGE - timedelta(seconds=1), "not_own"),
        ([Period(BEFORE, NOON - DAY), Period(NOON)], NOON - DAY / 2, "not_own"),
        ([], NOON, "not_own"),
    ],
)
def test_with_a_good_clock_the_moment_of_writing_decides(
    periods: list[Period], made_at: datetime, verdict: str
) -> None:
    assert judge_scope(periods, made_at, NOON + DAY, False) == verdict


@pytest.mark.parametrize(
    ("periods", "earliest", "verdict"),
    [
        ([Period(BEFORE)], NOON - DAY, "own"),
        ([Period(BEFORE)], BEFORE - DAY, "unsure"),
        ([Period(BEFORE)], None, "unsure"),
        ([Period(BEFORE, NOON - DAY)], NOON - 2 * DAY, "unsure"),
        ([Period(AFTER)], NOON - DAY, "not_own"),
        ([], NOON - DAY, "not_own"),
    ],
)
def test_with_a_doubtful_clock_only_a_whole_period_makes_it_own(
    periods: list[Period], earliest: datetime | None, verdict: str
) -> None:
    assert judge_scope(periods, NOON - 5000 * DAY, NOON, True, earliest) == verdict
