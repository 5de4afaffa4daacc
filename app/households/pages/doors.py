"""The household list with its search, and one household's file (rows R127, R143)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlmodel import Session, col

from app.auth.guards import posts, who
from app.households.models import Contact, Household
from app.households.queries.corrections import Said, said_of
from app.households.queries.doors import (
    AskedFor,
    Door,
    buildings_lived_in,
    door_of,
    doors_found,
    doors_of,
    goes_on_as,
    needs_of,
)
from app.households.rules.doors import DoorState, building_names, matches
from app.kit.clock import local_day
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.ids import is_uuid, uuid7
from app.kit.problems import NotFound
from app.kit.registry import Registry
from app.kit.web import Work, get
from app.org.commands import log_view
from app.org.models import Post
from app.org.queries import GridName, community_of, grid_name
from app.org.scope import Scope, scope_of

MOST_QUERY = 60
# A lead has the doors of many grids: found by what is typed, in one building, at most so many.
MOST_FOUND, MOST_IN_BUILDING = 50, 600
FOUND_BY = "household.found_by"
SEARCHED = Message("按门牌或姓名查找")
# How long the steward's answer to a correction stays in sight of who asked.
ANSWERS_STAY = timedelta(days=7)
DOORSTEP = posts(Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD)
BEFORE_COMING = {
    Contact.PHONE: Message("希望先打电话"),
    Contact.MESSAGE: Message("希望先发信息"),
}


@get("/households", guard=DOORSTEP)
def search(
    work: NamedDependency[Work], q: FromQuery[str] = "", building: FromQuery[str] = ""
) -> Response[str]:
    """住户: every door of a worker, or those that the search finds; a lead searches or chooses a
    building, so that nobody is shown a whole community's names at once."""
    scope = scope_of(who(work), work.now)
    day = today_of(work.session, scope)
    wanted = q.strip()[:MOST_QUERY]
    if scope.leads:
        return lead_search(work, scope, day, wanted, building)
    doors = doors_of(work.session, scope, day)
    if wanted:
        doors = [door for door in doors if matches(wanted, _found_by(door))]
    states = door_states(registry_of(work), work.session, doors, day, scope)
    values = search_values(work.lang, doors, states, grid_name(work.session, scope), wanted)
    if doors:
        log_view(work, doors[0].community_id, "search", [door.id for door in doors])
    return page(work, "households/search.html", **values)


def lead_search(work: Work, scope: Scope, day: date, q: str, building: str) -> Response[str]:
    """What a lead finds in the whole community: found and cut by the database, and logged."""
    doors: list[Door] = []
    most = MOST_FOUND
    if q:
        found_by = next(iter(registry_of(work).at(FOUND_BY).values()))
        doors = doors_found(work.session, scope, day, found_by(q), most + 1)
    elif is_uuid(building):
        most = MOST_IN_BUILDING
        inside = col(Household.building_id) == building
        doors = doors_found(work.session, scope, day, inside, most + 1)
    more, doors = len(doors) > most, doors[:most]
    states = door_states(registry_of(work), work.session, doors, day, scope)
    everywhere = [] if q or doors else buildings_lived_in(work.session, scope, day)
    names = building_names([row[:3] for row in everywhere])
    if doors:
        log_view(work, doors[0].community_id, "search", [one.id for one in doors], SEARCHED.msgid)
    return page(
        work,
        "households/lead_search.html",
        q=q,
        buildings=by_building(doors, states),
        more=more,
        everywhere=[(one, names[one], count) for one, _, _, count in everywhere],
    )


@get("/households/{household_id:str}", guard=DOORSTEP)
def household(work: NamedDependency[Work], household_id: FromPath[str]) -> Response[str]:
    """One household: what they asked for, what is open, what was written, and the visit form."""
    scope = scope_of(who(work), work.now)
    door = door_of(work.session, scope, household_id) if is_uuid(household_id) else None
    if door is None:
        return _elsewhere(work, scope, household_id)
    values = file_values(work, scope, door)
    # A form that is sent twice without script is one record by this id; kept pages carry none.
    values["values"] = {**values.get("values", {}), "id": uuid7()}
    log_view(work, door.community_id, "household", [door.id])
    return page(work, "households/household.html", **values)


def _elsewhere(work: Work, scope: Scope, household_id: str) -> Response[str]:
    """To the file that a merged one goes on as, if that is for this person. Raises NotFound."""
    into = goes_on_as(work.session, household_id) if is_uuid(household_id) else None
    if into is None or door_of(work.session, scope, into) is None:
        raise NotFound
    return redirect(f"/households/{into}")


def file_values(work: Work, scope: Scope, door: Door) -> dict[str, Any]:
    """What the household's page shows, loaded for this one door."""
    day = today_of(work.session, scope)
    needs = needs_of(work.session, [door], day).get(door.id, [])
    shown = panels(registry_of(work), work.session, [door], day, scope)
    community = community_of(work.session, scope)
    name = community.name if community else ""
    said = said_of(work.session, [door.id], work.now - ANSWERS_STAY).get(door.id)
    return household_values(work.lang, door, name, needs, shown.get(door.id, {}), said)


def household_values(
    lang: str,
    door: Door,
    community: str,
    needs: Sequence[AskedFor],
    panel: Mapping[str, Any],
    said: Said | None = None,
) -> dict[str, Any]:
    """The variables of households/household.html; needs neither request nor database."""
    note = BEFORE_COMING.get(Contact(door.contact_by)) if door.contact_by in list(Contact) else None
    return {
        "household": {
            "id": door.id,
            "label": door.label,
            "community": community,
            "grid": door.grid,
            "people": door.people,
            "phone": door.contact_phone or None,
            "contact": door.contact_name or None,
            "open_note": note.text(lang) if note else None,
        },
        "needs": needs,
        "correction": {"state": said.state, "answer": said.answer} if said else None,
        **panel,
    }


def search_values(
    lang: str,
    doors: Sequence[Door],
    states: Mapping[str, DoorState],
    grid: GridName,
    q: str = "",
) -> dict[str, Any]:
    """The variables of households/search.html; needs neither request nor database."""
    return {"grid": grid, "q": q, "buildings": by_building(doors, states)}


def by_building(doors: Sequence[Door], states: Mapping[str, DoorState]) -> list[dict[str, Any]]:
    """Doors under the headings of their buildings, in the order given."""
    headings = building_names({(one.building_id, one.estate, one.number) for one in doors})
    groups: dict[str, list[dict[str, Any]]] = {}
    for door in doors:
        state = states.get(door.id, DoorState())
        groups.setdefault(door.building_id, []).append(
            {
                "household_id": door.id,
                "room": door.door,
                "people": door.people,
                "last_on": state.last_on,
                "visited": state.visited,
                "attention": state.attention,
                "search": _found_by(door),
                "note": door.contact_name,
            }
        )
    return [
        {"name": headings[one], "done": sum(d["visited"] for d in found), "doors": found}
        for one, found in groups.items()
    ]


def registry_of(work: Work) -> Registry:
    """The places that higher slices fill."""
    found: Registry = work.house.parts["registry"]
    return found


def today_of(session: Session, scope: Scope) -> date:
    """The calendar day in the scope's community."""
    community = community_of(session, scope)
    return local_day(scope.now, community.zone if community else "Asia/Shanghai")


def door_states(
    registry: Registry, session: Session, doors: Sequence[Door], day: date, reader: Scope
) -> dict[str, DoorState]:
    """What lists say about `doors` to one reader, from the slice that knows visits."""
    found: dict[str, DoorState] = {}
    hidden = veiled(registry, session, reader)
    for fill in registry.at("household.doors").values():
        found.update(fill(session, doors, day, hidden))
    return found


VEILS = "record.veils"
"""A place: `(session, scope) -> set[str]`, records that somebody may not look at yet."""


def veiled(registry: Registry, session: Session, scope: Scope) -> set[str]:
    """The records that this person may not look at yet."""
    fillers = registry.at(VEILS).values()
    return {one for filler in fillers for one in filler(session, scope)}


def panels(
    registry: Registry, session: Session, doors: Sequence[Door], day: date, reader: Scope
) -> dict[str, dict[str, Any]]:
    """Variables that higher slices add to the pages of `doors`, by household, for one reader."""
    found: dict[str, dict[str, Any]] = {door.id: {} for door in doors}
    hidden = veiled(registry, session, reader)
    for fill in registry.at("household.panels").values():
        for household_id, values in fill(session, doors, day, hidden).items():
            found[household_id].update(values)
    return found


def _found_by(door: Door) -> str:
    return f"{door.search} {door.contact_name}".strip()
