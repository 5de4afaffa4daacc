"""Publishing a plan: from its moment on, buildings stand in their new grids (rows R1, R5, R7).

Nothing that was visited before is touched: a record is judged by what held when it was made.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from app.kit import audit
from app.kit.ids import uuid7
from app.org.models import Building, Grid, GridBuilding
from app.station.commands.settings import lock
from app.station.forms.plans import Publication
from app.station.models import GridPlan, PlanState
from app.station.queries.plans import grids_in, last_effective, placed_in
from app.station.rules.coverage import coverage


class TooEarly(ValueError):
    """A plan must hold after the one before it; `after` is from when that holds."""

    def __init__(self, after: datetime) -> None:
        super().__init__("the plan before it holds later")
        self.after = after


class NotWhole(ValueError):
    """A building stands in no grid or in two (row R7)."""


def publish(session: Session, now: datetime, plan: GridPlan, by: str, said: Publication) -> None:
    """Let a draft hold from its moment on. Raises NotWhole or TooEarly, changing nothing."""
    lock(session, plan.community_id)
    _judge(session, plan, said.effective_at)
    _grids(session, plan, said.effective_at)
    moved = _buildings(session, plan, said.effective_at)
    plan.state, plan.reason, plan.effective_at = PlanState.PUBLISHED, said.reason, said.effective_at
    plan.published_by, plan.published_at = by, now
    session.add(plan)
    session.flush()
    payload = {
        "version": plan.version,
        "reason": said.reason,
        "effective_at": said.effective_at.isoformat(),
        "moved": moved,
    }
    audit.record(session, plan.community_id, now, "plan.published", by, plan.id, payload)


def _judge(session: Session, plan: GridPlan, effective_at: datetime) -> None:
    known = session.exec(select(Building.id).where(Building.community_id == plan.community_id))
    grids = {one.grid_id for one in grids_in(session, plan.id)}
    placed = [(one.building_id, one.grid_id) for one in placed_in(session, plan.id)]
    whole = coverage(known, [pair for pair in placed if pair[1] in grids]).whole
    if not grids or not whole:
        raise NotWhole
    before = last_effective(session, plan.community_id)
    if before is not None and effective_at <= before:
        raise TooEarly(before)


def _grids(session: Session, plan: GridPlan, effective_at: datetime) -> None:
    """New grids begin, those that stay take their number, name and outline, others are closed."""
    planned = {one.grid_id: one for one in grids_in(session, plan.id)}
    known = session.exec(
        select(Grid).where(Grid.community_id == plan.community_id, col(Grid.closed_at).is_(None))
    ).all()
    for one in known:
        if one.id not in planned:
            one.closed_at = effective_at
            session.add(one)
    there = {one.id: one for one in known}
    for grid_id, new in planned.items():
        grid = there.get(grid_id) or Grid(
            id=grid_id, community_id=plan.community_id, number=new.number, name=new.name
        )
        if grid_id in there:
            was = {"id": grid_id, "number": grid.number, "name": grid.name, "outline": grid.outline}
            plan.replaced = [*plan.replaced, was]
        grid.number, grid.name, grid.outline = new.number, new.name, new.outline
        session.add(grid)
    session.flush()


def _buildings(session: Session, plan: GridPlan, effective_at: datetime) -> int:
    """End the old places and begin the new ones of buildings that move; how many do."""
    wanted = {one.building_id: one.grid_id for one in placed_in(session, plan.id)}
    running = session.exec(
        select(GridBuilding).where(
            GridBuilding.community_id == plan.community_id, col(GridBuilding.until).is_(None)
        )
    ).all()
    for one in running:
        if wanted.get(one.building_id) == one.grid_id:
            del wanted[one.building_id]
            continue
        if one.since >= effective_at:
            session.delete(one)  # it never held
            continue
        one.until = effective_at
        session.add(one)
    session.flush()
    session.add_all(
        GridBuilding(
            id=uuid7(),
            community_id=plan.community_id,
            grid_id=grid_id,
            building_id=building_id,
            since=effective_at,
        )
        for building_id, grid_id in wanted.items()
    )
    session.flush()
    return len(wanted)
