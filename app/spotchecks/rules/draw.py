"""The draw of one day of one community (R110): nobody chooses, and anybody can do it again.

The seed binds what the server could not change (its committed secret, the frozen list, the rules)
to what it could not know (the dice). Every rank is an HMAC under that seed, and the smallest are
drawn. docs/draw.md says it in plain words; `app/spotchecks/recompute.py` and
`static/js/draw/recompute.js` say it again without a line of this.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.spotchecks.rules.rates import Rate, Rules, late_share, shares
from app.spotchecks.rules.rows import Row, freeze

VERSION = "draw/v1"
DICE = re.compile(r"[1-6]{10}")
SECRET = re.compile(r"[0-9a-f]{64}")
# A worker and a day whose list was frozen before.
Pair = tuple[str, date]


class Stratum(StrEnum):
    """Which part of the draw a record was drawn in."""

    BASE = "base"
    ANOMALY = "anomaly"
    LATE = "late"


class Why(StrEnum):
    """Why a record was passed over."""

    ASKED = "asked"
    SAME_HOUSEHOLD = "same_household"


@dataclass(frozen=True, slots=True)
class Day:
    """All that a draw depends on.

    `secret` is hex, "" when it was lost; `dice` are ten throws, "" when none were keyed in. `owed`:
    the workers of today of whom the base sample of the six lists before drew none. `before`: how
    many ordinary records stood in the list of the day to which late ones belong. Raises ValueError
    for what no draw can be made of.
    """

    community: str
    on: date
    rules: Rules
    commitment: str
    secret: str
    dice: str
    rows: tuple[Row, ...]
    owed: frozenset[str] = frozenset()
    before: Mapping[Pair, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.secret and not SECRET.fullmatch(self.secret):
            raise ValueError("secret: not 32 bytes in hex")
        if self.dice and not DICE.fullmatch(self.dice):
            raise ValueError("dice: not ten throws")
        if not self.owed <= self.workers:
            raise ValueError("owed: somebody without a record today")
        late = {(one.worker, one.late_of) for one in self.rows if one.late_of}
        if late != self.before.keys() or any(count < 0 for count in self.before.values()):
            raise ValueError("before: not the days of the late records")
        if any(day >= self.on for _, day in self.before):
            raise ValueError("late_of: not an earlier day")

    @property
    def workers(self) -> set[str]:
        """Who has ordinary records."""
        return {one.worker for one in self.rows if one.late_of is None}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A record to be checked, and by whom; "" when nobody may."""

    visit: str
    stratum: Stratum
    checker: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A record whose turn it was and that was left out."""

    visit: str
    stratum: Stratum
    why: Why


@dataclass(frozen=True, slots=True)
class Draw:
    """What came of it. No notice may rest on an `advisory` one: somebody could have steered it."""

    seed: str
    advisory: bool
    rate: Rate
    drawn: tuple[Drawn, ...]
    passed: tuple[Passed, ...]


def seed_of(day: Day, root: str) -> bytes:
    """The seed: every part with its length before it, so that no two days read alike."""
    digest = hashlib.sha256(day.rules.text.encode()).hexdigest()
    parts = [VERSION, day.community, day.on.isoformat(), day.secret, day.dice, root, digest]
    seed = hashlib.sha256()
    for part in (one.encode() for one in parts):
        seed.update(len(part).to_bytes(4, "big") + part)
    return seed.digest()


def rank(seed: bytes, *parts: str) -> str:
    """The place of something in the order that the seed makes; the smallest comes first."""
    return hmac.digest(seed, "|".join(parts).encode(), "sha256").hex()


def draw(day: Day) -> Draw:
    """The draw of a day: base, anomaly and late records, and who checks each."""
    _, root = freeze(day.rows)
    seed = seed_of(day, root)
    rate, share = shares(day.workers, day.owed, day.rules, lambda one: rank(seed, "w", one))
    hand = _Hand(lambda row: rank(seed, "v", row.visit))
    for worker in sorted(share):
        own = [one for one in day.rows if one.worker == worker and one.late_of is None]
        hand.take(own, share[worker], Stratum.BASE)
    hand.take([one for one in day.rows if one.signals], day.rules.anomaly, Stratum.ANOMALY)
    for pair in sorted(day.before):
        late = [one for one in day.rows if (one.worker, one.late_of) == pair]
        wanted = late_share(len(late), day.before[pair], day.rules)
        hand.take(late, wanted, Stratum.LATE)
    drawn = tuple(_with_checkers(hand.drawn, day.rules, seed))
    return Draw(seed.hex(), not (day.secret and day.dice), rate, drawn, tuple(hand.passed))


@dataclass(slots=True)
class _Hand:
    """What was taken so far, and what was passed over on the way."""

    rank: Callable[[Row], str]
    drawn: dict[Row, Stratum] = field(default_factory=dict)
    passed: list[Passed] = field(default_factory=list)

    def take(self, rows: Iterable[Row], wanted: int, stratum: Stratum) -> None:
        """Draw up to `wanted` more of `rows`, the smallest rank first."""
        waiting = sorted((one for one in rows if one not in self.drawn), key=self.rank)
        for row in waiting:
            if wanted == 0:
                break
            why = self._why_not(row)
            if why is None:
                self.drawn[row] = stratum
                wanted -= 1
            else:
                self.passed.append(Passed(row.visit, stratum, why))

    def _why_not(self, row: Row) -> Why | None:
        if row.asked:
            return Why.ASKED
        homes = {one.household for one in self.drawn}
        return Why.SAME_HOUSEHOLD if row.household and row.household in homes else None


def _with_checkers(drawn: Mapping[Row, Stratum], rules: Rules, seed: bytes) -> Iterable[Drawn]:
    """Who checks what, drawn too, among those with time left while there are any."""
    load = dict.fromkeys((one.id for one in rules.checkers), 0)
    for row, stratum in drawn.items():
        able = [one for one in rules.checkers if rules.lets_check(one.id, row)]
        free = [one.id for one in able if load[one.id] < one.capacity] or [one.id for one in able]
        chosen = min(free, key=lambda one: rank(seed, "c", row.visit, one), default="")
        if chosen:
            load[chosen] += 1
        yield Drawn(row.visit, stratum, chosen)
