"""The station's set-up at a glance (rows R1, R2, R7, R20, R21)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.kit.clock import local_day
from app.kit.problems import NotFound
from app.org.models import Community, GridBuilding
from app.org.queries import community_of
from app.org.scope import Scope
from app.station.queries.buildings import BuildingRow, buildings_of
from app.station.queries.grids import GridRow, grid_rows, holding_now, placements
from app.station.rules.coverage import Coverage, coverage
from app.station.rules.sizes import Bounds, Fit, bounds


@dataclass(frozen=True, slots=True)
class Overview:
    """A community's grids, people and gaps now."""

    at: datetime
    community: Community
    within: Bounds
    buildings: list[BuildingRow]
    placed: list[GridBuilding]
    grids: list[GridRow]
    coverage: Coverage

    @property
    def households(self) -> int:
        """All households of the community."""
        return sum(one.households for one in self.buildings)

    @property
    def running(self) -> list[GridRow]:
        """Grids that hold now; others begin later."""
        return [one for one in self.grids if one.buildings or one.worker]

    @property
    def mean(self) -> int:
        """Households a grid, rounded (row R2)."""
        return round(self.households / len(self.running)) if self.running else 0

    @property
    def workers(self) -> int:
        """Grids that have their one worker (row R21)."""
        return sum(1 for one in self.running if one.worker)

    @property
    def vacant(self) -> list[GridRow]:
        """Grids without a worker, the longest vacant first."""
        found = [one for one in self.running if one.vacant_since]
        return sorted(found, key=lambda one: (one.vacant_since, one.number))

    @property
    def unfit(self) -> list[GridRow]:
        """Grids outside target ± tolerance."""
        return [one for one in self.running if one.fit is not Fit.FITS]

    def named(self, ids: tuple[str, ...]) -> list[str]:
        """The names of buildings."""
        names = {one.id: one.name for one in self.buildings}
        return [names[one] for one in ids if one in names]


def settings_of(session: Session, scope: Scope) -> Community:
    """The community of a lead or head. Raises NotFound for anybody else."""
    community = community_of(session, scope) if scope.leads else None
    if community is None:
        raise NotFound
    return community


def overview_of(session: Session, scope: Scope) -> Overview:
    """Everything that the station's pages say of now. Raises NotFound outside a community."""
    community = settings_of(session, scope)
    within = bounds(community.grid_target_households, community.grid_tolerance_percent)
    buildings = buildings_of(session, scope, local_day(scope.now, community.zone))
    placed = placements(session, scope)
    now = [(one.building_id, one.grid_id) for one in holding_now(placed, scope.now)]
    return Overview(
        at=scope.now,
        community=community,
        within=within,
        buildings=buildings,
        placed=placed,
        grids=grid_rows(session, scope, buildings, placed, within),
        coverage=coverage([one.id for one in buildings], now),
    )
