"""Row R111: the heaviest measure that a finding allows, after what was before."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attendance.rules.verdict import Grade
from app.cases.rules.evidence import Fact, Kind, Rate
from app.cases.rules.measures import (
    LADDER,
    Earlier,
    Finding,
    Measure,
    beyond_chance,
    measure_bound,
    months_after,
)
from tests.cases.world import CAMERA, FALSE, MONDAY, PARTLY, RATE, late

DAY = timedelta(days=1)
LATE = tuple(late(-day, Grade.ONLINE) for day in range(3))
FOUND = {
    "partly true": ((PARTLY,), None),
    "partly true, camera": ((PARTLY, CAMERA), None),
    "false": ((FALSE,), None),
    "late": (LATE, None),
    "false, two facts": ((FALSE, CAMERA), None),
    "false, rate": ((FALSE,), RATE),
    "partly true, rate": ((PARTLY,), RATE),
    "nothing that both name": ((), None),
}
GRAVE = {"false, two facts", "false, rate"}
UNTRUE = {"false", "late"}
ON = MONDAY + timedelta(days=15)
BEFORE = [None, Measure.COACHING, Measure.REMINDER, Measure.WARNING, Measure.SERIOUS_WARNING]


def _finding(name: str) -> Finding:
    facts, rate = FOUND[name]
    return Finding(MONDAY, facts, rate, ON)


def _earlier(level: Measure | None, days: int = 100) -> list[Earlier]:
    on = MONDAY - days * DAY
    return [] if level is None else [Earlier(level, on, on + 31 * DAY)]


def _expected(name: str, before: Measure | None) -> Measure:
    if name in GRAVE:
        return {
            Measure.WARNING: Measure.SERIOUS_WARNING,
            Measure.SERIOUS_WARNING: Measure.RECOMMENDATION,
        }.get(before, Measure.WARNING)  # type: ignore[arg-type]
    if name in UNTRUE and before is not None:
        return Measure.REMINDER
    return Measure.COACHING


@pytest.mark.parametrize(("name", "before"), list(product(FOUND, BEFORE)))
def test_r111_every_cell_of_the_ladder(name: str, before: Measure | None) -> None:
    """R111: warning, serious warning, recommendation: one step at a time."""
    assert measure_bound(_earlier(before), _finding(name)) is _expected(name, before)


@pytest.mark.parametrize(
    ("name", "before", "heavier"),
    [
        ("false", Measure.COACHING, Measure.REMINDER),
        ("false, two facts", Measure.WARNING, Measure.SERIOUS_WARNING),
        ("false, two facts", Measure.SERIOUS_WARNING, Measure.RECOMMENDATION),
    ],
)
def test_nobody_climbs_for_what_they_did_before_the_last_step_was_final(
    name: str, before: Measure, heavier: Measure
) -> None:
    (known,) = _earlier(before)
    finding = _finding(name)
    assert measure_bound([replace(known, since=MONDAY - DAY)], finding) is heavier
    assert measure_bound([replace(known, since=MONDAY)], finding) < heavier


@pytest.mark.parametrize(
    ("name", "before", "months"),
    [
        ("false", Measure.COACHING, 6),
        ("false", Measure.REMINDER, 6),
        ("false, two facts", Measure.WARNING, 12),
        ("false, two facts", Measure.SERIOUS_WARNING, 12),
    ],
)
def test_an_earlier_measure_that_has_run_out_counts_no_more(
    name: str, before: Measure, months: int
) -> None:
    (known,) = _earlier(before, days=150)
    last = months_after(known.on, months)
    bound = measure_bound([known], replace(_finding(name), on=last))
    assert measure_bound([known], replace(_finding(name), on=last + DAY)) < bound


def test_two_facts_of_one_source_are_one_fact() -> None:
    told_twice = replace(CAMERA, source=FALSE.source)
    same_record = replace(CAMERA, record=FALSE.record)
    for second in (told_twice, same_record, PARTLY, replace(PARTLY, record="v2", source="sun")):
        assert measure_bound([], Finding(MONDAY, (FALSE, second), None, ON)) is Measure.COACHING


def test_signals_and_complaints_make_nothing_heavier() -> None:
    hints = tuple(Fact(f"h{n}", kind, f"s{n}", MONDAY)
                  for n, kind in enumerate((Kind.SIGNAL, Kind.COMPLAINT)))  # fmt: skip
    assert measure_bound([], Finding(MONDAY, (FALSE, *hints), None, ON)) is Measure.COACHING


def test_lateness_alone_is_never_an_invented_visit() -> None:
    witness = Fact("w", Kind.WITNESS, "colleague", MONDAY)
    assert measure_bound([], Finding(MONDAY, (*LATE, CAMERA, witness), None, ON)) < Measure.WARNING


@pytest.mark.parametrize(
    ("mismatches", "n", "confirmed", "beyond"),
    [
        (9, 40, 2, True),
        (8, 40, 2, False),
        (12, 60, 2, True),
        (11, 60, 2, False),
        (9, 40, 1, False),
        (39, 39, 5, False),
        (0, 0, 0, False),
    ],
)
def test_a_rate_counts_when_chance_does_not_explain_it(
    mismatches: int, n: int, confirmed: int, beyond: bool
) -> None:
    assert beyond_chance(Rate("r", mismatches, n, confirmed)) is beyond


@given(st.integers(40, 400), st.data())
def test_the_score_test_is_the_lower_bound_of_wilsons_interval(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    z, share = 2.575829, hits / n
    half = z * ((share * (1 - share) + z * z / 4 / n) / n) ** 0.5
    low = (share + z * z / 2 / n - half) / (1 + z * z / n)
    assert beyond_chance(Rate("r", hits, n, 2)) is (low > 0.10)


@given(
    st.sampled_from(sorted(FOUND)),
    st.lists(
        st.builds(
            Earlier,
            st.sampled_from(list(Measure)[:-1]),
            st.dates(date(2025, 1, 1), ON),
            st.dates(date(2025, 1, 1), ON),
        )
    ),
)
def test_no_rung_is_skipped_whatever_was_before(name: str, history: list[Earlier]) -> None:
    bound = measure_bound(history, _finding(name))
    levels = {one.level for one in history}
    if bound is Measure.RECOMMENDATION:
        assert Measure.SERIOUS_WARNING in levels
    if bound is Measure.SERIOUS_WARNING:
        assert levels & {Measure.WARNING, Measure.SERIOUS_WARNING}
    if bound is Measure.REMINDER:
        assert levels


def test_a_month_later_is_the_same_day_or_the_months_last() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 1), 12) == date(2027, 12, 1)


def test_whatever_is_heavier_asks_for_no_less() -> None:
    rungs = [LADDER[level] for level in Measure]
    assert [one.ground for one in rungs] == sorted(one.ground for one in rungs)
    assert [one.head for one in rungs] == [level >= Measure.WARNING for level in Measure]
