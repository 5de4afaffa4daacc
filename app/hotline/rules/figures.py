"""Counts by channel and type, per grid and month, and their bars (row R93). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.hotline.rules.kinds import Kind, Source


@dataclass(slots=True)
class Line:
    """The counts of one grid; `None` is what belongs to no grid."""

    grid_id: str | None
    by_channel: dict[Source, int] = field(default_factory=dict)
    by_kind: dict[Kind, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Everything of that grid."""
        return sum(self.by_channel.values())


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a bar, in hundredths of the longest bar's length."""

    name: str
    count: int
    x: float
    width: float


def lines(counted: Iterable[tuple[str | None, str, str, int]]) -> dict[str | None, Line]:
    """Counts by grid, out of (grid, channel, kind, how many)."""
    found: dict[str | None, Line] = {}
    for grid, channel, kind, count in counted:
        line = found.setdefault(grid, Line(grid))
        way, what = Source(channel), Kind(kind)
        line.by_channel[way] = line.by_channel.get(way, 0) + count
        line.by_kind[what] = line.by_kind.get(what, 0) + count
    return found


def together(some: Iterable[Line]) -> Line:
    """The sum of several grids."""
    whole = Line(None)
    for one in some:
        for way, count in one.by_channel.items():
            whole.by_channel[way] = whole.by_channel.get(way, 0) + count
        for what, count in one.by_kind.items():
            whole.by_kind[what] = whole.by_kind.get(what, 0) + count
    return whole


def segments(parts: Sequence[tuple[str, int]], longest: int) -> list[Segment]:
    """The pieces of a bar, one after the other; `longest` is the count of the longest bar."""
    found: list[Segment] = []
    x = 0.0
    for name, count in parts:
        if count <= 0:
            continue
        width = 100 * count / max(longest, 1)
        found.append(Segment(name, count, round(x, 2), round(width, 2)))
        x += width
    return found
