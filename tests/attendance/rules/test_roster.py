"""Rows R22, R26, R102, R145: what a roster must hold."""

from datetime import date, time

import pytest

from app.attendance.rules.roster import (
    Broken,
    Hotline,
    Known,
    Post,
    Rule,
    Shift,
    broken,
)

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)
OPEN, NOON, ONE, SEVEN = time(8, 30), time(12), time(13), time(19)
KNOWN = Known(working=[MONDAY], all_rounders=["a", "b"])
TELEPHONE = [Hotline(MONDAY, "a", "b")]


def hall(person: str, begins: time = OPEN, ends: time = SEVEN) -> Shift:
    return Shift(person, MONDAY, Post.HALL, begins, ends)


FULL = [hall("a"), hall("b")]


def test_r26_two_in_the_hall_all_day_may_be_published() -> None:
    assert broken(FULL, TELEPHONE, KNOWN) == []


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        ([hall("a"), hall("b", OPEN, NOON), hall("b", ONE, SEVEN)],
         Broken(Rule.HALL_MINIMUM, MONDAY, NOON, ONE)),
        ([hall("a", OPEN, NOON), hall("b", OPEN, NOON), hall("a", ONE), hall("b", ONE)],
         Broken(Rule.HOURS, MONDAY, NOON, ONE)),
        ([hall("a", OPEN, time(18)), hall("b", OPEN, time(18))],
         Broken(Rule.HOURS, MONDAY, time(18), SEVEN)),
        ([*FULL, Shift("a", MONDAY, Post.DOOR, NOON, ONE)],
         Broken(Rule.TWICE, MONDAY, NOON, ONE, "a")),
        ([*FULL, Shift("c", SUNDAY, Post.DOOR, NOON, ONE)],
         Broken(Rule.DAY_OFF, SUNDAY, NOON, ONE, "c")),
        ([hall("c"), hall("a")], Broken(Rule.GENERALISTS, MONDAY)),
    ],
)  # fmt: skip
def test_r102_a_refused_roster_names_the_rule_and_the_hour(
    shifts: list[Shift], expected: Broken
) -> None:
    """R26, R102: an empty hour, or one with too few in the hall, is refused by its name."""
    assert broken(shifts, TELEPHONE, KNOWN) == [expected]


def test_r145_every_day_somebody_answers_and_somebody_else_can() -> None:
    assert broken(FULL, [], KNOWN) == [Broken(Rule.HOTLINE, MONDAY)]
    for backup in ("", "a"):
        found = broken(FULL, [Hotline(MONDAY, "a", backup)], KNOWN)
        assert found == [Broken(Rule.HOTLINE_BACKUP, MONDAY, person="a")]


def test_nobody_on_leave_is_on_the_roster() -> None:
    known = Known([MONDAY], leave=[("a", MONDAY)], all_rounders=["a", "b"])
    assert broken(FULL, TELEPHONE, known) == [Broken(Rule.ON_LEAVE, MONDAY, OPEN, SEVEN, "a")]
