"""楼(院)长 of a building, and the tree of the station's people (row R8)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import who
from app.kit.clock import local_day
from app.kit.forms import Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.models import Building
from app.station.commands import chiefs
from app.station.forms.chiefs import parse_chief, parse_ending
from app.station.pages.buildings import BUILDINGS, a_building, show_building
from app.station.pages.common import LEADS, away_now, known_id, scope_here
from app.station.queries.chiefs import chief_in, tree_of
from app.station.queries.overview import overview_of, settings_of


@get("/station/tree", guard=LEADS)
def tree(work: NamedDependency[Work]) -> Response[str]:
    """社区、网格、楼(院)长: each node with its person, phone and start."""
    scope = scope_here(work)
    found = overview_of(work.session, scope)
    day = local_day(work.now, found.community.zone)
    nodes = tree_of(work.session, scope, found, day, away_now(work))
    return page(work, "station/tree.html", nodes=nodes, community=found.community.name)


@post("/station/buildings/{building_id:str}/chiefs", guard=LEADS)
def name_chief(
    work: NamedDependency[Work],
    building_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """A resident who agreed becomes the building's chief."""
    row = a_building(work, building_id)
    day = local_day(work.now, settings_of(work.session, scope_here(work)).zone)
    entry = parse_chief(posted(data), day)
    if isinstance(entry, Refusal):
        return show_building(work, row, posted(data), entry.errors, 422)
    chiefs.name_chief(work.session, row, entry, who(work).id, work.now)
    return redirect(f"{BUILDINGS}/{row.id}")


@post("/station/chiefs/{chief_id:str}/ending", guard=LEADS)
def end_chief(
    work: NamedDependency[Work],
    chief_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """A chief is so no more, or wants to be named no more."""
    chief = chief_in(work.session, scope_here(work), known_id(chief_id))
    building = work.session.get(Building, chief.building_id) if chief else None
    if chief is None or building is None:
        raise NotFound
    entry = parse_ending(posted(data))
    if isinstance(entry, Refusal):
        return show_building(work, building, posted(data), entry.errors, 422)
    day = local_day(work.now, settings_of(work.session, scope_here(work)).zone)
    chiefs.end_chief(work.session, chief, entry, who(work).id, work.now, day)
    return redirect(f"{BUILDINGS}/{building.id}")
