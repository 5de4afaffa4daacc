"""Plans of grids: the draft, the versions, and what each of them places where."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.org.scope import Scope
from app.station.models import GridPlan, PlanBuilding, PlanGrid, PlanState
from app.station.queries.buildings import BuildingRow
from app.station.rules.coverage import Coverage, coverage
from app.station.rules.sizes import Bounds, Fit, fit


@dataclass(slots=True)
class PlannedGrid:
    """A grid of a plan with its whole buildings."""

    id: str
    number: int
    name: str
    outline: list[list[float]]
    buildings: list[BuildingRow] = field(default_factory=list)
    households: int = 0
    fit: Fit = Fit.FITS


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with all that its page shows."""

    row: GridPlan
    grids: list[PlannedGrid]
    coverage: Coverage
    loose: list[BuildingRow]
    doubled: list[BuildingRow]
    grid_of: dict[str, str]

    @property
    def empty(self) -> list[PlannedGrid]:
        """Grids without any building."""
        return [one for one in self.grids if not one.buildings]

    @property
    def unfit(self) -> list[PlannedGrid]:
        """Grids outside target ± tolerance: a warning, no hindrance."""
        return [one for one in self.grids if one.buildings and one.fit is not Fit.FITS]

    @property
    def ready(self) -> bool:
        """Whether it may be published (row R7)."""
        return bool(self.grids) and self.coverage.whole


def draft_of(session: Session, scope: Scope) -> GridPlan | None:
    """The one plan of a lead's community that is being worked on."""
    if not scope.leads:
        return None
    return session.exec(
        select(GridPlan).where(
            GridPlan.community_id == scope.community_id, GridPlan.state == PlanState.DRAFT
        )
    ).first()


def plan_of(session: Session, scope: Scope, plan_id: str) -> GridPlan | None:
    """A plan of a lead's community, or None."""
    if not scope.leads:
        return None
    return session.exec(
        select(GridPlan).where(GridPlan.id == plan_id, GridPlan.community_id == scope.community_id)
    ).first()


def versions_of(session: Session, scope: Scope) -> list[GridPlan]:
    """The plans of a lead's community that were published, newest first; also withdrawn ones."""
    if not scope.leads:
        return []
    return list(
        session.exec(
            select(GridPlan)
            .where(
                GridPlan.community_id == scope.community_id,
                col(GridPlan.state).in_([PlanState.PUBLISHED, PlanState.WITHDRAWN]),
            )
            .order_by(col(GridPlan.version).desc())
        )
    )


def last_effective(session: Session, community_id: str) -> datetime | None:
    """From when on the newest published plan holds."""
    return session.exec(
        select(func.max(GridPlan.effective_at)).where(
            GridPlan.community_id == community_id, GridPlan.state == PlanState.PUBLISHED
        )
    ).one()


def grids_in(session: Session, plan_id: str) -> list[PlanGrid]:
    """The grids of a plan by number."""
    return list(
        session.exec(
            select(PlanGrid).where(PlanGrid.plan_id == plan_id).order_by(col(PlanGrid.number))
        )
    )


def placed_in(session: Session, plan_id: str) -> list[PlanBuilding]:
    """The buildings of a plan with their grids."""
    return list(session.exec(select(PlanBuilding).where(PlanBuilding.plan_id == plan_id)))


def load_plan(
    session: Session, plan: GridPlan, buildings: list[BuildingRow], within: Bounds
) -> Plan:
    """A plan that the caller found in scope, with the `buildings` there are now."""
    known = {one.id: one for one in buildings}
    placed = [(one.building_id, one.grid_id) for one in placed_in(session, plan.id)]
    grids = {
        one.grid_id: PlannedGrid(one.grid_id, one.number, one.name, one.outline)
        for one in grids_in(session, plan.id)
    }
    inside = set(placed)
    for one in grids.values():
        one.buildings = [row for row in buildings if (row.id, one.id) in inside]
        one.households = sum(row.households for row in one.buildings)
        one.fit = fit(one.households, within)
    gaps = coverage(known, [pair for pair in placed if pair[1] in grids])
    return Plan(
        row=plan,
        grids=list(grids.values()),
        coverage=gaps,
        loose=[known[one] for one in gaps.uncovered],
        doubled=[known[one] for one in gaps.doubled],
        grid_of=dict(placed),
    )
