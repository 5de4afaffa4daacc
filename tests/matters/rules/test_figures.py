"""What a month's figures count (rows R66, R78, R82)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.matters.rules.figures import (
    Clock,
    Line,
    Share,
    clocks,
    funnel,
    on_time,
    solved_at,
    taken,
)
from app.matters.rules.stages import ENDED, OPEN, Handling, Stage

NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
LINE = Line(Stage.HANDLING, "g", 1, "", NOON, NOON + 72 * HOUR, False, None, None)
DONE = replace(LINE, stage=Stage.RATING, done_at=NOON + 5 * HOUR)


def test_a_matter_that_was_passed_on_counts_at_every_stage_before_it() -> None:
    found = dict(funnel([LINE, replace(LINE, stage=Stage.ARCHIVED)]))
    assert found[Stage.ACCEPTED] == found[Stage.HANDLING] == 2
    assert found[Stage.FEEDBACK] == found[Stage.ARCHIVED] == 1


def test_what_was_cancelled_or_withdrawn_came_no_further_than_acceptance() -> None:
    for end in ENDED - {Stage.ARCHIVED}:
        found = dict(funnel([replace(LINE, stage=end)]))
        assert [n for n in found.values()] == [1, 0, 0, 0, 0, 0, 0]


def test_r82_a_matter_that_waits_for_the_resident_is_never_overdue() -> None:
    late = replace(LINE, due_at=NOON - HOUR)
    assert clocks([late], NOON)[Clock.OVERDUE] == 1
    assert clocks([replace(late, waiting=True)], NOON)[Clock.OVERDUE] == 0


def test_r82_what_is_due_within_two_days_stands_apart() -> None:
    assert clocks([replace(LINE, due_at=NOON + 48 * HOUR)], NOON)[Clock.SOON] == 1
    assert clocks([LINE], NOON)[Clock.RUNNING] == 1
    assert clocks([replace(LINE, due_at=None)], NOON)[Clock.UNLIMITED] == 1


def test_r82_a_result_in_the_last_moment_is_in_time_and_one_after_it_is_not() -> None:
    last = replace(DONE, done_at=DONE.due_at)
    late = replace(DONE, done_at=NOON + 73 * HOUR)
    assert on_time([last, late, replace(DONE, due_at=None)]) == Share(1, 2)


def test_half_of_them_took_no_longer_than_the_median_says() -> None:
    spans = [replace(DONE, done_at=NOON + n * HOUR) for n in (1, 4, 90)]
    assert taken(spans) == 4 * HOUR
    assert taken([]) is None


def test_r66_instant_is_what_was_finished_while_somebody_waited() -> None:
    at_once = replace(DONE, handling=Handling.ON_THE_SPOT, done_at=NOON)
    assert at_once.instant
    assert replace(at_once, done_at=at_once.opened_at + HOUR).instant
    assert not replace(at_once, done_at=at_once.opened_at + HOUR + timedelta(minutes=1)).instant
    assert not replace(at_once, handling=Handling.APPROVAL).instant


def test_r78_the_grid_and_the_community_are_counted_apart() -> None:
    assert solved_at([DONE, replace(DONE, level=2), DONE]) == {1: 2, 2: 1, 3: 0, 4: 0}


def test_a_share_of_nothing_is_no_division_by_zero() -> None:
    assert Share(0, 0).percent == 0


lines = st.builds(
    lambda stage, due, waiting: replace(
        LINE,
        stage=stage,
        waiting=waiting,
        due_at=None if due is None else NOON + due * HOUR,
    ),
    st.sampled_from(list(Stage)),
    st.none() | st.integers(-1000, 1000),
    st.booleans(),
)


@given(st.lists(lines))
def test_every_open_matter_is_counted_once_and_the_funnel_never_widens(found: list[Line]) -> None:
    assert sum(clocks(found, NOON).values()) == sum(one.stage in OPEN for one in found)
    steps = [n for _, n in funnel(found)]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] == len(found)
