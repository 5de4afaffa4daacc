"""The matters of a month, as far as its figures need them: columns, no names, within sight."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.auth.principal import Principal
from app.matters.models import Matter, MatterStep
from app.matters.queries.sight import seen_clause
from app.matters.rules.figures import Line
from app.matters.rules.stages import Stage
from app.matters.rules.steps import FurtherMaterial
from app.matters.rules.written import NAMES
from app.org.models import Grid, Post

# What is done in a month was opened in the year before it; older ones are few and long-term.
LONGEST = timedelta(days=400)
# Who sees the matters of the whole community.
WHOLE = {Post.CLERK, Post.GRID_LEAD, Post.STATION_HEAD}
COLUMNS = (
    col(Matter.stage), col(Matter.grid_id), col(Matter.level), col(Matter.handling),
    col(Matter.opened_at), col(Matter.due_at), col(Matter.paused_since),
    col(Matter.done_at), col(Matter.closed_at),
)  # fmt: skip


def opened_between(
    session: Session, person: Principal, since: datetime, until: datetime
) -> list[Line]:
    """Matters opened in a time."""
    return _lines(session, person, _between(col(Matter.opened_at), since, until))


def done_between(
    session: Session, person: Principal, since: datetime, until: datetime
) -> list[Line]:
    """Matters whose result came in a time."""
    lately = _between(col(Matter.opened_at), since - LONGEST, until)
    return _lines(session, person, and_(lately, _between(col(Matter.done_at), since, until)))


def open_now(session: Session, person: Principal) -> list[Line]:
    """Matters that are not closed."""
    return _lines(session, person, col(Matter.closed_at).is_(None))


def breaches_between(session: Session, person: Principal, since: datetime, until: datetime) -> int:
    """How often one more material was asked for after the notice (row R101)."""
    asked = (
        columns(func.count())
        .select_from(MatterStep)
        .join(Matter, col(Matter.id) == col(MatterStep.matter_id))
        .where(
            col(MatterStep.community_id) == person.community_id,
            col(MatterStep.kind) == NAMES[FurtherMaterial],
            _between(col(MatterStep.at), since, until),
            seen_clause(person),
        )
    )
    return int(session.execute(asked).scalar_one())


def grids_shown(session: Session, person: Principal) -> list[tuple[str, str]]:
    """The community's grids by their number, id and name: none for who sees only their own."""
    if not person.posts & WHOLE:
        return []
    asked = (
        columns(col(Grid.id), col(Grid.name))
        .where(col(Grid.community_id) == person.community_id, col(Grid.closed_at).is_(None))
        .order_by(col(Grid.number))
    )
    return [(grid, name) for grid, name in session.execute(asked)]


def _between(column: Any, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(column >= since, column < until)


def _lines(session: Session, person: Principal, which: ColumnElement[bool]) -> list[Line]:
    rows = session.execute(columns(*COLUMNS).where(seen_clause(person), which))
    return [
        Line(Stage(stage), grid, level, handling, opened, due, paused is not None, done, closed)
        for stage, grid, level, handling, opened, due, paused, done, closed in rows
    ]
