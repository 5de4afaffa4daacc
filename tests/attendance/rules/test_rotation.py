"""Rows R22, R24, R26, R46, R104, R108: a fair week, and what follows from one's shifts."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Broken, Hotline, Known, Post, Rule, Shift, Terms, broken
from app.attendance.rules.rotation import (
    Crew,
    Kind,
    Suggestion,
    away,
    day_of,
    door_target,
    halves,
    loads,
    suggest,
    taken_over,
    usual_in_hall,
)
from app.attendance.rules.skills import ALL_ROUNDER, uncovered
from app.catalogue.rules import DutyLine

MONDAY = date(2026, 11, 23)
PEOPLE = [f"w{number:02}" for number in range(11)]
CREW = Crew(["clerk", *PEOPLE], ["clerk"])


def week(monday: date, leave: set[tuple[str, date]] | None = None) -> Known:
    days = [monday + timedelta(days=number) for number in range(5)]
    return Known(days, leave or set(), {"clerk", "w00", "w03", "w06"})


@given(
    leave=st.sets(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 4)), max_size=12),
    minimum=st.integers(1, 2),
)
@settings(max_examples=60, deadline=None)
def test_r24_what_is_suggested_may_be_published_as_it_is(
    leave: set[tuple[str, int]], minimum: int
) -> None:
    terms = Terms(hall_minimum=minimum, generalists=1)
    known = week(MONDAY, {(one, MONDAY + timedelta(days=day)) for one, day in leave})
    found = suggest(CREW, known, terms, {})
    assert broken(found.shifts, found.hotline, known, terms) == []


def test_r24_after_some_weeks_everybody_has_served_as_long_in_the_hall() -> None:
    """R24: the suggested rotation is fair."""
    shifts: list[Shift] = []
    hotline: list[Hotline] = []
    for number in range(8):
        known = week(MONDAY + timedelta(weeks=number))
        found = suggest(CREW, known, Terms(), loads(shifts, hotline))
        shifts, hotline = shifts + found.shifts, hotline + found.hotline
    done = loads(shifts, hotline)
    for figure in ("hall", "door", "evenings", "hotline"):
        values = [getattr(done[one], figure) for one in PEOPLE]
        allowed = {"hall": 360, "door": 420, "evenings": 2, "hotline": 1}[figure]
        assert max(values) - min(values) <= allowed, figure


def test_r24_somebody_new_does_not_serve_off_what_others_served_before() -> None:
    before = loads(suggest(CREW, week(MONDAY), Terms(), {}).shifts, [])
    crew = Crew([*CREW.people, "new"], ["clerk"])
    found = suggest(crew, week(MONDAY + timedelta(weeks=1)), Terms(), before)
    days = {one.on for one in found.shifts if one.person == "new" and one.post is Post.HALL}
    assert len(days) <= 2


def test_r102_the_two_shifts_of_the_hall_meet_and_reach_from_opening_to_closing() -> None:
    assert halves(Terms()) == ((time(8, 30), time(14)), (time(13), time(19)))
    assert halves(Terms(opens=time(9), closes=time(17))) == (
        (time(9), time(13, 30)), (time(12, 30), time(17)),
    )  # fmt: skip


def test_r24_last_week_comes_again_without_who_left_or_is_away() -> None:
    last = suggest(CREW, week(MONDAY), Terms(), {})
    after = MONDAY + timedelta(weeks=1)
    known = week(after, {("w01", after)})
    crew = Crew([one for one in CREW.people if one != "w02"], ["clerk"])
    fresh = suggest(crew, known, Terms(), {})
    found = taken_over(last, 7, crew, known, fresh)
    assert {one.on for one in found.shifts} == set(known.working)
    assert not [one for one in found.shifts if one.person == "w02"]
    assert not [one for one in found.shifts if one.person == "w01" and one.on == after]
    assert {one.on for one in found.hotline} == set(known.working)
    kept = [one for one in found.shifts if one.person == "w05"]
    assert [(one.on - timedelta(days=7), one.post) for one in kept] == [
        (one.on, one.post) for one in last.shifts if one.person == "w05"
    ]


def test_a_day_that_was_not_worked_last_week_is_suggested_afresh() -> None:
    last = Suggestion(day_of(Kind.DOOR, "w01", MONDAY, Terms()), [])
    known = week(MONDAY + timedelta(weeks=1))
    fresh = suggest(CREW, known, Terms(), {})
    found = taken_over(last, 7, CREW, known, fresh)
    assert {one.person for one in found.shifts if one.on == MONDAY + timedelta(days=7)} == {"w01"}
    assert len({one.on for one in found.shifts}) == 5


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (Kind.DOOR, 20),
        (Kind.HALL_EARLY, 0),
        (Kind.HALL_LATE, 0),
        (Kind.DOOR_THEN_HALL, 10),
        (Kind.HALL_THEN_DOOR, 10),
        (Kind.NONE, 0),
    ],
)
def test_r22_the_days_target_counts_door_shifts_only(kind: Kind, target: int) -> None:
    assert door_target(20, day_of(kind, "a", MONDAY, Terms())) == target


def test_r22_without_a_published_roster_the_target_is_whole() -> None:
    assert door_target(20, None) == 20
    assert door_target(15, day_of(Kind.HALL_THEN_DOOR, "a", MONDAY, Terms())) == 8


def test_a_half_day_of_leave_is_in_the_way_of_that_half_only() -> None:
    day = day_of(Kind.DOOR, "a", MONDAY, Terms())
    assert away(day, {("a", MONDAY, Part.AFTERNOON)}) == [
        Broken(Rule.ON_LEAVE, MONDAY, time(14), time(17, 30), "a")
    ]


def test_r26_two_serve_where_five_did() -> None:
    found = suggest(CREW, week(MONDAY), Terms(), {})
    assert usual_in_hall(found.shifts, Terms()) == 2
    assert usual_in_hall([], Terms()) == 0


CAN_ALL_BUT_CITY = [one for one in DutyLine if one != DutyLine.CITY]


def test_r104_a_line_that_nobody_on_duty_can_do_is_named_for_both_halves() -> None:
    shifts = day_of(Kind.DOOR, "a", MONDAY, Terms()) + day_of(Kind.HALL_LATE, "b", MONDAY, Terms())
    skills = {"a": CAN_ALL_BUT_CITY, "b": [DutyLine.SAFETY]}
    halves = [(MONDAY, part) for part in Part]
    assert uncovered(shifts, (), skills) == {half: [DutyLine.CITY] for half in halves}
    assert uncovered(shifts, (), {**skills, "a": [ALL_ROUNDER]}) == {}


def test_r104_who_is_there_until_noon_covers_nothing_after_it() -> None:
    morning = day_of(Kind.DOOR, "a", MONDAY, Terms())[:1]
    early = day_of(Kind.HALL_EARLY, "a", MONDAY, Terms())
    others = day_of(Kind.DOOR, "b", MONDAY, Terms())
    skills = {"a": [ALL_ROUNDER], "b": CAN_ALL_BUT_CITY}
    for mine in (morning, early):
        found = uncovered([*mine, *others], (), skills)
        assert found == {(MONDAY, Part.AFTERNOON): [DutyLine.CITY]}


def test_r104_who_has_leave_covers_nothing_in_that_half() -> None:
    shifts = day_of(Kind.DOOR, "a", MONDAY, Terms()) + day_of(Kind.DOOR, "b", MONDAY, Terms())
    skills = {"a": [ALL_ROUNDER], "b": CAN_ALL_BUT_CITY}
    away_then = {("a", MONDAY, Part.MORNING)}
    assert uncovered(shifts, away_then, skills) == {(MONDAY, Part.MORNING): [DutyLine.CITY]}
    alone = day_of(Kind.HALL_EARLY, "a", MONDAY, Terms())
    assert uncovered(alone, away_then, skills) == {(MONDAY, Part.MORNING): list(DutyLine)}


def test_r46_there_are_seven_lines() -> None:
    """R46: seven, and no more."""
    assert len(DutyLine) == 7
