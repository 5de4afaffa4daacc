"""The plan page: the draft that is worked on, and the versions that held."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import who
from app.kit.forms import Fields, Reader, Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.queries import names_of
from app.station.commands import plans
from app.station.commands.publication import NotWhole, TooEarly, publish
from app.station.commands.withdrawal import CannotWithdraw, withdraw
from app.station.forms.plans import parse_publication
from app.station.models import GridPlan, PlanState
from app.station.pages.common import HEAD, LEADS, is_head, known_id, scope_here
from app.station.pages.maps import map_of
from app.station.queries.grids import Keeper, keepers_of
from app.station.queries.overview import Overview, overview_of
from app.station.queries.plans import Plan, draft_of, load_plan, plan_of, versions_of

PLAN = "/station/plan"


@get("/station/plan", guard=LEADS)
def plan(work: NamedDependency[Work]) -> Response[str]:
    """The draft, or how to begin one; and the versions."""
    draft = draft_of(work.session, scope_here(work))
    if draft is not None:
        return show(work, draft, {}, {})
    found = overview_of(work.session, scope_here(work))
    return page(work, "station/plans.html", o=found, versions=_versions(work), head=is_head(work))


@post("/station/plans", guard=HEAD)
def begin(work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]) -> Response[str]:
    """A draft from what holds, or split evenly towards the target."""
    found = overview_of(work.session, scope_here(work))
    even = data.get("how") == "even"
    target = found.community.grid_target_households if even else None
    plans.begin(work.session, scope_here(work), found.buildings, target)
    return redirect(PLAN)


@get("/station/plans/{plan_id:str}", guard=LEADS)
def version(work: NamedDependency[Work], plan_id: FromPath[str]) -> Response[str]:
    """A version as it was published."""
    return show(work, a_plan(work, plan_id), {}, {})


@post("/station/plans/{plan_id:str}/publication", guard=HEAD)
def publish_plan(
    work: NamedDependency[Work],
    plan_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Let the draft hold, now or later; refused while a building is in no grid or in two."""
    draft = a_draft(work, plan_id)
    found = overview_of(work.session, scope_here(work))
    entry = parse_publication(posted(data), work.now, found.community.zone)
    if isinstance(entry, Refusal):
        return show(work, draft, posted(data), entry.errors, 422)
    try:
        publish(work.session, work.now, draft, who(work).id, entry)
    except NotWhole:
        wrong = {"coverage": Message("还有楼栋没在网格里，或同时在几个网格里，不能发布")}
        return show(work, draft, posted(data), wrong, 422)
    except TooEarly:
        wrong = {"at": Message("上一版还没有生效，这一版要在它之后")}
        return show(work, draft, posted(data), wrong, 422)
    return redirect("/station")


@post("/station/plans/{plan_id:str}/withdrawal", guard=HEAD)
def withdraw_plan(
    work: NamedDependency[Work],
    plan_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Take back what was published and does not hold yet, with a reason."""
    row = a_plan(work, plan_id)
    if row.state != PlanState.PUBLISHED:
        raise NotFound
    read = Reader(posted(data))
    reason = read.text("reason", 200, required=True)
    if read.errors:
        return show(work, row, posted(data), read.errors, 422)
    try:
        withdraw(work.session, scope_here(work), row, reason)
    except CannotWithdraw as refused:
        work.session.rollback()
        return show(work, a_plan(work, plan_id), posted(data), {"plan": refused.message}, 422)
    return redirect(PLAN)


@post("/station/plans/{plan_id:str}/dropping", guard=HEAD)
def drop_plan(work: NamedDependency[Work], plan_id: FromPath[str]) -> Response[str]:
    """Put the draft away."""
    plans.drop(work.session, work.now, a_draft(work, plan_id), who(work).id)
    return redirect(PLAN)


def a_plan(work: Work, plan_id: str) -> GridPlan:
    """The plan of an address. Raises NotFound outside the community."""
    found = plan_of(work.session, scope_here(work), known_id(plan_id))
    if found is None or found.state == PlanState.DROPPED:
        raise NotFound
    return found


def a_draft(work: Work, plan_id: str) -> GridPlan:
    """The draft of an address. Raises NotFound when it is none, or none any more."""
    found = a_plan(work, plan_id)
    if found.state != PlanState.DRAFT:
        raise NotFound
    return found


def show(
    work: Work, row: GridPlan, values: Fields, errors: dict[str, Any], status: int = 200
) -> Response[str]:
    """The page of a plan."""
    scope = scope_here(work)
    found = overview_of(work.session, scope)
    loaded = load_plan(work.session, row, found.buildings, found.within)
    draft = row.state == PlanState.DRAFT
    keepers = {
        one.grid_id: one
        for one in keepers_of(work.session, scope)
        if one.holds(work.now) and not one.backup
    }
    return page(
        work,
        "station/plan.html",
        status=status,
        plan=loaded,
        draft=draft,
        may=draft and is_head(work),
        ahead=_ahead(work, row),
        o=found,
        workers=keepers,
        leaving=_leaving(loaded, found, keepers) if draft else [],
        map=map_of(
            found.buildings,
            loaded.grid_of,
            [(one.id, one.number, one.outline) for one in loaded.grids],
        ),
        rings={
            one.id: "\n".join(f"{lon},{lat}" for lon, lat in one.outline) for one in loaded.grids
        },
        names=names_of(
            work.session,
            {row.made_by, row.published_by or row.made_by, row.withdrawn_by or row.made_by},
        ),
        versions=_versions(work),
        values=values,
        errors=errors,
    )


def _ahead(work: Work, row: GridPlan) -> bool:
    """Whether the head may still take this version back."""
    later = row.effective_at is not None and row.effective_at > work.now
    return row.state == PlanState.PUBLISHED and later and is_head(work)


def _leaving(loaded: Plan, found: Overview, keepers: dict[str, Keeper]) -> list[tuple[str, str]]:
    """Grids of now that the plan closes, with their workers, who then have none."""
    stays = {one.id for one in loaded.grids}
    return [
        (one.name, keepers[one.id].name if one.id in keepers else "")
        for one in found.grids
        if one.id not in stays
    ]


def _versions(work: Work) -> list[dict[str, Any]]:
    rows = versions_of(work.session, scope_here(work))
    names = names_of(work.session, {one.published_by for one in rows if one.published_by})
    return [{"row": one, "by": names.get(one.published_by or "", "")} for one in rows]
