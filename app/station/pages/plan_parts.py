"""Working on the parts of a draft: its buildings, its grids, their outlines."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.kit.forms import Reader, Refusal, posted
from app.kit.html import redirect
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.web import Work, post
from app.station.commands import plans
from app.station.forms.plans import parse_grid, parse_outline
from app.station.models import GridPlan, PlanGrid
from app.station.pages.common import HEAD, scope_here
from app.station.pages.plan import PLAN, a_draft, show
from app.station.queries.overview import overview_of
from app.station.queries.plans import grids_in, load_plan

NOWHERE = "none"


@post("/station/plans/{plan_id:str}/buildings", guard=HEAD)
def move_buildings(
    work: NamedDependency[Work],
    plan_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Put whole buildings into a grid of the draft."""
    draft = a_draft(work, plan_id)
    reader = Reader(posted(data))
    known = {one.id for one in overview_of(work.session, scope_here(work)).buildings}
    chosen = [one for one in reader.raw_list("building") if one in known]
    target = reader.raw("grid")
    grids = {one.grid_id for one in grids_in(work.session, draft.id)}
    if not chosen:
        reader.fail("building", Message("请选择楼栋"))
    if target not in grids and target != NOWHERE:
        reader.fail("grid", Message("请选择网格"))
    if reader.errors:
        return show(work, draft, posted(data), reader.errors, 422)
    plans.move_buildings(work.session, draft, chosen, None if target == NOWHERE else target)
    return redirect(f"{PLAN}#buildings")


@post("/station/plans/{plan_id:str}/grids", guard=HEAD)
def add_grid(work: NamedDependency[Work], plan_id: FromPath[str]) -> Response[str]:
    """One more grid in the draft."""
    plans.add_grid(work.session, a_draft(work, plan_id))
    return redirect(f"{PLAN}#grids")


@post("/station/plans/{plan_id:str}/grids/{grid_id:str}", guard=HEAD)
def rename_grid(
    work: NamedDependency[Work],
    plan_id: FromPath[str],
    grid_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Another number and name for a grid."""
    draft = a_draft(work, plan_id)
    grid = _grid(work, draft, grid_id)
    others = grids_in(work.session, draft.id)
    taken = {one.number for one in others if one.grid_id != grid.grid_id}
    parsed = parse_grid(posted(data), taken)
    if isinstance(parsed, Refusal):
        values = {**posted(data), "renamed": grid.grid_id}
        return show(work, draft, values, parsed.errors, 422)
    plans.rename_grid(work.session, grid, parsed.number, parsed.name)
    return redirect(f"{PLAN}#grids")


@post("/station/plans/{plan_id:str}/grids/{grid_id:str}/removal", guard=HEAD)
def remove_grid(
    work: NamedDependency[Work], plan_id: FromPath[str], grid_id: FromPath[str]
) -> Response[str]:
    """Take a grid out of the draft; its buildings wait for another."""
    draft = a_draft(work, plan_id)
    plans.remove_grid(work.session, draft, _grid(work, draft, grid_id))
    return redirect(f"{PLAN}#grids")


@post("/station/plans/{plan_id:str}/outlines", guard=HEAD)
def draw_outline(
    work: NamedDependency[Work],
    plan_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """An outline as drawn or typed; or for every grid the one around its own buildings."""
    draft = a_draft(work, plan_id)
    if data.get("around"):
        _draw_all(work, draft)
        return redirect(f"{PLAN}#map")
    parsed = parse_outline(posted(data))
    if isinstance(parsed, Refusal):
        return show(work, draft, posted(data), parsed.errors, 422)
    plans.draw(work.session, _grid(work, draft, str(data.get("outlined", ""))), parsed)
    return redirect(f"{PLAN}#map")


def _draw_all(work: Work, draft: GridPlan) -> None:
    found = overview_of(work.session, scope_here(work))
    loaded = load_plan(work.session, draft, found.buildings, found.within)
    inside = {one.id: one.buildings for one in loaded.grids}
    for grid in grids_in(work.session, draft.id):
        points = [one.point for one in inside[grid.grid_id] if one.point is not None]
        plans.draw_around(work.session, grid, points)


def _grid(work: Work, draft: GridPlan, grid_id: str) -> PlanGrid:
    for one in grids_in(work.session, draft.id):
        if one.grid_id == grid_id:
            return one
    raise NotFound
