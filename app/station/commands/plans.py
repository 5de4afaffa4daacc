"""Working on the one draft of a community: begin, move buildings, name grids, draw, drop."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select

from app.kit import audit
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.org.models import Grid, GridBuilding
from app.org.scope import Scope
from app.station.commands.settings import lock
from app.station.models import GridPlan, PlanBuilding, PlanGrid, PlanState
from app.station.queries.buildings import BuildingRow
from app.station.queries.plans import draft_of, grids_in
from app.station.rules.coverage import free_numbers
from app.station.rules.outline import Point, grown
from app.station.rules.sizes import Block, split


def begin(
    session: Session, scope: Scope, buildings: Sequence[BuildingRow], target: int | None
) -> GridPlan:
    """A draft: what holds last, or with a `target` an even split. Raises Conflict beside another.

    An even split keeps the grids in their order, so that most workers keep most of their doors.
    """
    community_id = scope.community_id or ""
    lock(session, community_id)
    if draft_of(session, scope) is not None:
        raise Conflict
    plan = GridPlan(
        id=uuid7(),
        community_id=community_id,
        version=_next_version(session, community_id),
        state=PlanState.DRAFT,
        made_by=scope.person_id,
        made_at=scope.now,
    )
    session.add(plan)
    session.flush()
    grids = _open_grids(session, community_id)
    if target is None:
        inside = _last_places(session, community_id)
        parts = [inside.get(grid.id, []) for grid in grids]
    else:
        parts = split([Block(one.id, one.households) for one in buildings], target)
    _write(session, plan, grids, parts)
    said = {"even": target is not None, "grids": len(parts)}
    audit.record(session, community_id, scope.now, "plan.begun", scope.person_id, plan.id, said)
    return plan


def _next_version(session: Session, community_id: str) -> int:
    known = session.exec(select(GridPlan.version).where(GridPlan.community_id == community_id))
    return max(known, default=0) + 1


def _open_grids(session: Session, community_id: str) -> list[Grid]:
    return list(
        session.exec(
            select(Grid)
            .where(Grid.community_id == community_id, col(Grid.closed_at).is_(None))
            .order_by(col(Grid.number), Grid.id)
        )
    )


def _last_places(session: Session, community_id: str) -> dict[str, list[str]]:
    """The buildings of each grid under the newest plan, also one that begins later."""
    found: dict[str, list[str]] = {}
    rows = session.exec(
        select(GridBuilding).where(
            GridBuilding.community_id == community_id, col(GridBuilding.until).is_(None)
        )
    )
    for one in rows:
        found.setdefault(one.grid_id, []).append(one.building_id)
    return found


def _write(
    session: Session, plan: GridPlan, grids: Sequence[Grid], parts: Sequence[Sequence[str]]
) -> None:
    more = free_numbers({one.number for one in grids}, max(0, len(parts) - len(grids)))
    known = [(one.id, one.number, one.name, one.outline) for one in grids]
    known += [(uuid7(), number, default_name(number), []) for number in more]
    for (grid_id, number, name, outline), inside in zip(known, parts, strict=False):
        session.add(
            PlanGrid(
                plan_id=plan.id,
                grid_id=grid_id,
                community_id=plan.community_id,
                number=number,
                name=name,
                outline=outline,
            )
        )
        _place(session, plan, grid_id, inside)
    session.flush()


def default_name(number: int) -> str:
    """What a new grid is called until somebody gives it a name of its own."""
    return f"{number:02d}网格"


def _place(session: Session, plan: GridPlan, grid_id: str, buildings: Iterable[str]) -> None:
    session.add_all(
        PlanBuilding(
            plan_id=plan.id, building_id=one, grid_id=grid_id, community_id=plan.community_id
        )
        for one in buildings
    )


def move_buildings(
    session: Session, plan: GridPlan, buildings: Sequence[str], grid_id: str | None
) -> None:
    """Put whole buildings into one grid of the draft, or into none; nowhere else any more."""
    lock(session, plan.community_id)
    session.execute(
        delete(PlanBuilding).where(
            col(PlanBuilding.plan_id) == plan.id, col(PlanBuilding.building_id).in_(buildings)
        )
    )
    if grid_id is not None:
        _place(session, plan, grid_id, buildings)
    session.flush()


def add_grid(session: Session, plan: GridPlan) -> PlanGrid:
    """One more grid, with the lowest free number."""
    lock(session, plan.community_id)
    taken = {one.number for one in grids_in(session, plan.id)}
    (number,) = free_numbers(taken, 1)
    grid = PlanGrid(
        plan_id=plan.id,
        grid_id=uuid7(),
        community_id=plan.community_id,
        number=number,
        name=default_name(number),
        outline=[],
    )
    session.add(grid)
    session.flush()
    return grid


def rename_grid(session: Session, grid: PlanGrid, number: int, name: str) -> None:
    """Another number and name for a grid of the draft."""
    grid.number, grid.name = number, name
    session.add(grid)
    session.flush()


def remove_grid(session: Session, plan: GridPlan, grid: PlanGrid) -> None:
    """Take a grid out of the draft; its buildings stand in none then."""
    session.execute(
        delete(PlanBuilding).where(
            col(PlanBuilding.plan_id) == plan.id, col(PlanBuilding.grid_id) == grid.grid_id
        )
    )
    session.delete(grid)
    session.flush()


def draw(session: Session, grid: PlanGrid, ring: Sequence[Point]) -> None:
    """Give a grid of the draft an outline; an empty one takes it away."""
    grid.outline = [list(point) for point in ring]
    session.add(grid)
    session.flush()


def draw_around(session: Session, grid: PlanGrid, points: Sequence[Point]) -> None:
    """The outline that goes round the grid's own buildings."""
    draw(session, grid, grown(points) if points else [])


def drop(session: Session, now: datetime, plan: GridPlan, by: str) -> None:
    """Put a draft away; it never held."""
    plan.state = PlanState.DROPPED
    session.add(plan)
    audit.record(session, plan.community_id, now, "plan.dropped", by, plan.id)
