"""What a community's draws follow, and when each step of a day's draw falls due."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PER_WORKER, ANOMALY, ASK_AGAIN_DAYS = 2, 2, 60
CAPACITY = 10
CUT_OFF, DICE_UNTIL = time(20), time(12)


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of the rules (R110). Version 0 is what holds where nobody decided otherwise.

    `per_worker`: records a worker a day; `anomaly`: further ones a community a day out of those
    that show a signal; `ask_again_days`: no household is asked twice within so many; `capacities`:
    checks a day that each checker says they can do; `conflicts`: (checker, worker) pairs.
    """

    version: int = 0
    per_worker: int = PER_WORKER
    anomaly: int = ANOMALY
    ask_again_days: int = ASK_AGAIN_DAYS
    cut_off: time = CUT_OFF
    dice_until: time = DICE_UNTIL
    capacities: Mapping[str, int] = field(default_factory=dict)
    conflicts: Sequence[tuple[str, str]] = ()

    def capacity(self, checker: str) -> int:
        """How many checks a day somebody said they can do."""
        return self.capacities.get(checker, CAPACITY)

    def text(self, of: int, checkers: Sequence[str]) -> str:
        """The rules as one draw binds them: `of` visits are a day's target, and `checkers` are
        those who hold the post at the cut-off and are there on the day after."""
        said = {
            "v": 1,
            "version": self.version,
            "per_worker": self.per_worker,
            "of": of,
            "anomaly": self.anomaly,
            "ask_again_days": self.ask_again_days,
            "checkers": [{"id": one, "capacity": self.capacity(one)} for one in sorted(checkers)],
            "conflicts": sorted([checker, worker] for checker, worker in self.conflicts),
        }
        return json.dumps(said, sort_keys=True, separators=(",", ":"))


def moment(on: date, at: time, zone: str) -> datetime:
    """A time of day of a calendar day in a zone."""
    return datetime.combine(on, at, ZoneInfo(zone))


def own_day(made_at: datetime, cut_off: time, zone: str) -> date:
    """The day to whose list a record belongs: the first whose cut-off it was made before, so that
    an evening visit is nobody's late record."""
    local = made_at.astimezone(ZoneInfo(zone))
    return local.date() if local.time() < cut_off else local.date() + timedelta(days=1)


def published_from(drawn_at: datetime, cut_off: time, zone: str) -> datetime:
    """When a draw is shown to everybody: at the first cut-off after it was drawn, so that its
    checks can be done before anybody knows which records they are."""
    on = own_day(drawn_at, cut_off, zone)
    return moment(on, cut_off, zone)
