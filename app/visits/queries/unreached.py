"""Households that nobody has reached for long, for a lead; found and cut by the database."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, exists, func, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.households.models import Household
from app.households.rules import door_label
from app.org.models import Building, Grid, GridBuilding
from app.org.scope import Scope, building_clause, running
from app.visits.models import Outcome, Visit
from app.visits.queries.doors import counted, last_day_of

PAGE = 50
# Somebody answered. Who declined was reached too: no list may send a worker there again for it.
REACHED = frozenset(one.value for one in (Outcome.MET, Outcome.PHONE, Outcome.DECLINED))


class Unreached(NamedTuple):
    """A household, and the last day on which somebody there was reached, if ever."""

    id: str
    label: str
    grid: str
    reached_on: date | None


class GridCount(NamedTuple):
    """How many such households a grid has; without an id, those in no grid."""

    id: str
    name: str
    households: int


def unreached_by_grid(session: Session, scope: Scope, since: date, day: date) -> list[GridCount]:
    """How many households of each grid were not reached since `since`."""
    if not scope.leads:
        return []
    late = _late(scope, since, day).subquery()
    rows = session.execute(
        columns(late.c.grid_id, late.c.grid, func.count())
        .group_by(late.c.grid_id, late.c.grid, late.c.number)
        .order_by(late.c.number.is_(None), late.c.number)
    )
    return [GridCount(grid or "", name or "", count) for grid, name, count in rows]


def unreached_page(
    session: Session, scope: Scope, since: date, day: date, grid: str, page: int
) -> list[Unreached]:
    """One page of them: never reached first, then the longest ago."""
    if not scope.leads:
        return []
    rows = _late(scope, since, day)
    if grid:
        rows = rows.where(col(Grid.id) == grid)
    late = rows.subquery()
    ordered = columns(late).order_by(late.c.reached_on.asc().nulls_first(), late.c.place, late.c.id)
    found = session.execute(ordered.limit(PAGE).offset((page - 1) * PAGE))
    return [
        Unreached(
            row.id,
            f"{row.estate} {door_label(row.building, row.entrance, row.room)}".strip(),
            row.grid or "",
            row.reached_on,
        )
        for row in found
    ]


def _late(scope: Scope, since: date, day: date) -> Select[Any]:
    such, merged = col(Visit.outcome).in_(sorted(REACHED)), _merged(scope)
    own = last_day_of(col(Household.id), such)
    reached = case(
        (merged.c.day.is_(None), own),
        (or_(own.is_(None), own < merged.c.day), merged.c.day),
        else_=own,
    )
    # Asked first, and mostly answered by one look into each door's index: few doors are late.
    lately = (
        exists()
        .where(
            col(Visit.household_id) == col(Household.id), col(Visit.day) >= since, such, counted()
        )
        .correlate_except(Visit)
    )
    left = col(Household.moved_out_on)
    held = and_(col(GridBuilding.building_id) == col(Building.id), running(GridBuilding, scope.now))
    rows = (
        columns(
            col(Household.id).label("id"),
            col(Building.place).label("place"),
            col(Building.estate).label("estate"),
            col(Building.number).label("building"),
            col(Household.entrance).label("entrance"),
            col(Household.room).label("room"),
            col(Grid.id).label("grid_id"),
            col(Grid.name).label("grid"),
            col(Grid.number).label("number"),
            reached.label("reached_on"),
        )
        .join(Building, col(Building.id) == col(Household.building_id))
        .outerjoin(GridBuilding, held)
        .outerjoin(Grid, col(Grid.id) == col(GridBuilding.grid_id))
        .outerjoin(merged, merged.c.household_id == col(Household.id))
    )
    return rows.where(
        building_clause(scope, col(Household.community_id), col(Household.building_id)),
        col(Household.merged_into).is_(None),
        col(Household.erased_at).is_(None),
        or_(left.is_(None), left > day),
        ~lately,
        or_(merged.c.day.is_(None), merged.c.day < since),
    )


def _merged(scope: Scope) -> Any:
    """What stands on files that were merged into another: visits stay where they were written."""
    file = aliased(Household)
    return (
        columns(col(file.merged_into).label("household_id"), func.max(col(Visit.day)).label("day"))
        .join(Visit, col(Visit.household_id) == col(file.id))
        .where(
            col(file.merged_into).is_not(None),
            col(file.community_id) == scope.community_id,
            col(Visit.outcome).in_(sorted(REACHED)),
            counted(),
        )
        .group_by(col(file.merged_into))
        .subquery()
    )
