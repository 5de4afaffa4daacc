"""社情日志: what happened in a grid on a day, filled in by itself (row R134)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.hotline.models import DailyNote, Entry, Opinion
from app.hotline.queries.register import Asked, Reader, Row, every_row
from app.matters.models import Matter
from app.org.models import Grid, Holding
from app.org.queries import start_of
from app.org.scope import Scope
from app.visits.models import Visit

MOST = 300


@dataclass(frozen=True, slots=True)
class Log:
    """One grid's day. `visits`: how many by outcome; `rows`: what was asked for, as it came;
    `done` and `closed`: matters with a result, and archived or ended, by number."""

    grid: Grid
    on: date
    visits: dict[str, int]
    rows: list[Row]
    done: list[tuple[str, str, str]]
    closed: list[tuple[str, str, str]]
    slots: list[Entry]
    opinions: int
    struck: int
    note: DailyNote | None


def grid_here(session: Session, scope: Scope, grid_id: str) -> Grid | None:
    """A grid whose days this person may read: their own, or for a lead any of the community."""
    found = session.get(Grid, grid_id)
    if found is None or found.community_id != scope.community_id:
        return None
    return found if scope.leads or grid_id in scope.grid_ids else None


def grids_here(session: Session, scope: Scope) -> list[Grid]:
    """Those grids, by number."""
    rows = select(Grid).where(
        Grid.community_id == (scope.community_id or ""), col(Grid.closed_at).is_(None)
    )
    if not scope.leads:
        rows = rows.where(col(Grid.id).in_(sorted(scope.grid_ids)))
    return list(session.exec(rows.order_by(col(Grid.number))))


def log_of(session: Session, reader: Reader, grid: Grid, on: date, zone: str) -> Log:
    """A day of a grid that the caller has found in scope."""
    since, until = start_of(on, zone), start_of(on + timedelta(days=1), zone)
    asked = Asked(since, until, grid_id=grid.id)
    return Log(
        grid,
        on,
        _visits(session, reader, grid, on),
        every_row(session, reader, asked, MOST),
        _matters(session, grid, col(Matter.done_at), since, until),
        _matters(session, grid, col(Matter.closed_at), since, until),
        _slots(session, grid, since, until),
        _opinions(session, grid, col(Opinion.at), since, until),
        _opinions(session, grid, col(Opinion.struck_at), since, until),
        session.get(DailyNote, (grid.id, on)),
    )


def _visits(session: Session, reader: Reader, grid: Grid, on: date) -> dict[str, int]:
    # By those who ever worked there: a day of each is found at once, a day of a grid is not.
    staff = columns(col(Holding.person_id)).where(col(Holding.community_id) == grid.community_id)
    rows = columns(col(Visit.outcome), func.count()).where(
        col(Visit.author_id).in_(staff),
        col(Visit.community_id) == grid.community_id,
        col(Visit.grid_id) == grid.id,
        col(Visit.day) == on,
        col(Visit.set_aside) == "",
    )
    if reader.hidden:
        rows = rows.where(col(Visit.id).not_in(sorted(reader.hidden)))
    found = session.execute(rows.group_by(col(Visit.outcome)))
    return {outcome: count for outcome, count in found}


def _matters(
    session: Session, grid: Grid, at: Any, since: datetime, until: datetime
) -> list[tuple[str, str, str]]:
    rows = session.execute(
        columns(col(Matter.id), col(Matter.number), col(Matter.title), col(Matter.restricted))
        .where(
            col(Matter.community_id) == grid.community_id,
            col(Matter.grid_id) == grid.id,
            at >= since,
            at < until,
        )
        .order_by(at, col(Matter.id))
        .limit(MOST)
    )
    return [(one, number, "" if closed else title) for one, number, title, closed in rows]


def _slots(session: Session, grid: Grid, since: datetime, until: datetime) -> list[Entry]:
    """Help at home agreed for that day (row R106)."""
    return list(
        session.exec(
            select(Entry)
            .where(
                Entry.community_id == grid.community_id,
                Entry.grid_id == grid.id,
                col(Entry.slot_from) >= since,
                col(Entry.slot_from) < until,
            )
            .order_by(col(Entry.slot_from), col(Entry.id))
        )
    )


def _opinions(session: Session, grid: Grid, at: Any, since: datetime, until: datetime) -> int:
    asked = columns(func.count()).where(col(Opinion.grid_id) == grid.id, at >= since, at < until)
    return int(session.execute(asked).scalar_one())


def grids_all(session: Session, community_id: str) -> list[Grid]:
    """Every grid of a community, by number: their names are no secret in the house."""
    return list(
        session.exec(
            select(Grid)
            .where(Grid.community_id == community_id, col(Grid.closed_at).is_(None))
            .order_by(col(Grid.number))
        )
    )
