"""The boards: what is open, overdue first, and what has ended lately (rows R75, R82)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session, col

from app.auth.principal import Principal
from app.matters.models import Matter, MatterTask
from app.matters.queries.sight import seen_clause
from app.org.models import Post

# So many on a page, and so many ended ones at all.
PAGE = 50
# What the boards of a whole community are for.
LEADING = frozenset({Post.GRID_LEAD, Post.STATION_HEAD})
SERVING = LEADING | {Post.CLERK}


class View(StrEnum):
    """Which board: what I have, my grids', the community's, and parts of it."""

    MINE = "mine"
    GRID = "grid"
    ALL = "all"
    UNTAKEN = "untaken"
    OVERDUE = "overdue"
    SOON = "soon"
    WAITING = "waiting"
    SUPERVISED = "supervised"
    FOLLOW_UP = "follow_up"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a board is asked for; "" and 0: everything. `q`: a number, or words of the title."""

    view: View
    flow: str = ""
    stage: str = ""
    level: int = 0
    channel: str = ""
    grid: str = ""
    owner: str = ""
    q: str = ""
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A matter on a board: nothing of who asked."""

    id: str
    number: str
    title: str
    flow: str
    stage: str
    level: int
    place: str
    grid_id: str | None
    owner_id: str | None
    untaken: int | None
    take_until: datetime | None
    urgent: bool
    major: bool
    opened_at: datetime
    due_at: datetime | None
    paused_since: datetime | None
    done_at: datetime | None
    supervised: int
    follow_up: bool
    closed_at: datetime | None
    long_term_on: Any

    def overdue(self, now: datetime) -> bool:
        """Whether its time is over and there is no result."""
        running = self.done_at is None and self.paused_since is None and self.closed_at is None
        return running and self.due_at is not None and self.due_at < now


COLUMNS = tuple(getattr(Matter, name) for name in Line.__slots__)
OPEN = col(Matter.closed_at).is_(None)
RUNNING = and_(OPEN, col(Matter.done_at).is_(None), col(Matter.paused_since).is_(None))


def lines(
    session: Session, person: Principal, asked: Asked, now: datetime, soon: datetime
) -> list[Line]:
    """A page of a board and one line more, if there is one: overdue first, then what is due
    next."""
    wanted = and_(seen_clause(person), _view(person, asked.view, now, soon), *_filters(asked))
    if asked.view is View.ENDED:
        order: tuple[Any, ...] = (col(Matter.closed_at).desc(), col(Matter.id))
    else:
        rank = case((RUNNING, 0), (col(Matter.done_at).is_(None), 1), else_=2)
        order = (rank, col(Matter.due_at).is_(None), col(Matter.due_at), col(Matter.id))
    rows = select(*COLUMNS).where(wanted).order_by(*order).offset(asked.skip).limit(PAGE + 1)
    return [Line(*row) for row in session.execute(rows)]


def to_take(session: Session, person_id: str) -> list[Line]:
    """What waits for somebody to say that they have it, the soonest first (row R87)."""
    rows = select(*COLUMNS).where(
        OPEN, col(Matter.owner_id) == person_id, col(Matter.untaken).is_not(None)
    )
    order = (col(Matter.take_until).is_(None), col(Matter.take_until), col(Matter.id))
    return [Line(*row) for row in session.execute(rows.order_by(*order).limit(PAGE))]


def counts(
    session: Session, person: Principal, now: datetime, soon: datetime
) -> Mapping[View, int]:
    """How many stand on each board but the last, in one query."""
    open_views = [one for one in View if one is not View.ENDED]
    sums = [
        func.coalesce(func.sum(case((_view(person, one, now, soon), 1), else_=0)), 0)
        for one in open_views
    ]
    row = session.execute(select(*sums).where(seen_clause(person), OPEN)).one()
    return dict(zip(open_views, row, strict=True))


def _view(person: Principal, view: View, now: datetime, soon: datetime) -> ColumnElement[bool]:
    due = col(Matter.due_at)
    found: dict[View, ColumnElement[bool]] = {
        View.MINE: and_(OPEN, or_(col(Matter.owner_id) == person.id, _my_tasks(person.id))),
        View.GRID: and_(OPEN, col(Matter.grid_id).in_(sorted(person.grid_ids))),
        View.ALL: OPEN,
        View.UNTAKEN: and_(OPEN, col(Matter.untaken).is_not(None)),
        View.OVERDUE: and_(RUNNING, due < now),
        View.SOON: and_(RUNNING, due >= now, due <= soon),
        View.WAITING: and_(OPEN, col(Matter.paused_since).is_not(None)),
        View.SUPERVISED: and_(OPEN, col(Matter.supervised) > 0),
        View.FOLLOW_UP: and_(OPEN, col(Matter.follow_up).is_(True)),
        View.ENDED: col(Matter.closed_at).is_not(None),
    }
    return found[view]


def _my_tasks(person_id: str) -> ColumnElement[bool]:
    tasks = select(col(MatterTask.matter_id)).where(
        col(MatterTask.owner_id) == person_id, col(MatterTask.done_at).is_(None)
    )
    return col(Matter.id).in_(tasks)


def _filters(asked: Asked) -> list[ColumnElement[bool]]:
    same = {
        Matter.flow: asked.flow, Matter.stage: asked.stage, Matter.level: asked.level,
        Matter.channel: asked.channel, Matter.grid_id: asked.grid, Matter.owner_id: asked.owner,
    }  # fmt: skip
    found = [col(column) == value for column, value in same.items() if value]
    if asked.q:
        like = asked.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        found.append(
            or_(
                col(Matter.number).like(f"%{like}", escape="\\"),
                col(Matter.title).like(f"%{like}%", escape="\\"),
            )
        )
    return found


def views_of(person: Principal) -> list[View]:
    """The boards that somebody has; the first is where they begin: who leads with everything."""
    grid = [View.GRID] if person.grid_ids else []
    first = [View.MINE, *grid]
    if person.posts & LEADING:
        first = [View.ALL, View.MINE]
    elif person.posts & SERVING:
        first = [View.MINE, View.ALL]
    return [*first, View.UNTAKEN, View.OVERDUE, View.SOON, View.WAITING, View.SUPERVISED,
            View.FOLLOW_UP, View.ENDED]  # fmt: skip
