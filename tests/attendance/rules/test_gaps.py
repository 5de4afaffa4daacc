"""Rows R26, R102, R145: what a published week lacks once somebody has leave."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attendance.rules.gaps import at_telephone, beyond, gaps, hours_there, telephone_day
from app.attendance.rules.parts import Part
from app.attendance.rules.roster import (
    Broken,
    Hotline,
    Known,
    Post,
    Rule,
    Shift,
    Terms,
    broken,
)

DAY = date(2026, 11, 23)
OPEN, HALF_PAST_ONE, SEVEN = time(8, 30), time(13, 30), time(19)
AM, PM = Part.MORNING, Part.AFTERNOON
ROUNDERS = ["a", "b", "c"]
KNOWN = Known([DAY], all_rounders=ROUNDERS)
TWO = [Shift(one, DAY, Post.HALL, OPEN, SEVEN) for one in "ab"]
THREE = [*TWO, Shift("c", DAY, Post.HALL, OPEN, SEVEN)]
LINE = Hotline(DAY, "a", "b")


def off(*who: tuple[str, Part]) -> set[tuple[str, date, Part]]:
    return {(person, DAY, part) for person, part in who}


def test_r26_a_week_that_was_whole_lacks_nothing_while_everybody_is_there() -> None:
    assert gaps(TWO, [LINE], KNOWN, Terms(), set()) == []


def test_r26_half_a_day_away_leaves_that_half_of_the_hall_short() -> None:
    found = gaps(THREE[1:], [Hotline(DAY, "b", "c")], KNOWN, Terms(), off(("b", PM)))
    assert Broken(Rule.HALL_MINIMUM, DAY, HALF_PAST_ONE, SEVEN) in found
    assert not [one for one in found if one.begins == OPEN]


def test_r102_an_hour_in_which_nobody_is_left_is_named_as_such() -> None:
    found = gaps(TWO, [Hotline(DAY, "c", "d")], KNOWN, Terms(), off(("a", AM), ("b", AM)))
    assert Broken(Rule.HOURS, DAY, OPEN, HALF_PAST_ONE) in found


@pytest.mark.parametrize(
    ("away", "rule"),
    [
        (off(), None),
        (off(("a", AM), ("a", PM)), Rule.HOTLINE_BACKUP),
        (off(("b", PM)), Rule.HOTLINE_BACKUP),
        (off(("a", AM), ("b", PM)), Rule.HOTLINE_BACKUP),
        (off(("a", PM), ("b", PM)), Rule.HOTLINE),
    ],
)
def test_r145_the_telephone_lacks_a_backup_or_anybody(
    away: set[tuple[str, date, Part]], rule: Rule | None
) -> None:
    found = [one.rule for one in gaps(THREE, [LINE], KNOWN, Terms(), away)]
    assert [one for one in found if one in (Rule.HOTLINE, Rule.HOTLINE_BACKUP)] == (
        [rule] if rule else []
    )


def test_r145_the_backup_answers_in_the_half_in_which_the_other_has_leave() -> None:
    assert at_telephone(LINE, AM, off()) == ["a", "b"]
    assert at_telephone(LINE, AM, off(("a", AM))) == ["b"]
    assert at_telephone(LINE, PM, off(("a", AM))) == ["a", "b"]
    assert at_telephone(Hotline(DAY, "a"), AM, off(("a", AM))) == []


def test_r145_who_is_their_own_backup_answers_alone() -> None:
    assert at_telephone(Hotline(DAY, "a", "a"), AM, off()) == ["a"]


def test_r145_a_day_at_the_telephone_is_told_by_halves_only_where_they_differ() -> None:
    assert telephone_day(LINE, off()) == [(None, ["a", "b"])]
    assert telephone_day(LINE, off(("a", AM), ("a", PM))) == [(None, ["b"])]
    assert telephone_day(LINE, off(("a", AM))) == [(AM, ["b"]), (PM, ["a", "b"])]


def test_r145_a_gap_at_the_telephone_names_the_half() -> None:
    def lacks(*who: tuple[str, Part]) -> list[Broken]:
        return gaps(THREE, [LINE], KNOWN, Terms(generalists=0, hall_minimum=1), off(*who))

    assert lacks(("b", PM)) == [Broken(Rule.HOTLINE_BACKUP, DAY, HALF_PAST_ONE, None, "a")]
    assert lacks(("a", AM), ("b", AM)) == [Broken(Rule.HOTLINE, DAY, None, HALF_PAST_ONE)]
    all_day = [("b", AM), ("b", PM)]
    assert beyond(lacks(*all_day), lacks(("b", PM))) == [
        Broken(Rule.HOTLINE_BACKUP, DAY, None, HALF_PAST_ONE, "a")
    ]
    assert beyond(lacks(("a", AM), *all_day), lacks(*all_day)) == [
        Broken(Rule.HOTLINE, DAY, None, HALF_PAST_ONE)
    ]


weeks = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(8, 17), st.integers(1, 10)).map(
        lambda one: Shift(one[0], DAY, Post.HALL, time(one[1]), time(min(one[1] + one[2], 19)))
    ),
    max_size=5,
)
absences = st.sets(st.tuples(st.sampled_from("abcd"), st.just(DAY), st.sampled_from(Part)))


@given(weeks, absences, absences)
def test_r26_more_leave_never_fills_an_hour(
    shifts: list[Shift],
    some: set[tuple[str, date, Part]],
    more: set[tuple[str, date, Part]],
) -> None:
    def lacking(away: set[tuple[str, date, Part]]) -> int:
        found = gaps(shifts, [], KNOWN, Terms(), away)
        short = (one for one in found if one.begins and one.ends)
        minutes = sum(
            (Terms().hall_minimum - one.there) * (_minutes(one.ends) - _minutes(one.begins))
            for one in short
        )
        return minutes

    assert lacking(some) <= lacking(some | more)


def _short(found: list[Broken], at: time) -> int | None:
    """How many are there in the hall at an hour for which a gap is named."""
    return next(
        (one.there for one in found if one.begins and one.ends and one.begins <= at < one.ends),
        None,
    )


@given(weeks, absences, absences)
def test_r26_new_is_every_hour_in_which_fewer_are_there_than_before_and_no_other(
    shifts: list[Shift],
    some: set[tuple[str, date, Part]],
    more: set[tuple[str, date, Part]],
) -> None:
    before = gaps(shifts, [], KNOWN, Terms(), some)
    after = gaps(shifts, [], KNOWN, Terms(), some | more)
    new = beyond(after, before)
    for at in (time(hour, minute) for hour in range(8, 19) for minute in (0, 30)):
        was, will = _short(before, at), _short(after, at)
        fewer = will is not None and (was is None or will < was)
        assert _short(new, at) == (will if fewer else None)
    assert beyond(after, after) == []
    assert beyond(after, []) == after


def test_r26_a_gap_that_was_there_all_day_is_not_new_in_the_half_that_leave_spares() -> None:
    alone = gaps(TWO[:1], [LINE], KNOWN, Terms(), off())
    found = gaps(TWO[:1], [LINE], KNOWN, Terms(), off(("a", AM)))
    assert [one for one in beyond(found, alone) if one.begins] == [
        Broken(Rule.HOURS, DAY, OPEN, HALF_PAST_ONE)
    ]


def _minutes(at: time | None) -> int:
    return at.hour * 60 + at.minute if at else 0


@given(weeks, absences)
def test_nobody_is_counted_there_in_an_hour_of_their_leave(
    shifts: list[Shift], away: set[tuple[str, date, Part]]
) -> None:
    for one in shifts:
        for there in hours_there(one, away):
            assert one.begins <= there.begins < there.ends <= one.ends
            if (one.person, DAY, AM) in away:
                assert there.begins >= HALF_PAST_ONE
            if (one.person, DAY, PM) in away:
                assert there.ends <= HALF_PAST_ONE


def test_without_leave_the_same_rules_hold_as_for_publishing() -> None:
    short = TWO[:1]
    assert gaps(short, [LINE], KNOWN, Terms(), set()) == broken(short, [LINE], KNOWN, Terms())
