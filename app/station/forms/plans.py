"""What a head types about the station: settings, buildings, doors, plans, posts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message
from app.station.rules.outline import MOST, Point, parse_ring
from app.station.rules.posts import LONGEST_AHEAD

LATER = "later"


@dataclass(frozen=True, slots=True)
class Sizes:
    """The target size of a grid and how far one may be off it (row R3)."""

    target: int
    tolerance_percent: int


def parse_sizes(fields: Fields) -> Sizes | Refusal:
    """The community's own target."""
    reader = Reader(fields)
    target = reader.number("target", 10, 5000, required=True)
    tolerance = reader.number("tolerance", 0, 100, required=True)
    if target is None or tolerance is None:
        return Refusal(reader.errors)
    return Sizes(target, tolerance)


def parse_take_minutes(fields: Fields) -> int | Refusal:
    """Within how many open minutes what is given to somebody is taken (row R87)."""
    reader = Reader(fields)
    minutes = reader.number("take_minutes", 5, 480, required=True)
    return Refusal(reader.errors) if minutes is None else minutes


@dataclass(frozen=True, slots=True)
class Publication:
    """Why a plan is published, and from when on it holds."""

    reason: str
    effective_at: datetime


def parse_publication(fields: Fields, now: datetime, zone: str) -> Publication | Refusal:
    """A reason, and now or a later moment in the community's own time."""
    reader = Reader(fields)
    reason = reader.text("reason", 200, required=True)
    at = now
    if reader.raw("when") == LATER:
        at = read_moment(reader, "at", zone) or now
        if "at" not in reader.errors and not now < at <= now + LONGEST_AHEAD:
            reader.fail("at", Message("应是今后三个月内的时间"))
    return Refusal(reader.errors) if reader.errors else Publication(reason, at)


def read_moment(reader: Reader, name: str, zone: str) -> datetime | None:
    """A required local day and time as an aware moment; None when it is refused."""
    local = reader.moment(name)
    if local is None:
        reader.fail(name, Message("请填写"))
        return None
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class GridName:
    """A grid's number and name."""

    number: int
    name: str


def parse_grid(fields: Fields, taken: Collection[int]) -> GridName | Refusal:
    """Another number and name, not one of those `taken` in the same plan."""
    reader = Reader(fields)
    number = reader.number("number", 1, 999, required=True)
    name = reader.text("name", 40, required=True)
    if number in taken:
        reader.fail("number", Message("这个编号已有别的网格用了"))
    if reader.errors or number is None:
        return Refusal(reader.errors)
    return GridName(number, name)


def parse_outline(fields: Fields) -> list[Point] | Refusal:
    """A ring of points, one a line; empty takes the outline away."""
    reader = Reader(fields)
    ring = parse_ring(reader.raw("points").replace("\r", ""))
    if ring is None:
        reader.fail("points", Message("每行一个点，写成 经度,纬度，3 到 {most} 个点", most=MOST))
        return Refusal(reader.errors)
    return ring
