"""Row R25: pairs of two that do not repeat while they need not."""

import random
from collections import Counter
from collections.abc import Collection
from itertools import combinations, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.attendance.rules.pairs import Pair, next_pairs

CREW = [f"p{number:02}" for number in range(12)]


def could_be_fresh(people: Collection[str], used: Collection[Pair]) -> bool:
    """Whether a week without any used pair can be made: tries them all."""
    if len(people) % 2:
        return any(could_be_fresh(set(people) - {one}, used) for one in people)
    if not people:
        return True
    first, *others = sorted(people)
    return any(
        frozenset((first, other)) not in used
        and could_be_fresh([one for one in others if one != other], used)
        for other in others
    )


def seated(week: Collection[Pair]) -> Counter[str]:
    return Counter(name for pair in week for name in pair)


@given(st.integers(0, 11))
def test_r25_no_pair_comes_again_before_all_combinations_were_used(count: int) -> None:
    """R25: pairs of two, none repeated while there are others."""
    people = [f"p{number:02}" for number in range(count)]
    wanted = {frozenset(pair) for pair in combinations(people, 2)}
    before: list[frozenset[str]] = []
    while set(before) != wanted:
        week = next_pairs(people, before)
        assert len(seated(week)) == seated(week).total() == count // 2 * 2
        assert not set(week) & set(before)
        before += week
    assert len(before) == len(wanted)


@given(st.lists(st.sets(st.sampled_from(CREW), max_size=2), min_size=8, max_size=8))
@settings(max_examples=100, deadline=None)
def test_r25_while_staff_come_and_go_no_pair_comes_again_in_a_week_that_could_be_without(
    come_or_go: list[set[str]],
) -> None:
    people = set(CREW[:8])
    before: list[Pair] = []
    for changed in come_or_go:
        people ^= changed
        week = next_pairs(people, before)
        assert len(seated(week)) == seated(week).total() == len(people) // 2 * 2
        assert set(seated(week)) <= people
        assert not (set(week) & set(before) and could_be_fresh(people, before))
        before += week


def test_r25_once_all_were_used_those_come_again_who_were_together_longest_ago() -> None:
    weeks = [
        {frozenset(pair) for pair in week} for week in (("ab", "cd"), ("ac", "bd"), ("ad", "bc"))
    ]
    for order in permutations(weeks):
        assert set(next_pairs("abcd", [pair for week in order for pair in week])) == order[0]


def test_r25_of_an_odd_crew_somebody_is_left_over_who_was_left_over_least_often() -> None:
    before = [frozenset(pair) for pair in ("cd", "de", "ae", "bd", "ce")]
    week = next_pairs("abcde", before)
    assert not set(week) & set(before)
    # Those two went out three times, everybody else less often.
    assert set("abcde") - set(seated(week)) <= set("de")


def test_r25_forty_people_of_whom_some_change_every_week_go_36_weeks_without_a_repeat() -> None:
    chance = random.Random(25)
    crew = [f"p{number:02}" for number in range(40)]
    before: list[Pair] = []
    for number in range(36):
        crew[chance.randrange(40)] = f"new{number:02}"
        week = next_pairs(crew, before)
        assert not set(week) & set(before)
        before += week
