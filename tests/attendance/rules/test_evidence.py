"""Row R112; never-again 48: what a signed envelope proves of its own time."""

import hashlib
import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attendance.rules.evidence import (
    CODE_LASTS,
    Signed,
    challenge,
    minutes_of,
    prove,
    station_code,
)
from app.attendance.rules.verdict import Grade

SEVEN = datetime(2026, 11, 23, 7, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
SECRET = b"s" * 32


def test_a_fresh_challenge_answered_at_once_is_grade_a() -> None:
    found = prove(Signed(SEVEN, SEVEN + 4 * SECOND))
    assert (found.grade, found.earliest, found.latest) == (Grade.ONLINE, SEVEN, SEVEN + 4 * SECOND)


def test_the_halls_code_narrows_a_day_without_signal_to_its_minute() -> None:
    found = prove(Signed(SEVEN - 24 * HOUR, SEVEN + 9 * HOUR, code_from=SEVEN))
    assert found.grade is Grade.STATION_CODE
    assert (found.earliest, found.latest) == (SEVEN, SEVEN + CODE_LASTS)


def test_without_a_passkey_it_is_grade_d_however_fresh() -> None:
    assert prove(Signed(SEVEN, SEVEN + SECOND, by_passkey=False)).grade is Grade.WITNESSED


def test_what_arrives_before_its_challenge_was_handed_out_is_refused() -> None:
    with pytest.raises(ValueError, match="latest"):
        prove(Signed(SEVEN, SEVEN - SECOND))


def test_the_challenge_is_bound_to_every_byte_of_the_envelope() -> None:
    given_out = os.urandom(32)
    texts = [b"07:58 in the hall", b"07:59 in the hall"]
    bound = {challenge(given_out, hashlib.sha256(text).hexdigest()) for text in texts}
    assert len(bound) == 2
    assert challenge(os.urandom(32), hashlib.sha256(texts[0]).hexdigest()) not in bound


@given(st.integers(0, 12 * 3600))
def test_the_code_of_a_minute_is_found_again_in_that_minute(seconds: int) -> None:
    moment = SEVEN + seconds * SECOND
    found = minutes_of(SECRET, station_code(SECRET, moment), SEVEN, SEVEN + 12 * HOUR)
    assert any(one <= moment < one + CODE_LASTS for one in found)


def test_a_code_of_another_day_or_hall_opens_nothing() -> None:
    code = station_code(SECRET, SEVEN - 24 * HOUR)
    assert minutes_of(SECRET, code, SEVEN, SEVEN + HOUR) == []
    assert minutes_of(b"t" * 32, station_code(SECRET, SEVEN), SEVEN, SEVEN + HOUR) == []
