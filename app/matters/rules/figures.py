"""What a month of matters says: how far they came, whether in time, and how long it took (rows R66,
R79, R82). Never a share without how many it is of; nothing is counted by person."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from app.matters.rules.stages import OPEN, ROADS, Flow, Handling, Stage

SOON = timedelta(days=2)
# As long as somebody waits at a window for what is done while they wait (row R66).
WHILE_ONE_WAITS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A matter, as figures need it."""

    stage: Stage
    grid_id: str | None
    level: int
    handling: str
    opened_at: datetime
    due_at: datetime | None
    waiting: bool
    done_at: datetime | None
    closed_at: datetime | None

    @property
    def in_time(self) -> bool | None:
        """Whether the result came in time; None without a result or without a limit."""
        if self.done_at is None or self.due_at is None:
            return None
        return self.done_at <= self.due_at

    @property
    def instant(self) -> bool:
        """即来即办: done on the spot, while the resident waited (row R66)."""
        if self.handling != Handling.ON_THE_SPOT or self.done_at is None:
            return False
        return self.done_at - self.opened_at <= WHILE_ONE_WAITS


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    of: int

    @property
    def percent(self) -> int:
        """In whole hundredths; 0 of none."""
        return round(100 * self.part / self.of) if self.of else 0


class Clock(StrEnum):
    """How an open matter stands to its limit, the most urgent first (row R82)."""

    OVERDUE = "overdue"
    SOON = "soon"
    RUNNING = "running"
    WAITING = "waiting"
    UNLIMITED = "unlimited"


def funnel(lines: Iterable[Line]) -> list[tuple[Stage, int]]:
    """How many came at least as far as each stage of the longer road; what ended beside the road
    counts where it was accepted, and no further."""
    road = ROADS[Flow.SERVICE]
    reached = Counter(road.index(one.stage) if one.stage in road else 0 for one in lines)
    return [
        (stage, sum(n for place, n in reached.items() if place >= at))
        for at, stage in enumerate(road)
    ]


def clocks(lines: Iterable[Line], now: datetime) -> dict[Clock, int]:
    """The open matters by their limit."""
    found = Counter(_clock(one, now) for one in lines if one.stage in OPEN)
    return {one: found[one] for one in Clock}


def _clock(line: Line, now: datetime) -> Clock:
    if line.waiting:
        return Clock.WAITING
    if line.due_at is None:
        return Clock.UNLIMITED
    if line.due_at < now:
        return Clock.OVERDUE
    return Clock.SOON if line.due_at <= now + SOON else Clock.RUNNING


def on_time(done: Iterable[Line]) -> Share:
    """How many of those with a limit had their result in time."""
    said = [one.in_time for one in done if one.in_time is not None]
    return Share(sum(said), len(said))


def taken(done: Sequence[Line]) -> timedelta | None:
    """The median from acceptance to the result, days off included; None without any."""
    took = [(one.done_at - one.opened_at).total_seconds() for one in done if one.done_at]
    return timedelta(seconds=median(took)) if took else None


def solved_at(done: Iterable[Line]) -> dict[int, int]:
    """How many were solved at each level: 1 in the grid, 2 in the community (row R78)."""
    found = Counter(one.level for one in done)
    return {level: found[level] for level in (1, 2, 3, 4)}
