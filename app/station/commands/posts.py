"""Posts begin, end and change from a moment on; a grid has one worker, a station one head.

Every command takes the community's lock first, so that two heads at two desks cannot give one
grid to two people. Raises Taken where somebody else holds the post.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.org.models import Holding, Person, Post
from app.station.commands.hand_overs import claim, open_hand_over
from app.station.commands.settings import lock
from app.station.queries.hand_overs import OpenWork
from app.station.queries.posts import heading, keeping, leading, periods, running_at
from app.station.rules.posts import free_from

Gather = Callable[[str], list[OpenWork]]
"""What is open in a grid (its id)."""


class Refused(ValueError):
    """The change cannot be made; which field, and why."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(message.msgid)
        self.field, self.message = field, message


TAKEN = Message("这个网格到时已有网格员，请先安排他离开，或勾选对调")
NOT_BEGUN = Message("要晚于到岗的时间")
HEAD_STAYS = Message("站长要先交接给别人")
OF_THE_WORKERS = Message("职工代表由大家推选，网格长和站长不能当")


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes something in which community, from when on, and why."""

    community_id: str
    by: str
    now: datetime
    at: datetime
    reason: str


def _hold(
    session: Session,
    change: Change,
    person_id: str,
    post: Post,
    grid_id: str | None = None,
    until: datetime | None = None,
    backup: bool = False,
    delegate_of: str | None = None,
) -> Holding:
    held = Holding(
        id=uuid7(),
        community_id=change.community_id,
        area_id=change.community_id,
        person_id=person_id,
        post=post,
        grid_id=grid_id,
        since=change.at,
        until=until,
        backup=backup,
        delegate_of=delegate_of,
    )
    session.add(held)
    session.flush()
    return held


def note(session: Session, change: Change, kind: str, held: Holding) -> None:
    """Append a change of a post to the chain of the community."""
    said = {
        "person": held.person_id,
        "post": held.post,
        "grid": held.grid_id,
        "at": change.at.isoformat(),
        "until": held.until.isoformat() if held.until else None,
        "reason": change.reason,
    }
    audit.record(session, change.community_id, change.now, kind, change.by, held.id, said)


def join(
    session: Session,
    change: Change,
    person: Person,
    post: Post,
    grid_id: str | None,
    gather: Gather,
) -> Holding:
    """Somebody takes a post; for a grid only when nobody else has it from then on (row R20)."""
    lock(session, change.community_id)
    if grid_id is not None and not free_from(periods(keeping(session, grid_id)), change.at):
        raise Refused("grid", TAKEN)
    if post == Post.WORKERS_REPRESENTATIVE and leading(session, person.id, change.at):
        raise Refused("post", OF_THE_WORKERS)
    held = _hold(session, change, person.id, post, grid_id)
    if grid_id is not None:
        claim(session, grid_id, person.id, gather(grid_id), change)
    note(session, change, "post.joined", held)
    return held


def leave(session: Session, change: Change, held: Holding, gather: Gather) -> None:
    """A post ends; a grid's open work is written down for whoever comes next."""
    lock(session, change.community_id)
    if held.post == Post.STATION_HEAD and held.delegate_of is None:
        raise Refused("at", HEAD_STAYS)
    _end(session, change, held)
    if held.grid_id is not None and not held.backup:
        open_hand_over(session, held.grid_id, held.person_id, None, gather(held.grid_id), change)


def _end(session: Session, change: Change, held: Holding) -> None:
    if change.at <= held.since:
        raise Refused("at", NOT_BEGUN)
    held.until = change.at
    session.add(held)
    session.flush()
    note(session, change, "post.left", held)


def change_grid(
    session: Session, change: Change, held: Holding, grid_id: str, swap: bool, gather: Gather
) -> None:
    """A worker goes to another grid, also in the middle of a day; `swap` lets its worker come
    to the grid that is left, at the same moment."""
    lock(session, change.community_id)
    left, person_id = held.grid_id or "", held.person_id
    there = running_at(keeping(session, grid_id), change.at)
    others = periods(keeping(session, grid_id), there.id if there else "")
    if grid_id == left or (there is not None and not swap) or not free_from(others, change.at):
        raise Refused("grid", TAKEN)
    work = {one: gather(one) for one in (left, grid_id)}
    _end(session, change, held)
    if there is not None:
        _end(session, change, there)
        came = _hold(session, change, there.person_id, Post.GRID_WORKER, left)
        note(session, change, "post.joined", came)
        open_hand_over(session, left, person_id, there.person_id, work[left], change)
        open_hand_over(session, grid_id, there.person_id, person_id, work[grid_id], change)
    else:
        open_hand_over(session, left, person_id, None, work[left], change)
        claim(session, grid_id, person_id, work[grid_id], change)
    came = _hold(session, change, person_id, Post.GRID_WORKER, grid_id)
    note(session, change, "post.joined", came)


def back_up(
    session: Session, change: Change, person: Person, grid_id: str, until: datetime
) -> Holding:
    """A worker of another grid stands in beside its own worker, for a time."""
    lock(session, change.community_id)
    own = running_at(keeping(session, grid_id), change.at)
    if own is not None and own.person_id == person.id:
        raise Refused("grid", Message("这是本人自己的网格"))
    held = _hold(session, change, person.id, Post.GRID_WORKER, grid_id, until, backup=True)
    note(session, change, "post.backup", held)
    return held


def stand_down(session: Session, change: Change, held: Holding) -> None:
    """A backup ends earlier than it was to; one that has not begun by then never was."""
    lock(session, change.community_id)
    if change.at > held.since:
        _end(session, change, held)
        return
    note(session, change, "post.left", held)
    session.delete(held)
    session.flush()


def delegate(session: Session, change: Change, person: Person, until: datetime) -> Holding:
    """The head is away: somebody holds the post for them until then (row R37)."""
    lock(session, change.community_id)
    head = running_at(heading(session, change.community_id), change.at)
    if head is None or head.person_id == person.id:
        raise Refused("person", Message("站长不能代理自己"))
    held = _hold(
        session, change, person.id, Post.STATION_HEAD, until=until, delegate_of=head.person_id
    )
    note(session, change, "post.delegated", held)
    return held


def pass_headship(session: Session, change: Change, person: Person) -> Holding:
    """Another head from a moment on: never two, never none (row R37)."""
    lock(session, change.community_id)
    heads = heading(session, change.community_id)
    head = running_at(heads, change.at)
    if head is None or head.person_id == person.id:
        raise Refused("person", Message("请选择另一个人"))
    if not free_from(periods(heads, head.id), change.at):
        raise Refused("at", Message("已经安排了下一任站长"))
    _end(session, change, head)
    held = _hold(session, change, person.id, Post.STATION_HEAD)
    note(session, change, "post.headship", held)
    return held
