"""Who looked after what, and when: pure decisions over dated periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

# A hand-over is entered at a desk, some minutes before or after it happens at the doors.
EDGE = timedelta(minutes=10)
ScopeVerdict = Literal["own", "not_own", "unsure"]


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to, but not including, `until` (None: still running). Aware moments."""

    since: datetime
    until: datetime | None = None


def held_at(periods: Iterable[Period], at: datetime, edge: timedelta = timedelta(0)) -> bool:
    """Whether one of `periods` covers the moment `at`, each widened by `edge` at both ends."""
    return any(
        one.since - edge <= at and (one.until is None or at < one.until + edge) for one in periods
    )


def overlap(one: Period, other: Period) -> Period | None:
    """The time in which both periods ran, or None when they never met."""
    since = max(one.since, other.since)
    ends = [period.until for period in (one, other) if period.until is not None]
    until = min(ends, default=None)
    return None if until is not None and until <= since else Period(since, until)


def judge_scope(
    periods: Iterable[Period],
    made_at: datetime,
    received_at: datetime,
    clock_doubtful: bool,
    earliest: datetime | None = None,
) -> ScopeVerdict:
    """Whether a record's household was its author's when the record was made.

    `periods` are the times in which the author looked after the household. When the phone's clock
    is doubtful, `made_at` says nothing: the record is the author's own only if one period ran from
    `earliest` (before which this phone cannot have written for this author) until it arrived.
    """
    known = [one for one in periods if one.since <= received_at + EDGE]
    if not clock_doubtful:
        return "own" if held_at(known, made_at, EDGE) else "not_own"
    if not known:
        return "not_own"
    whole = any(
        earliest is not None and one.since <= earliest and held_at([one], received_at)
        for one in known
    )
    return "own" if whole else "unsure"
