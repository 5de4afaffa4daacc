"""Households move in, within and out (row R137)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.auth.guards import who
from app.households.commands.moves import move, move_in, move_out
from app.households.forms.moves import (
    DoorEntry,
    MoveEntry,
    NewEntry,
    parse_move,
    parse_move_out,
    parse_new,
)
from app.households.pages.doors import today_of
from app.households.pages.file import DOORSTEP, heading, open_file
from app.households.queries.file import HouseholdFile
from app.households.queries.moves import buildings_to_choose, lives_at
from app.kit.forms import Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view
from app.org.queries import community_of
from app.org.scope import Scope, scope_of

TAKEN = Message("这扇门已有住户，请先核对或办理迁出")


@get("/households/{household_id:str}/move", guard=DOORSTEP)
def move_form(work: NamedDependency[Work], household_id: FromPath[str]) -> Response[str]:
    """Where to, within the community."""
    scope = scope_of(who(work), work.now)
    file = open_file(work, scope, household_id)
    door = file.household
    values = {"building": door.building_id, "entrance": door.entrance}
    log_view(work, file.door.community_id, "file", [file.door.id])
    return _move_page(work, scope, file, values, {})


@post("/households/{household_id:str}/move", guard=DOORSTEP)
def move_within(
    work: NamedDependency[Work],
    household_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """The file goes along to the new door; its new worker sees it from now on."""
    scope = scope_of(who(work), work.now)
    file = open_file(work, scope, household_id)
    typed = posted(data)
    entry: MoveEntry | Refusal = parse_move(typed, _choices(work, scope))
    if isinstance(entry, MoveEntry) and _taken(work, entry.door):
        entry = Refusal({"room": TAKEN})
    if isinstance(entry, Refusal):
        return _move_page(work, scope, file, typed, entry.errors)
    move(work.session, file.household, entry, scope.person_id, work.now)
    return redirect(f"/households/{household_id}/file")


@get("/households/{household_id:str}/move-out", guard=DOORSTEP)
def move_out_form(work: NamedDependency[Work], household_id: FromPath[str]) -> Response[str]:
    """When they left, and what closing the file means."""
    scope = scope_of(who(work), work.now)
    file = open_file(work, scope, household_id)
    values = {"on": today_of(work.session, scope).isoformat()}
    log_view(work, file.door.community_id, "file", [file.door.id])
    return _out_page(work, scope, file, values, {})


@post("/households/{household_id:str}/move-out", guard=DOORSTEP)
def leave(
    work: NamedDependency[Work],
    household_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Close the file; only those who lead see it from now on."""
    scope = scope_of(who(work), work.now)
    file = open_file(work, scope, household_id)
    typed = posted(data)
    entry = parse_move_out(typed, today_of(work.session, scope))
    if isinstance(entry, Refusal):
        return _out_page(work, scope, file, typed, entry.errors)
    move_out(work.session, file.household, entry, scope.person_id, work.now)
    return redirect(f"/households/{household_id}/file" if scope.leads else "/households")


@get("/households/new", guard=DOORSTEP)
def new_household(work: NamedDependency[Work], building: FromQuery[str] = "") -> Response[str]:
    """The form for a household that is new at its door."""
    scope = scope_of(who(work), work.now)
    return _new_page(work, scope, {"building": building}, {})


@post("/households", guard=DOORSTEP)
def open_household(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Open a file at a free door."""
    scope = scope_of(who(work), work.now)
    if scope.community_id is None:
        raise NotFound
    typed = posted(data)
    day = today_of(work.session, scope)
    entry: NewEntry | Refusal = parse_new(typed, _choices(work, scope), day)
    if isinstance(entry, NewEntry) and _taken(work, entry.door):
        entry = Refusal({"room": TAKEN})
    if isinstance(entry, Refusal):
        return _new_page(work, scope, typed, entry.errors)
    opened = move_in(work.session, scope.community_id, entry, scope.person_id, work.now, day)
    return redirect(f"/households/{opened.id}/file")


def _choices(work: Work, scope: Scope) -> set[str]:
    return {one for one, _ in buildings_to_choose(work.session, scope)}


def _taken(work: Work, door: DoorEntry) -> bool:
    return lives_at(work.session, door.building_id, door.entrance, door.room) is not None


def _move_page(
    work: Work, scope: Scope, file: HouseholdFile, values: Any, errors: dict[str, Any]
) -> Response[str]:
    return page(
        work,
        "households/move.html",
        status=422 if errors else 200,
        household=heading(file),
        buildings=buildings_to_choose(work.session, scope),
        leads=scope.leads,
        values=values,
        errors=errors,
    )


def _out_page(
    work: Work, scope: Scope, file: HouseholdFile, values: Any, errors: dict[str, Any]
) -> Response[str]:
    community = community_of(work.session, scope)
    return page(
        work,
        "households/move_out.html",
        status=422 if errors else 200,
        household=heading(file),
        needs=sum(1 for one in file.needs if one.ended_on is None),
        keep_days=community.keep_after_move_out_days if community else 180,
        values=values,
        errors=errors,
    )


def _new_page(work: Work, scope: Scope, values: Any, errors: dict[str, Any]) -> Response[str]:
    return page(
        work,
        "households/new_household.html",
        status=422 if errors else 200,
        buildings=buildings_to_choose(work.session, scope),
        values=values,
        errors=errors,
    )
