"""The area tree: counts for the levels above; names for an hour, with a reason (row R9)."""

from datetime import datetime
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.auth.guards import posts, who
from app.households.queries import Door
from app.kit.clock import local_day
from app.kit.forms import Reader, Refusal, posted
from app.kit.html import ZONE, page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view, note_access
from app.org.models import Area, AreaLevel, Community, Post
from app.org.queries import start_of
from app.org.scope import OPENED, OPENED_FOR, Opened, opened_scope, scope_of
from app.station.pages.common import registry_of
from app.station.queries.areas import (
    Figures,
    Now,
    Tree,
    figures_of,
    grids_figures,
    openings_of,
    tree_of,
)
from app.station.queries.hand_overs import doors_of_grid

OFFICERS = posts(Post.STREET_OFFICER, Post.DISTRICT_OFFICER)
KEEPERS = posts(Post.DATA_STEWARD, Post.STATION_HEAD)
VIEWED = "area_names"
MINUTES = int(OPENED_FOR.total_seconds() // 60)


@get("/areas", guard=OFFICERS)
def areas(work: NamedDependency[Work]) -> Response[str]:
    """区划: the officer's own area."""
    root = work.session.get(Area, who(work).area_id)
    if root is None:
        raise NotFound
    return redirect(f"/areas/{root.code}")


@get("/areas/{code:str}", guard=OFFICERS)
def area(
    work: NamedDependency[Work], code: FromPath[str], grid: FromQuery[str] = ""
) -> Response[str]:
    """One area: the counts of what lies in it."""
    return _show(work, code, grid, {}, {})


@post("/areas/{code:str}/views", guard=OFFICERS)
def open_names(
    work: NamedDependency[Work], code: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Give a reason, and see a community's names for an hour; its data steward is shown it."""
    _, here = find_area(work, code)
    if work.session.get(Community, here.id) is None:
        raise NotFound
    reader = Reader(posted(data))
    reason = reader.text("reason", 120, required=True)
    refused = reader.refusal()
    if isinstance(refused, Refusal):
        return _show(work, code, "", posted(data), refused.errors, 422)
    note_access(work.session, here.id, who(work).id, work.now, OPENED, [], reason)
    return redirect(f"/areas/{here.code}#names")


@get("/area-views", guard=KEEPERS)
def openings(work: NamedDependency[Work]) -> Response[str]:
    """Which officers asked to see names of this community, when and why."""
    found = openings_of(work.session, scope_of(who(work), work.now))
    return page(work, "station/openings.html", rows=found)


def _show(
    work: Work, code: str, grid: str, values: Any, errors: dict[str, Any], status: int = 200
) -> Response[str]:
    tree, here = find_area(work, code)
    now = _now(work)
    inside = figures_of(work.session, registry_of(work), tree.below(here.id), now)
    community = here.id in inside and here.level == AreaLevel.COMMUNITY
    opened = opened_scope(work.session, who(work).id, here.id, work.now) if community else None
    doors = _doors(work, opened, grid, now) if opened and grid else []
    grids = grids_figures(work.session, registry_of(work), here.id, now) if community else []
    return page(
        work,
        "station/area.html",
        status=status,
        here=here,
        path=tree.path(here.id, who(work).area_id)[:-1],
        total=_sum(inside, tree.below(here.id)),
        rows=[
            (one, figures)
            for one in tree.children.get(here.id, [])
            if (figures := _sum(inside, tree.below(one.id))).communities
        ],
        grids=grids,
        community=community,
        opened=opened,
        minutes=MINUTES,
        chosen=next((one.name for one, _ in grids if one.id == grid), ""),
        doors=doors,
        values=values,
        errors=errors,
    )


def _doors(work: Work, opened: Opened, grid: str, now: Now) -> list[Door]:
    doors = doors_of_grid(work.session, opened.scope, grid, now.day)
    if doors and opened.scope.community_id:
        shown = [one.id for one in doors]
        log_view(work, opened.scope.community_id, VIEWED, shown, opened.reason)
    return doors


def _sum(inside: dict[str, Figures], ids: list[str]) -> Figures:
    total = Figures()
    for one in ids:
        if one in inside:
            total.add(inside[one])
    return total


def find_area(work: Work, code: str) -> tuple[Tree, Area]:
    """The area of an address. Raises NotFound outside the officer's own."""
    tree = tree_of(work.session)
    here = next((one for one in tree.areas.values() if one.code == code), None)
    if here is None or not tree.path(here.id, who(work).area_id):
        raise NotFound
    return tree, here


def _now(work: Work) -> Now:
    day = local_day(work.now, ZONE.key)
    month: datetime = start_of(day.replace(day=1), ZONE.key)
    return Now(work.now, day, month)
