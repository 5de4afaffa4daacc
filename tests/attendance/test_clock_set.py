"""A phone's clock that was set between a touch and its arrival makes nobody late (R113)."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from app.attendance.models import Touch
from app.kit.clock import iso
from app.kit.db import Database
from app.kit.intake import Made
from app.sync.rules import SET, clock_set
from tests.attendance.conftest import handed
from tests.attendance.signing import SigningPhone
from tests.attendance.test_board import rostered
from tests.clock import MONDAY_NINE, HeldClock
from tests.people import Town
from tests.sync.conftest import Line

MONDAY = date(2026, 11, 23)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
DAY = timedelta(days=1)


def at(on: date, hour: int, minute: int) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


def sent(line: Line, phone: SigningPhone, text: str, clock: datetime | None) -> dict[str, Any]:
    """Sent while the phone's clock shows `clock`; the answer."""
    request = phone.request([text])
    if clock is not None:
        request["device"]["clock"] = iso(clock)
    reply = line.client.post("/sync", json=request)
    (answer,) = line.believer.results(request, reply.json())
    return answer


@pytest.fixture
def signed(line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock) -> str:
    """Wang Min has challenges since Monday. On Wednesday at 08:20 her phone shows Tuesday, and she
    touches for what it calls Tuesday morning; without a network."""
    with db.session(writes=True) as session:
        rostered(session, town, town.wang, WEDNESDAY)
    half = handed(line, wang).half(TUESDAY)
    clock.now = at(WEDNESDAY, 9, 20)
    return wang.touch(half, at(TUESDAY, 8, 20))


def test_a_touch_by_a_clock_that_was_set_is_laid_aside_and_the_day_waits_for_it(
    line: Line, wang: SigningPhone, db: Database, town: Town, clock: HeldClock, signed: str
) -> None:
    assert sent(line, wang, signed, at(TUESDAY, 9, 20))["outcome"] == "set_aside"
    clock.now = at(WEDNESDAY, 9, 30)
    again = wang.touch(handed(line, wang).half(WEDNESDAY), clock.now)
    assert sent(line, wang, again, clock.now)["outcome"] == "accepted"
    line.sign_in(town.lead, town.community)
    board = line.client.get("/board", headers={"accept-language": "zh"}).text
    assert "建议：迟到" not in board
    assert "时间和签到的那半天对不上" in board
    with db.session() as session:
        touches = session.exec(select(Touch).order_by(col(Touch.received_at))).all()
    assert [(one.on, one.counts) for one in touches] == [(TUESDAY, False), (WEDNESDAY, True)]


def test_a_clock_that_goes_on_as_it_went_is_believed(
    line: Line, wang: SigningPhone, clock: HeldClock, signed: str
) -> None:
    clock.now = at(TUESDAY, 9, 20)
    assert sent(line, wang, signed, clock.now)["outcome"] == "accepted"


def test_a_touch_that_can_only_be_of_its_half_counts_whatever_the_clock_did(
    line: Line, wang: SigningPhone, clock: HeldClock
) -> None:
    text = wang.touch(handed(line, wang).half(MONDAY), MONDAY_NINE)
    clock.forward(minutes=3)
    assert sent(line, wang, text, clock.now - 30 * DAY)["outcome"] == "accepted"


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.integers(0, 9 * 60))
def test_only_a_clock_that_was_set_is_said_to_be(was: int, now: int, slow_s: int) -> None:
    received = MONDAY_NINE
    shows = iso(received + timedelta(milliseconds=now) - timedelta(seconds=slow_s))
    found = clock_set(Made(wall=shows, offset=was), shows, received)
    apart = abs(timedelta(milliseconds=now - was) - timedelta(seconds=slow_s))
    assert found is (apart > SET)


@pytest.mark.parametrize("clock", [None, "", "yesterday", "2026-11-23T08:30:00", "9" * 40])
def test_a_phone_that_tells_no_clock_is_believed(clock: str | None) -> None:
    assert not clock_set(Made(wall="x", offset=0), clock, MONDAY_NINE)
    assert not clock_set(Made(wall="x"), iso(MONDAY_NINE), MONDAY_NINE)
