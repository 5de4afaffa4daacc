"""What a notice may rest on, and what never counts against anybody (R111; never-again 48, 49).

A signal, a complaint, a household that was not reached, that declined or moved: they may bring a
record to be checked, and prove nothing. Only two things open a case: a blind check that does not
match, and lateness that is proved on enough days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from app.attendance.rules.verdict import Grade
from app.cases.rules.why import Why

LATE_DAYS, LATE_WITHIN = 3, timedelta(days=20)
PROVING = frozenset({Grade.ONLINE, Grade.STATION_CODE})


class Kind(StrEnum):
    """What sort of thing a fact is."""

    CHECK = "check"  # a blind check's outcome
    LATE = "late"  # a half-day decided late
    WITNESS = "witness"
    DOCUMENT = "document"
    SIGNAL = "signal"
    COMPLAINT = "complaint"


class Outcome(StrEnum):
    """How a blind check ended."""

    TRUE = "true"
    PARTLY = "partly"
    FALSE = "false"
    NOT_REACHED = "not_reached"
    DECLINED = "declined"
    MOVED = "moved"


HINTS = frozenset({Kind.SIGNAL, Kind.COMPLAINT})
SECOND = frozenset({Kind.CHECK, Kind.WITNESS, Kind.DOCUMENT})
MISMATCH = frozenset({Outcome.PARTLY, Outcome.FALSE})
UNREACHED = frozenset({Outcome.NOT_REACHED, Outcome.DECLINED, Outcome.MOVED})


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known about what happened `on` a day: the id of its record, and who says so.

    `source` is a person or a device; two facts of one source are one fact told twice. Raises
    ValueError for a check without an outcome, or lateness without a grade.
    """

    record: str
    kind: Kind
    source: str
    on: date
    outcome: Outcome | None = None
    grade: Grade | None = None

    def __post_init__(self) -> None:
        if (self.kind is Kind.CHECK) != (self.outcome is not None):
            raise ValueError("outcome: a check has one, and nothing else")
        if (self.kind is Kind.LATE) != (self.grade is not None):
            raise ValueError("grade: lateness has one, and nothing else")


@dataclass(frozen=True, slots=True)
class Rate:
    """What the worker's evenly drawn checks of a quarter say: `mismatches` of `n`, of which
    `confirmed` were found by a panel. `record` is the id under which it can be looked up."""

    record: str
    mismatches: int
    n: int
    confirmed: int


def thin(facts: Sequence[Fact]) -> Why | None:
    """Why these facts carry no notice; None when they do."""
    if not facts:
        return Why.NO_RECORDS
    if any(one.outcome in MISMATCH for one in facts) or late(facts):
        return None
    kinds = {one.kind for one in facts}
    if kinds <= HINTS:
        return Why.ONLY_SIGNALS
    if Kind.LATE in kinds:
        return Why.UNPROVED_TIME
    outcomes = {one.outcome for one in facts if one.kind is Kind.CHECK}
    return Why.ONLY_UNREACHED if outcomes and outcomes <= UNREACHED else Why.TOO_THIN


def late(facts: Sequence[Fact]) -> bool:
    """Whether lateness is proved on `LATE_DAYS` days within `LATE_WITHIN`."""
    days = sorted({one.on for one in facts if one.kind is Kind.LATE and _proved(one, facts)})
    spans = zip(days, days[LATE_DAYS - 1 :], strict=False)
    return any(last - first < LATE_WITHIN for first, last in spans)


def untrue(facts: Sequence[Fact]) -> bool:
    """Whether there was something that ought not to have been: a record that is false, or proved
    lateness. A record that is partly true is a matter of skill."""
    return late(facts) or any(one.outcome is Outcome.FALSE for one in facts)


def fabricated(facts: Iterable[Fact]) -> bool:
    """Whether two facts that do not depend on each other say that a visit was invented."""
    saying = [one for one in facts if one.kind in SECOND and one.outcome in (None, Outcome.FALSE)]
    return any(
        _independent(one, other) and Outcome.FALSE in (one.outcome, other.outcome)
        for one, other in combinations(saying, 2)
    )


def _proved(fact: Fact, facts: Iterable[Fact]) -> bool:
    """Lateness of grade C or D needs a second fact of that day from somewhere else."""
    return fact.grade in PROVING or any(
        other.on == fact.on and other.kind in SECOND - {Kind.CHECK} and _independent(fact, other)
        for other in facts
    )


def _independent(one: Fact, other: Fact) -> bool:
    return one.record != other.record and one.source != other.source
