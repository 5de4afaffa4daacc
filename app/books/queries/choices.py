"""The grids and buildings to choose from above a list: those in scope."""

from typing import NamedTuple

from sqlalchemy import false
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.households.rules import building_names
from app.org.models import Building, Grid
from app.org.scope import Scope, unit_clause


class Choice(NamedTuple):
    """A value and what it is called."""

    value: str
    word: str


def grids(session: Session, scope: Scope) -> list[Choice]:
    """The grids in scope."""
    mine = col(Grid.community_id) == scope.community_id if scope.community_id else false()
    rows = columns(col(Grid.id), col(Grid.name)).where(mine, col(Grid.closed_at).is_(None))
    if not scope.stewards:
        rows = rows.where(col(Grid.id).in_(sorted(scope.grid_ids)))
    return [Choice(*row) for row in session.execute(rows.order_by(col(Grid.number)))]


def buildings(session: Session, scope: Scope) -> list[Choice]:
    """The buildings in scope, in the order of their places."""
    rows = session.execute(
        columns(col(Building.id), col(Building.estate), col(Building.number))
        .where(unit_clause(scope, col(Building.community_id), col(Building.id)))
        .order_by(col(Building.place), col(Building.number))
    )
    found = [(one, estate, number) for one, estate, number in rows]
    names = building_names(found)
    return [Choice(one, names[one]) for one, _, _ in found]
