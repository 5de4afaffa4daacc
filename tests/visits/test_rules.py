"""Positions, the round of the day, and what a correction changes (rows R108, R115, R123)."""

from datetime import date, timedelta

import pytest

from app.kit.geo import Position, read_position
from app.visits.rules import (
    Due,
    Standing,
    changes,
    due_soon,
    todays_round,
    waited_longest,
)

TODAY = date(2026, 11, 23)


def days_ago(n: int) -> date:
    """That many days before today."""
    return TODAY - timedelta(days=n)


def test_a_fresh_position_is_kept_with_accuracy_and_age() -> None:
    assert read_position("37.49,121.24,12,3") == Position(37.49, 121.24, 12.0, 3.0)


@pytest.mark.parametrize(
    "text", ["37,121,12,121", "37,121,12,86400", "37,121,20000,3", "37,121,1,-60"]
)
def test_never_47_an_old_or_vague_position_is_left_out_not_refused(text: str) -> None:
    assert read_position(text) is None


@pytest.mark.parametrize(
    "text",
    ["", "37", "37,121", "a,b,c,d", "91,0,1,1", "0,181,1,1", "nan,0,1,1", "0,0,-1,1", "1,2,3,4,5"],
)
def test_what_is_no_position_is_told_apart(text: str) -> None:
    with pytest.raises(ValueError):
        read_position(text)


def test_due_ones_come_first_then_never_visited_then_those_not_visited_longest() -> None:
    """R108: the round goes to whom nobody has seen for longest."""
    standings = [
        Standing("yesterday", days_ago(1)),
        Standing("long", days_ago(60)),
        Standing("never"),
        Standing("due", days_ago(2)),
        Standing("late", days_ago(1)),
    ]
    due = [
        Due("due", "contact", "", TODAY),
        Due("late", "concern", "灯", days_ago(3)),
        Due("late", "need", "送餐", TODAY),
    ]
    assert todays_round(standings, due, 20) == ["late", "due", "never", "long", "yesterday"]


def test_the_round_holds_its_target_and_those_visited_today() -> None:
    standings = [Standing(f"door{n}", days_ago(n), visited=n == 3) for n in range(30)]
    chosen = todays_round(standings, [], 20)
    assert len(chosen) == 20 and chosen[0] == "door3" and len(set(chosen)) == 20


def test_visiting_a_door_of_the_round_moves_no_other_door_into_it() -> None:
    before = [Standing(f"door{n}", days_ago(n)) for n in range(30)]
    first = todays_round(before, [], 20)
    after = [
        Standing(one.household_id, one.last_before, one.household_id == first[5]) for one in before
    ]
    assert set(todays_round(after, [], 20)) == set(first)


def test_what_is_due_in_a_month_is_not_due_soon() -> None:
    near, far = Due("a", "contact", "", TODAY), Due("b", "need", "", TODAY + timedelta(days=30))
    assert due_soon([far, near], TODAY) == [near]


def test_those_who_wait_longest_are_named() -> None:
    standings = [
        Standing("visited", visited=True),
        Standing("never"),
        Standing("long", days_ago(9)),
    ]
    assert [one.household_id for one in waited_longest(standings)] == ["never", "long"]


def test_a_correction_names_only_what_it_changes() -> None:
    before = {"outcome": "met", "findings": "", "purposes": ["help_need"]}
    after = {"outcome": "phone", "findings": "", "purposes": ["help_need"], "next_on": ""}
    assert changes(before, after) == [("outcome", "met", "phone")]
