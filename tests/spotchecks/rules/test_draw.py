"""R110: who is drawn, who is passed over, and who checks."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.spotchecks.recompute import history
from app.spotchecks.rules.draw import Day, Draw, Drawn, Passed, Stratum, Why, draw
from app.spotchecks.rules.rates import Rate, late_share
from app.spotchecks.rules.rows import Row, freeze
from tests.spotchecks.days import PLENTY, TODAY, YESTERDAY, day, drawn_document, rules, some_day

ANY_DAY = st.randoms(use_true_random=False).map(some_day)
BASE, ANOMALY, LATE = Stratum


def many(worker: str, count: int, late_of: date | None = None, **more: bool) -> list[Row]:
    """Records of a worker, each of a household of its own."""
    name = f"{worker}-{late_of or TODAY}"
    return [Row(f"{name}-{n}", worker, f"{name}-home-{n}", late_of, **more) for n in range(count)]  # type: ignore[arg-type]


def of(made: Draw, stratum: Stratum) -> list[str]:
    """The records drawn in a stratum."""
    return [one.visit for one in made.drawn if one.stratum is stratum]


def drawn_of(one: Day, made: Draw) -> Counter[str]:
    """How many ordinary records of each worker were drawn by the base sample."""
    worker = {row.visit: row.worker for row in one.rows}
    return Counter(worker[visit] for visit in of(made, BASE))


@given(ANY_DAY)
def test_nobody_is_asked_twice_and_nobody_who_may_not_be_asked(one: Day) -> None:
    rows = {row.visit: row for row in one.rows}
    found = [rows[drawn.visit] for drawn in draw(one).drawn]
    homes = [row.household for row in found if row.household]
    assert len(set(homes)) == len(homes)
    assert len(set(found)) == len(found)
    assert not [row for row in found if row.asked]


@given(ANY_DAY)
def test_nobody_checks_their_own_record_or_one_they_are_kept_from(one: Day) -> None:
    rows = {row.visit: row for row in one.rows}
    for drawn in draw(one).drawn:
        row = rows[drawn.visit]
        assert drawn.checker not in {row.worker, *row.barred}
        assert (drawn.checker, row.worker) not in one.rules.conflicts


@given(ANY_DAY)
def test_the_order_in_which_records_came_changes_nothing(one: Day) -> None:
    mixed = list(one.rows)
    random.Random(7).shuffle(mixed)
    again = day(mixed, one.rules, one.secret, one.dice, one.on, owed=one.owed, before=one.before)
    assert draw(again) == draw(one)


def test_two_records_of_every_worker_are_drawn() -> None:
    """R110: two a day of every worker."""
    one = day([*many("wang", 20), *many("li", 7), *many("sun", 1)])
    made = draw(one)
    assert made.rate is Rate.FULL
    assert drawn_of(one, made) == {"wang": 2, "li": 2, "sun": 1}


def test_when_the_checkers_can_do_less_it_is_divided_and_said() -> None:
    one = day([row for who in "abcde" for row in many(who, 9)], rules({"zhao": 4, "qian": 3}))
    made = draw(one)
    assert made.rate is Rate.CAPACITY
    assert sorted(drawn_of(one, made).values()) == [1, 1, 1, 2, 2]
    assert Counter(drawn.checker for drawn in made.drawn) == {"zhao": 4, "qian": 3}


def test_whoever_was_not_drawn_in_six_lists_is_drawn_beyond_the_capacity() -> None:
    one = day([*many("wang", 5), *many("li", 5)], rules({"zhao": 0}), owed=frozenset({"li"}))
    made = draw(one)
    assert drawn_of(one, made) == {"li": 1}
    assert [drawn.checker for drawn in made.drawn] == ["zhao"]


def test_r110_never_under_one_a_worker_in_seven_lists() -> None:
    """Sixty days, eight workers, and checkers who can do one record a day."""
    chance, terms, published = random.Random(8), rules({"zhao": 1}, anomaly=0), []
    drawn: list[Counter[str]] = []
    for number in range(60):
        rows = [row for who in "abcdefgh" for row in many(who, chance.randint(1, 9))]
        recent = sum(drawn[-6:], Counter())
        dice = "".join(chance.choices("123456", k=10))
        on = TODAY + timedelta(days=number)
        one = day(rows, terms, dice=dice, on=on, owed=frozenset("abcdefgh") - recent.keys())
        made = draw(one)
        drawn.append(drawn_of(one, made))
        published.append(drawn_document(one))
        assert history(published[-1], published[:-1]) == []
    for number in range(54):
        assert set(sum(drawn[number : number + 7], Counter())) == set("abcdefgh")


def test_a_record_passed_over_is_named_and_the_next_one_is_drawn() -> None:
    asked, free = many("wang", 3, asked=True), Row("free", "wang", "home")
    made = draw(day([*asked, free]))
    assert of(made, BASE) == ["free"]
    assert {one.visit for one in made.passed} == {row.visit for row in asked}
    assert {one.why for one in made.passed} == {Why.ASKED}


def test_records_after_the_last_one_drawn_were_never_walked_over() -> None:
    made = draw(day([*many("wang", 2), *many("li", 0)], owed=frozenset()))
    assert made.passed == ()
    same = [Row(f"stairs-{n}", "wang", "home") for n in range(3)]
    made = draw(day([*same, Row("li", "li", "home")]))
    # 'li' comes first, and its household is asked only once.
    assert of(made, BASE) == ["li"]
    assert [one.why for one in made.passed] == [Why.SAME_HOUSEHOLD] * 3


def test_doors_on_no_list_are_not_one_household() -> None:
    made = draw(day([Row("one", "wang"), Row("two", "wang")]))
    assert sorted(of(made, BASE)) == ["one", "two"]


def test_signals_only_add_to_what_the_base_sample_drew() -> None:
    marked = [Row(f"marked-{n}", "wang", signals=("same_text",)) for n in range(9)]
    plain = draw(day(many("wang", 9)))
    made = draw(day([*marked, *many("li", 9)]))
    assert len(of(made, BASE)) == 4
    assert len(of(made, ANOMALY)) == 2
    assert of(plain, ANOMALY) == []
    assert {row.visit for row in marked} >= set(of(made, ANOMALY))


def test_a_late_record_with_a_signal_counts_beside_its_late_share() -> None:
    late = [Row(f"late-{n}", "wang", late_of=YESTERDAY, signals=("burst",)) for n in range(10)]
    made = draw(day(late, before={("wang", YESTERDAY): 0}))
    assert (len(of(made, ANOMALY)), len(of(made, LATE))) == (2, 2)


@pytest.mark.parametrize(
    ("late", "before", "wanted"),
    [(1, 0, 2), (20, 0, 2), (1, 19, 1), (5, 15, 1), (11, 9, 2), (30, 0, 3), (30, 70, 3), (3, 0, 2)],
)
def test_late_records_are_drawn_at_the_rate_of_their_own_day(
    late: int, before: int, wanted: int
) -> None:
    assert late_share(late, before, PLENTY) == wanted


@given(st.integers(1, 100), st.integers(0, 100), st.integers(0, 2))
def test_a_record_held_back_is_no_less_likely_drawn_whatever_came_in_time(
    late: int, before: int, share: int
) -> None:
    """Its chance is wanted/late, or certain; in time it had been share/(before + late)."""
    wanted = min(late_share(late, before, PLENTY), late)
    assert wanted * (before + late) >= min(share, before + late) * late


def test_the_checker_with_time_left_is_taken_before_the_one_without() -> None:
    made = draw(day(many("wang", 9), rules({"zhao": 1, "qian": 1})))
    assert sorted(one.checker for one in made.drawn) == ["qian", "zhao"]


def test_a_record_that_nobody_may_check_is_drawn_without_a_checker() -> None:
    terms = rules({"zhao": 9, "wang": 9}, conflicts=[("zhao", "wang")])
    assert draw(day([Row("one", "wang")], terms)).drawn == (Drawn("one", BASE, ""),)


@pytest.mark.parametrize(("secret", "dice"), [("", "3141566122"), ("5e" * 32, ""), ("", "")])
def test_without_secret_or_dice_a_draw_is_advisory(secret: str, dice: str) -> None:
    assert draw(day([Row("one", "wang")], secret=secret, dice=dice)).advisory


def test_an_empty_list_draws_nothing() -> None:
    made = draw(day([]))
    assert (made.drawn, made.passed, made.rate, made.advisory) == ((), (), Rate.FULL, False)


def test_a_passed_record_of_two_strata_is_named_in_both() -> None:
    row = Row("one", "wang", "home", signals=("same_text",), asked=True)
    assert draw(day([row])).passed == (
        Passed("one", BASE, Why.ASKED),
        Passed("one", ANOMALY, Why.ASKED),
    )


def test_no_draw_is_made_of_what_does_not_fit_together() -> None:
    row, late = Row("one", "wang"), Row("two", "wang", late_of=YESTERDAY)
    for refused in (
        {"rows": [row], "secret": "5E" * 32},
        {"rows": [row], "dice": "0123456789"},
        {"rows": [row], "owed": frozenset({"li"})},
        {"rows": [late]},
        {"rows": [row], "before": {("wang", YESTERDAY): 1}},
        {"rows": [late], "before": {("wang", YESTERDAY): -1}},
        {"rows": [Row("two", "wang", late_of=TODAY)], "before": {("wang", TODAY): 1}},
    ):
        with pytest.raises(ValueError):
            day(**refused)  # type: ignore[arg-type]


def test_a_list_with_a_record_twice_or_a_line_in_a_field_is_none() -> None:
    with pytest.raises(ValueError):
        freeze([Row("one", "wang"), Row("one", "li")])
    for text in ("", "a|b", "a,b", "a\nb", "é", "x" * 37):
        with pytest.raises(ValueError):
            Row(text, "wang")
        with pytest.raises(ValueError):
            Row("one", "wang", signals=(text,))
