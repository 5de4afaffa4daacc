"""Buildings: the list, one building, its doors in bulk (row R10)."""

from datetime import date
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.auth.guards import who
from app.households.rules import matches, room_label
from app.households.words import CHANNEL_WORDS, options
from app.kit.clock import local_day
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.models import Building
from app.org.queries import contact_history
from app.station.commands.buildings import Known, add_doors, new_building, write_building
from app.station.commands.settings import lock
from app.station.forms.buildings import parse_building, parse_doors
from app.station.pages.common import HEAD, LEADS, is_head, known_id, scope_here
from app.station.queries.buildings import building_of, doors_in
from app.station.queries.chiefs import chiefs_of
from app.station.queries.overview import overview_of, settings_of

BUILDINGS = "/station/buildings"
KNOWN = Message("已经有这栋楼了")
NAMED = 12


@get("/station/buildings", guard=LEADS)
def building_list(work: NamedDependency[Work], q: FromQuery[str] = "") -> Response[str]:
    """楼栋: every building with its grid, or those that the search finds."""
    return _list(work, q.strip()[:60], {}, {})


@post("/station/buildings", guard=HEAD)
def add_building(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """A new building; it stands in no grid until a plan gives it one."""
    entry = parse_building(posted(data))
    if isinstance(entry, Refusal):
        return _list(work, "", posted(data), entry.errors, 422)
    community = settings_of(work.session, scope_here(work))
    row = new_building(community.id)
    try:
        write_building(work.session, work.now, who(work).id, community.id, entry, row)
    except Known:
        return _list(work, "", posted(data), {"number": KNOWN}, 422)
    return redirect(f"{BUILDINGS}/{row.id}")


@get("/station/buildings/{building_id:str}", guard=LEADS)
def building(work: NamedDependency[Work], building_id: FromPath[str]) -> Response[str]:
    """One building: where it stands, its doors, and who was its contact."""
    return show_building(work, a_building(work, building_id), {}, {})


@post("/station/buildings/{building_id:str}", guard=HEAD)
def change_building(
    work: NamedDependency[Work],
    building_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Another name or place for a building."""
    row = a_building(work, building_id)
    entry = parse_building(posted(data))
    if isinstance(entry, Refusal):
        return show_building(work, row, posted(data), entry.errors, 422)
    try:
        write_building(work.session, work.now, who(work).id, row.community_id, entry, row)
    except Known:
        return show_building(work, row, posted(data), {"number": KNOWN}, 422)
    return redirect(f"{BUILDINGS}/{row.id}")


@post("/station/buildings/{building_id:str}/doors", guard=HEAD)
def write_doors(
    work: NamedDependency[Work],
    building_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Entrances, floors and rooms in bulk: looked at first, then written whole or not at all."""
    row = a_building(work, building_id)
    values = posted(data)
    doors = parse_doors(values)
    if isinstance(doors, Refusal):
        return show_building(work, row, values, doors.errors, 422)
    lock(work.session, row.community_id)
    there = set(doors_in(work.session, row.id, _day(work)))
    known = [one for one in doors if one in there]
    if data.get("preview"):
        return show_building(work, row, values, {}, doors=doors, known=known)
    if known:
        wrong = {"rooms": Message("这些门已经有了：{names}", names=_named(known))}
        return show_building(work, row, values, wrong, 422, doors=doors, known=known)
    add_doors(work.session, work.now, who(work).id, row, doors)
    return redirect(f"{BUILDINGS}/{row.id}")


def _list(
    work: Work, q: str, values: Fields, errors: dict[str, Any], status: int = 200
) -> Response[str]:
    found = overview_of(work.session, scope_here(work))
    grids: dict[str, list[str]] = {}
    for grid in found.grids:
        for one in grid.buildings:
            grids.setdefault(one.id, []).append(grid.name)
    rows = [one for one in found.buildings if not q or matches(q, f"{one.lane} {one.name}")]
    return page(
        work,
        "station/buildings.html",
        status=status,
        rows=rows,
        grids=grids,
        q=q,
        head=is_head(work),
        next_place=max((one.place for one in found.buildings), default=0) + 1,
        values=values,
        errors=errors,
    )


def show_building(
    work: Work,
    row: Building,
    values: Fields,
    errors: dict[str, Any],
    status: int = 200,
    doors: list[tuple[str, str]] | None = None,
    known: list[tuple[str, str]] | None = None,
) -> Response[str]:
    """The page of a building."""
    there = doors_in(work.session, row.id, _day(work))
    entrances: dict[str, list[str]] = {}
    for entrance, room in there:
        entrances.setdefault(entrance, []).append(room)
    written = {
        "estate": row.estate,
        "number": row.number,
        "lane": row.lane,
        "place": row.place,
        "lat": row.lat,
        "lon": row.lon,
    }
    return page(
        work,
        "station/building.html",
        status=status,
        row=row,
        entrances=entrances,
        count=len(there),
        chiefs=chiefs_of(work.session, scope_here(work), row.id),
        channels=options(work.lang, CHANNEL_WORDS),
        today=_day(work),
        contacts=contact_history(work.session, scope_here(work), row.id),
        preview=[(room_label(*one), one in (known or [])) for one in doors or []],
        head=is_head(work),
        values={**written, **values},
        errors=errors,
    )


def _named(doors: list[tuple[str, str]]) -> str:
    names = "、".join(room_label(*one) for one in doors[:NAMED])
    return f"{names}…" if len(doors) > NAMED else names


def a_building(work: Work, building_id: str) -> Building:
    """The building of an address. Raises NotFound outside the community."""
    found = building_of(work.session, scope_here(work), known_id(building_id))
    if found is None:
        raise NotFound
    return found


def _day(work: Work) -> date:
    return local_day(work.now, settings_of(work.session, scope_here(work)).zone)
