"""No building, no door, nobody left out: how whole and how fresh the books are (R127, R138).

Counts only, so that who keeps the books may see them without seeing a household.
"""

from typing import Any, NamedTuple

from sqlalchemy import and_, case, func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.books.queries.households import complete, fresh, kept, lived_in
from app.books.queries.ledger import Frame
from app.households.models import Household
from app.org.models import Building, Grid, GridBuilding
from app.org.scope import running, unit_clause


class BuildingCount(NamedTuple):
    """One building: its doors in the books, and how many of them are whole and fresh."""

    id: str
    estate: str
    number: str
    place: int
    grid: str
    households: int
    people: int
    unknown: int
    """Doors of which nobody knows how many people live there."""
    complete: int
    fresh: int


def by_building(session: Session, frame: Frame, grid: str = "") -> list[BuildingCount]:
    """Every building in scope, also those without a door in the books, in walking order."""
    scope = frame.scope
    there = col(Household.id).is_not(None)
    building = (col(Building.id), col(Building.estate), col(Building.number), col(Building.place))
    rows = (
        columns(
            *building,
            func.coalesce(col(Grid.name), ""),
            func.count(col(Household.id)),
            func.coalesce(func.sum(col(Household.people)), 0),
            _sum(and_(there, col(Household.people).is_(None))),
            _sum(and_(there, complete())),
            _sum(and_(there, fresh(frame))),
        )
        .select_from(Building)
        .outerjoin(
            Household,
            and_(
                col(Household.building_id) == col(Building.id),
                # As the building is: said here too, or PostgreSQL reads every door of a district.
                col(Household.community_id) == scope.community_id,
                kept(),
                lived_in(frame),
            ),
        )
        .outerjoin(
            GridBuilding,
            and_(
                col(GridBuilding.building_id) == col(Building.id), running(GridBuilding, scope.now)
            ),
        )
        .outerjoin(Grid, col(Grid.id) == col(GridBuilding.grid_id))
        .where(unit_clause(scope, col(Building.community_id), col(Building.id)))
        .group_by(*building, col(Grid.name))
        .order_by(col(Building.place), func.length(col(Building.number)), col(Building.number))
    )
    if grid:
        rows = rows.where(col(GridBuilding.grid_id) == grid)
    return [BuildingCount._make(row) for row in session.execute(rows)]


def _sum(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
