"""No history in which an honest worker is called late, early or absent without proof (R113).

The table of docs/day.md cell by cell, and a search through histories: several phones, a week
without a network, records out of order, changes after the day, moves, midnight.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.attendance.intake import place
from app.attendance.rules.evidence import Signed, prove
from app.attendance.rules.parts import Due, Part, asked_in_time, duty, half
from app.attendance.rules.record import best
from app.attendance.rules.roster import Post, Shift
from app.attendance.rules.verdict import (
    FREE,
    SUGGESTIONS,
    Duty,
    Evidence,
    Grade,
    Half,
    Verdict,
    day,
    judge,
)

ZONE, DUE = "Asia/Shanghai", Due()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# A week with a make-up Saturday (10 October) and a Sunday.
FIRST = date(2026, 10, 8)
MORNING = half(FIRST, Part.MORNING, DUE.morning, DUE, ZONE)
LIMIT = MORNING.limit
# How long after the window a record arrives, and what was heard of the phone until then.
ARRIVALS: dict[str, tuple[timedelta | None, timedelta | None]] = {
    "at once": (-4 * HOUR, -4 * HOUR),
    "at once, another phone silent": (-4 * HOUR, -DAY),
    "the same evening": (6 * HOUR, 6 * HOUR),
    "after a week": (7 * DAY, 7 * DAY),
    "not yet, phone silent": (None, -HOUR),
    "not at all, phone heard": (None, 6 * HOUR),
    "not at all, no phone": (None, None),
}
PROVABLE = {
    "before the limit": (LIMIT - HOUR, LIMIT),
    "after the limit": (LIMIT + MINUTE, LIMIT + 2 * HOUR),
    "on both sides": (LIMIT - DAY, LIMIT + 8 * DAY),
}
ARRIVED = {
    "before the limit": Verdict.ON_TIME,
    "after the limit": Verdict.LATE,
    "on both sides": Verdict.UNPROVED,
}
SILENT = {"at once, another phone silent"}
MISSING = {
    "not yet, phone silent": Verdict.MAY_ARRIVE,
    "not at all, phone heard": Verdict.ABSENT,
    "not at all, no phone": Verdict.ABSENT,
}
CELLS = list(product(Grade, PROVABLE, Duty, ARRIVALS))


def test_the_table_has_every_cell() -> None:
    assert len(CELLS) == 4 * 3 * 4 * 7 >= 40
    assert set(ARRIVED) == set(PROVABLE)
    assert set(MISSING) == {name for name, (came, _) in ARRIVALS.items() if came is None}


@pytest.mark.parametrize(("grade", "provable", "duty_", "arrival"), CELLS)
def test_r113_every_cell_of_the_table(
    grade: Grade, provable: str, duty_: Duty, arrival: str
) -> None:
    came, heard = ARRIVALS[arrival]
    evidence = Evidence(grade, *PROVABLE[provable]) if came is not None else None
    now = MORNING.closes + max(came or 8 * DAY, MINUTE)
    found = judge(MORNING, duty_, evidence, now, None if heard is None else MORNING.closes + heard)
    expected = ARRIVED[provable] if evidence else MISSING[arrival]
    if expected is Verdict.LATE and arrival in SILENT:
        expected = Verdict.UNPROVED
    assert found is FREE.get(duty_, expected)


def local(on: date, minutes: int) -> datetime:
    """A moment of a local day."""
    return datetime.combine(on, time(), ZoneInfo(ZONE)).astimezone(UTC) + minutes * MINUTE


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[dict[str, Any]], datetime]:
    """Touches of an honest worker on four days, each made in time, and when somebody looks."""
    touches = []
    for ahead, part in product(range(4), Part):
        on = FIRST + ahead * DAY
        window = half(on, part, DUE.of(part), DUE, ZONE)
        if draw(st.integers(0, 9)) == 0:
            continue  # did not come at all: nothing is said of that half below
        early = draw(st.integers(0, int((window.limit - window.opens) / MINUTE)))
        touches.append(_touch(draw, on, part, window.limit - early * MINUTE, honest=True))
        if draw(st.booleans()):  # touched again later, with any phone
            later = draw(st.integers(0, int((window.closes - window.limit) / MINUTE) - 1))
            touches.append(_touch(draw, on, part, window.limit + later * MINUTE, honest=False))
    now = local(FIRST, draw(st.integers(0, 14 * 1440)))
    return draw(st.permutations(touches)), now


def _touch(draw: st.DrawFn, on: date, part: Part, made: datetime, honest: bool) -> dict[str, Any]:
    online = draw(st.booleans())
    handed = made if online else made - draw(st.integers(0, 13 * 1440)) * MINUTE
    waits = draw(st.integers(0, 4)) * MINUTE if online else draw(st.integers(0, 7 * 1440)) * MINUTE
    minute = made.replace(second=0, microsecond=0)
    return {
        "on": on, "part": part, "made": made, "handed": handed, "received": made + waits,
        "code": minute if draw(st.booleans()) else None,
        "passkey": draw(st.booleans()),
        "device": draw(st.integers(0, 2)), "honest": honest,
    }  # fmt: skip


def _evidence(one: dict[str, Any]) -> Evidence:
    return prove(
        Signed(
            handed_out=one["handed"], received=one["received"], code_from=one["code"],
            by_passkey=one["passkey"],
        )
    )  # fmt: skip


def _heard(touches: list[dict[str, Any]], now: datetime) -> datetime:
    """The watermark: a phone that holds something has told everything up to its oldest."""
    waiting = [one["made"] for one in touches if one["made"] <= now < one["received"]]
    return min([now, *waiting])


@settings(max_examples=400, deadline=None)
@given(histories())
def test_never_49_no_history_calls_an_honest_worker_late_early_or_absent(
    history: tuple[list[dict[str, Any]], datetime],
) -> None:
    touches, now = history
    there: dict[tuple[date, Part], list[Evidence]] = {}
    for one in touches:
        if one["received"] <= now:
            found = _evidence(one)
            said: Any = SimpleNamespace(on=one["on"], part=one["part"])
            placed = place(found, said, ZONE)
            assert placed == (one["on"], one["part"])
            there.setdefault(placed, []).append(found)
    heard = _heard(touches, now)
    honest = {(one["on"], one["part"]): one for one in touches if one["honest"]}
    for ahead in range(4):
        on = FIRST + ahead * DAY
        verdicts = [_verdict(on, part, there.get((on, part), []), now, heard) for part in Part]
        for part, verdict in zip(Part, day(*verdicts), strict=True):
            came = honest.get((on, part))
            if came is not None and came["made"] <= now:
                assert verdict not in SUGGESTIONS


def _verdict(
    on: date, part: Part, found: list[Evidence], now: datetime, heard: datetime
) -> Verdict:
    window = half(on, part, DUE.of(part), DUE, ZONE)
    return judge(window, Duty.WORKING, best(window, found), now, heard)


@given(st.integers(0, 1440), st.integers(0, 1440), st.booleans(), st.booleans())
def test_a_move_a_day_off_or_leave_leaves_nothing_to_suggest(
    minutes: int, later: int, works: bool, on_leave: bool
) -> None:
    left = local(FIRST, minutes)
    belongs = left > MORNING.limit
    task = duty(True, works, on_leave, belongs)
    found = judge(MORNING, task, None, MORNING.closes + later * MINUTE, MORNING.closes + HOUR)
    assert found not in SUGGESTIONS or (belongs and works and not on_leave)


shifts = st.lists(
    st.tuples(st.integers(7, 15), st.integers(1, 4)).map(
        lambda one: Shift("w", FIRST, Post.HALL, time(one[0]), time(one[0] + one[1]))
    ),
    max_size=2,
)


@given(shifts, shifts, st.integers(0, 2 * 1440), st.sampled_from(Part))
def test_a_roster_changed_when_it_was_due_already_asks_nothing_more(
    before: list[Shift], after: list[Shift], minutes: int, part: Part
) -> None:
    changed = local(FIRST, minutes)
    at = asked_in_time([(None, before), (changed, after)], FIRST, part, DUE, ZONE)
    earlier = asked_in_time([(None, before)], FIRST, part, DUE, ZONE)
    if at is not None and changed > datetime.combine(FIRST, at, ZoneInfo(ZONE)):
        assert earlier is not None and at >= earlier


def test_midnight_belongs_to_no_half() -> None:
    window: Half = half(FIRST, Part.AFTERNOON, DUE.afternoon, DUE, ZONE)
    assert window.closes < local(FIRST + DAY, 0) < half(
        FIRST + DAY, Part.MORNING, DUE.morning, DUE, ZONE
    ).opens  # fmt: skip
