"""Local units: register, change, close, open again (row R5). What changes is in their history."""

from datetime import date
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import posts
from app.books.access import EDITORS, UnitKind
from app.books.commands.units import add_unit, change_unit, close_unit, open_unit
from app.books.forms import parse_closing, parse_unit
from app.books.frame import frame_of
from app.books.queries.choices import Choice, buildings
from app.books.queries.ledger import Frame
from app.books.queries.units import code_fault, unit_of
from app.books.words import UNIT_KINDS
from app.households.models import LocalUnit
from app.kit.forms import Fields, Refusal
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post

KEEP = posts(*EDITORS)
TEXTS = ("name", "kind", "uscc", "building_id", "address", "contact_name", "contact_phone")


@get("/books/units/new", guard=KEEP)
def new(work: NamedDependency[Work]) -> Response[str]:
    """An empty form."""
    frame, _ = frame_of(work)
    return _form(work, frame, None, {"kind": "shop"})


@post("/books/units", guard=KEEP)
def add(work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]) -> Response[str]:
    """Register a unit."""
    frame, community = frame_of(work)
    entry = parse_unit(data, _building_ids(work, frame))
    if isinstance(entry, Refusal):
        return _form(work, frame, None, data, entry)
    by = frame.scope.person_id
    unit = add_unit(work.session, community.id, entry, by, work.now, frame.today)
    return redirect(f"/books/units/{unit.id}")


@get("/books/units/{unit_id:str}", guard=KEEP)
def show(work: NamedDependency[Work], unit_id: FromPath[str]) -> Response[str]:
    """A unit to look at and to change."""
    frame, _ = frame_of(work)
    unit = _found(work, frame, unit_id)
    return _form(work, frame, unit, _values(unit))


@post("/books/units/{unit_id:str}", guard=KEEP)
def change(
    work: NamedDependency[Work], unit_id: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Write what changed."""
    frame, _ = frame_of(work)
    unit = _found(work, frame, unit_id)
    entry = parse_unit(data, _building_ids(work, frame))
    if isinstance(entry, Refusal):
        return _form(work, frame, unit, data, entry)
    change_unit(work.session, unit, entry, frame.scope.person_id, work.now, frame.today)
    return redirect(f"/books/units/{unit.id}")


@post("/books/units/{unit_id:str}/closing", guard=KEEP)
def close(
    work: NamedDependency[Work], unit_id: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Close a unit, with a day and a reason."""
    frame, _ = frame_of(work)
    unit = _found(work, frame, unit_id)
    said = parse_closing(data, frame.today)
    if isinstance(said, Refusal):
        return _form(work, frame, unit, _values(unit) | data, said)
    on, reason = said
    close_unit(work.session, unit, reason, frame.scope.person_id, work.now, on)
    return redirect(f"/books/units/{unit.id}")


@post("/books/units/{unit_id:str}/opening", guard=KEEP)
def reopen(work: NamedDependency[Work], unit_id: FromPath[str]) -> Response[str]:
    """Open a unit again."""
    frame, _ = frame_of(work)
    unit = _found(work, frame, unit_id)
    if unit.closed_on is not None:
        open_unit(work.session, unit, frame.scope.person_id, work.now)
    return redirect(f"/books/units/{unit.id}")


def _found(work: Work, frame: Frame, unit_id: str) -> LocalUnit:
    unit = unit_of(work.session, frame.scope, unit_id)
    if unit is None:
        raise NotFound
    return unit


def _values(unit: LocalUnit) -> dict[str, Any]:
    values = {name: getattr(unit, name) or "" for name in TEXTS}
    if values["kind"] not in UNIT_KINDS:  # from a file, in somebody's own words
        values["kind"] = UnitKind.OTHER.value
    return values


def _building_ids(work: Work, frame: Frame) -> set[str]:
    return {one.value for one in buildings(work.session, frame.scope)}


def _form(
    work: Work,
    frame: Frame,
    unit: LocalUnit | None,
    values: Fields,
    refusal: Refusal | None = None,
) -> Response[str]:
    fault = code_fault(unit.uscc) if unit and not refusal else None
    lang = work.lang
    return page(
        work,
        "books/unit.html",
        status=422 if refusal else 200,
        unit=unit,
        values={"closed_on": _iso(frame.today), **values},
        errors=refusal.errors if refusal else {},
        fault=fault.text(lang) if fault else "",
        kinds=[Choice(value, word.text(lang)) for value, word in UNIT_KINDS.items()],
        buildings=[Choice("", work.say("不在楼里")), *buildings(work.session, frame.scope)],
        today=_iso(frame.today),
    )


def _iso(day: date) -> str:
    return day.isoformat()
