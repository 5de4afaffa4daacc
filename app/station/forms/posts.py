"""What a head types about posts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.kit.clock import local_day
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message
from app.org.models import Post
from app.org.queries import start_of
from app.station.forms.plans import read_moment
from app.station.rules.posts import LONGEST_AHEAD

JOINABLE = (
    Post.GRID_WORKER,
    Post.GRID_LEAD,
    Post.DATA_STEWARD,
    Post.CLERK,
    Post.WORKERS_REPRESENTATIVE,
)


class Here(NamedTuple):
    """The community's time, and the grids that may be named."""

    now: datetime
    zone: str
    grids: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class PostEntry:
    """A change of a post as typed."""

    at: datetime
    reason: str
    post: Post = Post.GRID_WORKER
    grid_id: str | None = None
    until: datetime | None = None
    swap: bool = False


def parse_change(fields: Fields, here: Here) -> PostEntry | Refusal:
    """When and why: for leaving, and for the headship."""
    reader = Reader(fields)
    at, reason = read_when(reader, here), reader.text("reason", 200, required=True)
    return _entry(reader, at, reason)


def parse_joining(fields: Fields, here: Here) -> PostEntry | Refusal:
    """A post, and a grid where the post has one."""
    reader = Reader(fields)
    at, reason = read_when(reader, here), reader.text("reason", 200)
    post = reader.choice("post", Post)
    if post is not None and post not in JOINABLE:
        reader.fail("post", Message("请选择一项"))
    grid = _grid(reader, here) if post is Post.GRID_WORKER else None
    return _entry(reader, at, reason, post=post or Post.CLERK, grid_id=grid)


def parse_move(fields: Fields, here: Here) -> PostEntry | Refusal:
    """Another grid for a worker."""
    reader = Reader(fields)
    at, reason = read_when(reader, here), reader.text("reason", 200, required=True)
    grid, swap = _grid(reader, here), reader.flag("swap")
    return _entry(reader, at, reason, grid_id=grid, swap=swap)


def parse_period(fields: Fields, here: Here, with_grid: bool) -> PostEntry | Refusal:
    """From when to when: for a backup and for a delegate."""
    reader = Reader(fields)
    at, reason = read_when(reader, here), reader.text("reason", 200)
    until = read_moment(reader, "until", here.zone)
    if until is not None and at is not None and not at < until <= at + LONGEST_AHEAD:
        reader.fail("until", Message("应在开始之后，最长三个月"))
    grid = _grid(reader, here) if with_grid else None
    return _entry(reader, at, reason, grid_id=grid, until=until)


def read_when(reader: Reader, here: Here) -> datetime | None:
    """From when on a change holds: of today, or of the weeks to come."""
    at = read_moment(reader, "at", here.zone)
    earliest = start_of(local_day(here.now, here.zone), here.zone)
    if at is not None and not earliest <= at <= here.now + LONGEST_AHEAD:
        reader.fail("at", Message("应是今天，或今后三个月内"))
    return at


def _grid(reader: Reader, here: Here) -> str | None:
    grid = reader.raw("grid")
    if grid not in here.grids:
        reader.fail("grid", Message("请选择网格"))
        return None
    return grid


def _entry(reader: Reader, at: datetime | None, reason: str, **more: object) -> PostEntry | Refusal:
    if reader.errors or at is None:
        return Refusal(reader.errors)
    return PostEntry(at, reason, **more)  # type: ignore[arg-type]
