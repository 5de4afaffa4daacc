"""How good each grid's books are: completeness, freshness, accuracy (row R138). Counts only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.books.queries.completeness import BuildingCount
from app.books.queries.ledger import Frame
from app.households.models import Household, HouseholdChange
from app.households.rules.fields import EDITABLE
from app.org.models import Grid, GridBuilding
from app.org.scope import running, unit_clause

LOOKED_BACK = timedelta(days=180)
# What was found to be otherwise: by a correction that was accepted, or put right at a desk.
WRONG = ("correction", "edit")


@dataclass(slots=True)
class GridQuality:
    """A grid's books; `right` and `wrong` count the fields that were looked at lately."""

    grid: str
    households: int = 0
    complete: int = 0
    fresh: int = 0
    right: int = 0
    wrong: int = 0


def by_grid(session: Session, frame: Frame, found: Iterable[BuildingCount]) -> list[GridQuality]:
    """The quality of every grid of the counts `found`, in their order."""
    rows: dict[str, GridQuality] = {}
    for one in found:
        row = rows.setdefault(one.grid, GridQuality(one.grid))
        row.households += one.households
        row.complete += one.complete
        row.fresh += one.fresh
    for grid, verified, wrong in _looked_at(session, frame):
        if grid in rows:
            rows[grid].right, rows[grid].wrong = verified * len(EDITABLE), wrong
    return list(rows.values())


def _looked_at(session: Session, frame: Frame) -> list[tuple[str, int, int]]:
    """By grid: files that were right as they stood, and fields that were not."""
    scope, source = frame.scope, col(HouseholdChange.source)
    name = func.coalesce(col(Grid.name), "")
    rows = session.execute(
        columns(
            name,
            func.sum(case((source == "verified", 1), else_=0)),
            func.sum(case((source.in_(WRONG), 1), else_=0)),
        )
        .select_from(HouseholdChange)
        .join(Household, col(Household.id) == col(HouseholdChange.household_id))
        .join(
            GridBuilding,
            (col(GridBuilding.building_id) == col(Household.building_id))
            & running(GridBuilding, scope.now),
        )
        .join(Grid, col(Grid.id) == col(GridBuilding.grid_id))
        .where(
            unit_clause(scope, col(HouseholdChange.community_id), col(Household.building_id)),
            col(HouseholdChange.at) > scope.now - LOOKED_BACK,
            source.in_(["verified", *WRONG]),
        )
        .group_by(name)
    )
    return [(grid, verified, wrong) for grid, verified, wrong in rows]
