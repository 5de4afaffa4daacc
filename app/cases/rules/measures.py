"""The measures, and the heaviest that a finding allows: the one table of the ladder (R111).

R111 counts a warning, a serious warning, and a recommendation to the employer. None can be
skipped, and nobody climbs for what they did before the step below was final and known to them:
whoever was not warned cannot have ignored a warning. Lighter is always allowed.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from app.cases.rules.evidence import Fact, Rate, fabricated, untrue
from app.kit.shares import Z_99, wilson

RATE_ABOVE, RATE_CHECKS, RATE_CONFIRMED = 0.10, 40, 2


class Measure(IntEnum):
    """From the lightest to the heaviest. Coaching is no sanction."""

    COACHING = 0
    REMINDER = 1
    WARNING = 2
    SERIOUS_WARNING = 3
    RECOMMENDATION = 4


class Ground(IntEnum):
    """What a finding comes to: skill (partly true), something untrue, or grave: a visit invented
    by two independent facts, or a rate that chance does not explain."""

    SKILL = 0
    UNTRUE = 1
    GRAVE = 2


@dataclass(frozen=True, slots=True)
class Rung:
    """One measure and what it needs.

    `ground`: the least that was found. `after`: an earlier measure no lighter than this, taken no
    more than `within` months before and final when it happened again. `lasts`: months, from its
    day, until it is spent; None for what has no effect here. `head`: signs it besides the panel.
    """

    ground: Ground
    after: Measure | None
    within: int
    lasts: int | None
    head: bool


LADDER = {
    Measure.COACHING: Rung(Ground.SKILL, None, 0, 6, head=False),
    Measure.REMINDER: Rung(Ground.UNTRUE, Measure.COACHING, 6, 6, head=False),
    Measure.WARNING: Rung(Ground.GRAVE, None, 0, 12, head=True),
    Measure.SERIOUS_WARNING: Rung(Ground.GRAVE, Measure.WARNING, 12, 12, head=True),
    Measure.RECOMMENDATION: Rung(Ground.GRAVE, Measure.SERIOUS_WARNING, 12, None, head=True),
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """A measure of an earlier case, taken `on` a day and final `since` another.

    What was overturned or fell is none, and a recommendation has no effect here.
    """

    level: Measure
    on: date
    since: date


@dataclass(frozen=True, slots=True)
class Finding:
    """What two members of a panel both found: when it happened, the facts and the rate that both
    of them name, and the day on which a measure is taken."""

    happened_on: date
    facts: tuple[Fact, ...]
    rate: Rate | None
    on: date


def measure_bound(history: Iterable[Earlier], finding: Finding) -> Measure:
    """The heaviest measure that a finding allows after `history`."""
    known, ground = list(history), ground_of(finding)
    return max(
        level
        for level, rung in LADDER.items()
        if ground >= rung.ground
        and (rung.after is None or any(_counts(one, rung, finding) for one in known))
    )


def ground_of(finding: Finding) -> Ground:
    """What a finding comes to."""
    if fabricated(finding.facts) or (untrue(finding.facts) and beyond_chance(finding.rate)):
        return Ground.GRAVE
    return Ground.UNTRUE if untrue(finding.facts) else Ground.SKILL


def beyond_chance(rate: Rate | None) -> bool:
    """Whether the lower bound of the rate's 99 % Wilson interval is above 10 %, from at least 40
    checks of which two were confirmed."""
    if rate is None or rate.n < RATE_CHECKS or rate.confirmed < RATE_CONFIRMED:
        return False
    return wilson(rate.mismatches, rate.n, Z_99).low > RATE_ABOVE


def months_after(on: date, count: int) -> date:
    """The same day `count` months later, or the last of that month."""
    year, month = divmod(on.year * 12 + on.month - 1 + count, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _counts(earlier: Earlier, rung: Rung, finding: Finding) -> bool:
    return (
        rung.after is not None
        and earlier.level >= rung.after
        and earlier.since < finding.happened_on
        and finding.on <= months_after(earlier.on, rung.within)
    )
