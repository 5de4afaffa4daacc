"""R97: the sample is the seed's alone, nobody compares what they keep, and numbers say how sure."""

import hashlib
import hmac
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accuracy.forms import Comparison, parse_campaign, parse_comparison
from app.accuracy.rules.fields import FIELDS, Kind, compared, may_be_gone
from app.accuracy.rules.rates import Answer, rates
from app.accuracy.rules.sample import Candidate, comparer, population_text, sample
from app.kit.forms import Refusal
from app.kit.shares import Z_95, wilson
from tests.accuracy.conftest import TODAY, UNTIL

# A busy machine is no defect of the rules.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.binary(min_size=32, max_size=32)
ids = st.lists(st.uuids().map(str), max_size=60)
people = st.sampled_from(["wang", "li", "zhao", "qian", "sun"])
HOUSEHOLD = FIELDS[Kind.HOUSEHOLDS]


@patient
@given(seeds, ids, st.integers(0, 80))
def test_nothing_is_drawn_twice_and_never_more_than_there_is(
    seed: bytes, population: list[str], size: int
) -> None:
    drawn = sample(seed, [*population, *population], size)
    assert len(set(drawn)) == len(drawn) == min(size, len(set(population)))
    assert set(drawn) <= set(population)


@patient
@given(seeds, ids, st.integers(1, 20), st.randoms())
def test_the_order_of_the_rows_steers_nothing(
    seed: bytes, population: list[str], size: int, chance: random.Random
) -> None:
    shuffled = population[:]
    chance.shuffle(shuffled)
    assert sample(seed, shuffled, size) == sample(seed, population, size)
    assert population_text(shuffled) == population_text(population)


@patient
@given(seeds, st.sets(st.uuids().map(str), min_size=2, max_size=40), st.uuids().map(str))
def test_a_record_more_pushes_out_one_at_most_and_a_record_less_lets_in_one(
    seed: bytes, population: set[str], another: str
) -> None:
    size = len(population) // 2
    before, after = sample(seed, population, size), sample(seed, population | {another}, size)
    assert len(set(before) - set(after)) <= 1
    assert set(after) - set(before) <= {another}


def test_r97_anybody_draws_the_same_again_with_nothing_but_hmac() -> None:
    seed, population = bytes(range(32)), [f"record {number}" for number in range(500)]
    again = sorted(
        population, key=lambda one: hmac.new(seed, one.encode(), hashlib.sha256).hexdigest()
    )
    assert sample(seed, population, 40) == again[:40]


def test_every_record_is_drawn_about_equally_often() -> None:
    population, counts = [str(number) for number in range(40)], dict.fromkeys(range(40), 0)
    for run in range(2000):
        for one in sample(run.to_bytes(32), population, 10):
            counts[int(one)] += 1
    assert all(400 < count < 600 for count in counts.values()), "500 expected, 19 is one sigma"


@patient
@given(
    seeds,
    st.lists(st.tuples(people, st.integers(1, 9)), max_size=8),
    st.sets(people),
    st.sets(people),
    st.integers(0, 9),
)
def test_nobody_is_asked_about_what_they_keep(
    seed: bytes, held: list[tuple[str, int]], leads: set[str], barred: set[str], number: int
) -> None:
    workers = [Candidate(*one) for one in held]
    keepers = {one.person_id for one in workers if one.number == number}
    asked = comparer(seed, "r", number, workers, leads, barred | keepers)
    assert asked is None or asked not in barred | keepers
    assert asked is not None or not ({*leads, *dict(held)} - barred - keepers)


def test_the_neighbours_are_asked_and_a_lead_only_when_none_can() -> None:
    workers = [Candidate(f"w{number}", number) for number in range(1, 9)]
    asked = {comparer(bytes(32), f"r{one}", 4, workers, ["lead"], {"w4"}) for one in range(50)}
    assert asked == {"w3", "w5"}
    end = {comparer(bytes(32), f"r{one}", 1, workers, ["lead"], {"w1"}) for one in range(50)}
    assert end == {"w2", "w3"}
    everyone = {one.person_id for one in workers}
    assert comparer(bytes(32), "r", 4, workers, ["lead"], everyone) == "lead"
    assert comparer(bytes(32), "r", 4, workers, ["lead"], everyone | {"lead"}) is None


def test_r97_the_rate_counts_what_was_compared_and_nothing_else() -> None:
    same, differs, unseen = ({"people": one} for one in ("same", "differs", "unseen"))
    answers = [
        *[Answer("compared", {"address": "same", **same})] * 6,
        Answer("compared", {"address": "differs", **differs}),
        Answer("compared", {"address": "same", **unseen}),
        Answer("gone", {}),
        Answer("not_reached", {}),
        Answer("declined", {}),
        Answer("", {}),
    ]
    found = rates(answers, ("address", "people"))
    assert found.whole == wilson(2, 9, Z_95)
    assert [(one.share.hits, one.share.n, one.unseen) for one in found.fields] == [
        (1, 8, 0),
        (1, 7, 1),
    ]
    assert (found.gone, found.unreached, found.left) == (1, 2, 1)


answers_of_chance = st.lists(
    st.builds(
        Answer,
        st.sampled_from(["", "compared", "gone", "not_reached", "declined"]),
        st.fixed_dictionaries(
            dict.fromkeys(HOUSEHOLD, st.sampled_from(["same", "differs", "unseen"]))
        ),
    ),
    max_size=30,
)


@patient
@given(answers_of_chance, st.integers(0, 9))
def test_whoever_was_not_reached_changes_no_rate(answers: list[Answer], more: int) -> None:
    silent = [Answer("not_reached", {}), Answer("declined", {}), Answer("", {})] * more
    one, other = rates(answers, HOUSEHOLD), rates([*answers, *silent], HOUSEHOLD)
    assert (one.whole, one.fields) == (other.whole, other.fields)


def test_of_a_closed_shop_one_question_is_left() -> None:
    assert compared(Kind.UNITS, {"open": "closed", "name": "x"}) == ("open",)
    assert not may_be_gone({"open": "closed"})
    assert "uscc" in compared(Kind.UNITS, {"open": "open"})
    assert may_be_gone({"open": "open"}) and may_be_gone({"address": "12号楼"})


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({}, "outcome"),
        ({"outcome": "photographed"}, "outcome"),
        ({"outcome": "compared", "people": "same", "contact": "same"}, "address"),
        ({"outcome": "compared", "address": "same", "people": "differs", "contact": "same"},
         "people-found"),
        ({"outcome": "compared", "address": "same", "people": "maybe", "contact": "same"},
         "people"),
        ({"outcome": "compared", "address": "same", "people": "differs", "contact": "same",
          "people-found": "长" * 61}, "people-found"),
        ({"outcome": "compared", **dict.fromkeys(HOUSEHOLD, "unseen")}, "outcome"),
    ],
)  # fmt: skip
def test_what_says_nothing_is_refused_by_its_field(fields: dict[str, str], refused: str) -> None:
    found = parse_comparison(fields, HOUSEHOLD, may_be_gone=True)
    assert isinstance(found, Refusal) and list(found.errors) == [refused]


def test_words_are_kept_for_what_differs_alone() -> None:
    typed = {"outcome": "compared", "address": "same", "address-found": "别的", "people": "differs",
             "people-found": "空着", "contact": "unseen"}  # fmt: skip
    found = parse_comparison(typed, HOUSEHOLD, may_be_gone=True)
    assert isinstance(found, Comparison) and found.found == {"people": "空着"}
    silent = parse_comparison({**typed, "outcome": "declined"}, HOUSEHOLD, may_be_gone=True)
    assert isinstance(silent, Comparison) and (silent.ticks, silent.found) == ({}, {})
    gone = parse_comparison({"outcome": "gone"}, ("open",), may_be_gone=False)
    assert isinstance(gone, Refusal)


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"title": ""}, "title"),
        ({"kind": "people"}, "kind"),
        ({"grids": ["g9"]}, "grids"),
        ({"size": "9"}, "size"),
        ({"size": "201"}, "size"),
        ({"size": ""}, "size"),
        ({"until": ""}, "until"),
        ({"until": "2026-11-22"}, "until"),
        ({"until": "2027-02-01"}, "until"),
        ({"until": "soon"}, "until"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused_by_its_field(
    changed: dict[str, str | list[str]], refused: str
) -> None:
    typed = {"title": "核对", "kind": "units", "grids": ["g1"], "size": "40", "until": str(UNTIL)}
    assert not isinstance(parse_campaign(typed, ["g1"], TODAY), Refusal)
    found = parse_campaign({**typed, **changed}, ["g1"], TODAY)
    assert isinstance(found, Refusal) and list(found.errors) == [refused]
