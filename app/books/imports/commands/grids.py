"""Grids that a file names become a draft plan, for the head to look at and publish (R7)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from app.books.imports.queries.known import grids_of_community
from app.kit import audit
from app.kit.ids import uuid7
from app.kit.sql import insert_rows
from app.org.models import Grid, GridBuilding
from app.org.scope import running
from app.station.models import GridPlan, PlanBuilding, PlanGrid, PlanState


def draft_plan(
    session: Session,
    community_id: str,
    person_id: str,
    now: datetime,
    reason: str,
    wanted: Mapping[str, int],
) -> str | None:
    """Put buildings (by id) into grids (by number) in the draft; its id.

    A draft that somebody works on is taken on; else one begins from what holds now. None when
    the grids are as the file says already.
    """
    if not wanted:
        return None
    plan = session.exec(
        select(GridPlan).where(
            GridPlan.community_id == community_id, GridPlan.state == PlanState.DRAFT
        )
    ).first()
    if plan is None:
        now_in = _now_in(session, community_id, now)
        if all(now_in.get(building) == number for building, number in wanted.items()):
            return None
        plan = _begin(session, community_id, person_id, now, reason)
    _place(session, plan, community_id, wanted)
    audit.record(
        session, community_id, now, "plan.drafted", person_id, plan.id, {"buildings": len(wanted)}
    )
    return plan.id


def _now_in(session: Session, community_id: str, now: datetime) -> dict[str, int]:
    rows = session.execute(
        columns(col(GridBuilding.building_id), col(Grid.number))
        .join(Grid, col(Grid.id) == col(GridBuilding.grid_id))
        .where(col(GridBuilding.community_id) == community_id, running(GridBuilding, now))
    )
    return {building: number for building, number in rows}


def _begin(
    session: Session, community_id: str, person_id: str, now: datetime, reason: str
) -> GridPlan:
    """A new draft with the grids and buildings that hold now."""
    last = session.exec(
        select(func.max(GridPlan.version)).where(GridPlan.community_id == community_id)
    ).one()
    plan = GridPlan(
        id=uuid7(),
        community_id=community_id,
        version=(last or 0) + 1,
        state=PlanState.DRAFT,
        reason=reason,
        made_by=person_id,
        made_at=now,
    )
    session.add(plan)
    session.flush()
    own = {"plan_id": plan.id, "community_id": community_id}
    grids = session.exec(
        select(Grid).where(Grid.community_id == community_id, col(Grid.closed_at).is_(None))
    ).all()
    insert_rows(
        session,
        PlanGrid,
        [{**own, "grid_id": one.id, "number": one.number, "name": one.name, "outline": one.outline}
         for one in grids],
    )  # fmt: skip
    held = session.execute(
        columns(col(GridBuilding.building_id), col(GridBuilding.grid_id)).where(
            col(GridBuilding.community_id) == community_id,
            running(GridBuilding, now),
            col(GridBuilding.grid_id).in_([one.id for one in grids]),
        )
    )
    insert_rows(
        session, PlanBuilding, [{**own, "building_id": one, "grid_id": grid} for one, grid in held]
    )
    return plan


def _place(session: Session, plan: GridPlan, community_id: str, wanted: Mapping[str, int]) -> None:
    """Take the buildings out of where the draft has them, and put them where the file says."""
    rows = session.execute(
        columns(col(PlanGrid.number), col(PlanGrid.grid_id)).where(col(PlanGrid.plan_id) == plan.id)
    )
    grids = {number: grid for number, grid in rows}
    open_grids = grids_of_community(session, community_id)
    own = {"plan_id": plan.id, "community_id": community_id}
    fresh = []
    for number in sorted(set(wanted.values()) - set(grids)):
        grid_id, name = open_grids.get(number) or (uuid7(), f"{number:02d}网格")
        grids[number] = grid_id
        fresh.append({**own, "grid_id": grid_id, "number": number, "name": name, "outline": []})
    insert_rows(session, PlanGrid, fresh)
    buildings = sorted(wanted)
    for start in range(0, len(buildings), 500):
        session.execute(
            delete(PlanBuilding).where(
                col(PlanBuilding.plan_id) == plan.id,
                col(PlanBuilding.building_id).in_(buildings[start : start + 500]),
            )
        )
    insert_rows(
        session,
        PlanBuilding,
        [{**own, "building_id": one, "grid_id": grids[wanted[one]]} for one in buildings],
    )
