"""R110: a share is shown with what is known of it, and that is little after few checks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.spotchecks.rules.stats import Z_95, Z_99, Share, agreement, wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(hits: int, n: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3."""
    found = wilson(hits, n, Z_95)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_of_no_check_nothing_is_known() -> None:
    assert wilson(0, 0) == Share(0, 0, 0.0, 1.0)


def test_two_mismatches_of_eight_prove_next_to_nothing() -> None:
    """What a bare percentage would call 25 %."""
    found = wilson(2, 8)
    assert (round(found.low, 2), round(found.high, 2)) == (0.05, 0.68)


@given(st.integers(1, 500), st.data())
def test_the_share_lies_in_its_interval_and_more_certainty_is_wider(
    n: int, data: st.DataObject
) -> None:
    hits = data.draw(st.integers(0, n))
    sure, surer = wilson(hits, n, Z_95), wilson(hits, n, Z_99)
    assert 0 <= surer.low <= sure.low <= hits / n <= sure.high <= surer.high <= 1


@pytest.mark.parametrize(("hits", "n"), [(3, 2), (-1, 2), (0, -1)])
def test_more_hits_than_checks_are_an_error(hits: int, n: int) -> None:
    with pytest.raises(ValueError):
        wilson(hits, n)


def test_checkers_agree_as_often_as_they_said_the_same() -> None:
    twice = [("true", "true"), ("false", "false"), ("true", "partly"), ("true", "true")]
    found = agreement(twice, Z_95)
    assert (found.hits, found.n) == (3, 4)
    assert (round(found.low, 4), round(found.high, 4)) == (0.3006, 0.9544)
    assert agreement([]).n == 0
