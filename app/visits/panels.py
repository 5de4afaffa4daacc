"""What this slice puts into the places that lower slices leave open."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from app.attendance.queries.months import VISITED
from app.households.queries import Door
from app.households.rules import DoorState
from app.kit.registry import Registry
from app.org.queries import names_of
from app.station.queries.areas import COUNTS
from app.station.queries.hand_overs import LISTS, OpenWork
from app.visits.amending import AmendmentKind
from app.visits.commands import follow_merger
from app.visits.intake import VisitKind
from app.visits.queries.areas import area_counts
from app.visits.queries.doors import (
    Line,
    OpenConcern,
    contacts_to_keep,
    histories,
    last_day_of,
    last_days,
    open_concerns,
    visited_on,
)
from app.visits.queries.times import visited_between

SHOWN = 5
FINDINGS_SHOWN = 120


def fill(registry: Registry) -> None:
    """Fill the places (called once, by main). Visits are judged before what corrects them."""
    registry.fill("kinds", "visit", VisitKind)
    registry.fill("kinds", "amendment", AmendmentKind)
    registry.fill("household.doors", "visits", door_states)
    registry.fill("household.panels", "visits", household_panels)
    registry.fill("household.mergers", "visits", follow_merger)
    registry.fill("books.last_visit", "visits", last_day_of)
    registry.fill(LISTS, "visits", work_to_hand_over)
    registry.fill(COUNTS, "visits", area_counts)
    registry.fill(VISITED, "visits", visited_between)


def work_to_hand_over(session: Session, doors: Sequence[Door], day: date) -> list[OpenWork]:
    """Open concerns and agreed contacts at `doors`, for whoever looks after them next (R20)."""
    ids = [door.id for door in doors]
    concerns = [
        OpenWork("concern", one.id, one.household_id, one.text, one.due_on)
        for one in open_concerns(session, ids)
    ]
    contacts = [
        OpenWork("contact", one.household_id, one.household_id, "", one.due_on)
        for one in contacts_to_keep(session, ids)
    ]
    return concerns + contacts


def door_states(
    session: Session, doors: Sequence[Door], day: date, hidden: Collection[str]
) -> dict[str, DoorState]:
    """Last visits and what wants attention, for lists of doors; as if there were none of the
    records in `hidden`."""
    ids = [door.id for door in doors]
    last, today = last_days(session, ids, day, hidden), visited_on(session, ids, day, hidden)
    wanting = {one.household_id for one in open_concerns(session, ids, hidden)}
    contacts = contacts_to_keep(session, ids, hidden)
    wanting |= {one.household_id for one in contacts if one.due_on <= day}
    return {
        one: DoorState(day if one in today else last.get(one), one in today, one in wanting)
        for one in ids
    }


def household_panels(
    session: Session, doors: Sequence[Door], day: date, hidden: Collection[str]
) -> dict[str, dict[str, Any]]:
    """History, open concerns and the visit form for the files of `doors`; without the records in
    `hidden` and all that stems from them, of which the reader is not to know yet."""
    ids = [door.id for door in doors]
    lines = {
        door: [one for one in some if one.id not in hidden]
        for door, some in histories(session, ids, SHOWN).items()
    }
    names = names_of(session, {line.author_id for some in lines.values() for line in some})
    concerns: dict[str, list[OpenConcern]] = {}
    for one in open_concerns(session, ids, hidden):
        concerns.setdefault(one.household_id, []).append(one)
    return {
        door.id: panel(door, lines.get(door.id, []), concerns.get(door.id, []), names)
        for door in doors
    }


def panel(
    door: Door, lines: Sequence[Line], concerns: Sequence[OpenConcern], names: dict[str, str]
) -> dict[str, Any]:
    """The variables that visits add to a household's page."""
    visits = [_shown(line, names) for line in lines]
    last = lines[0] if lines else None
    return {
        "last_visit": visits[0] if visits else None,
        "visits": visits,
        "concerns": concerns,
        # Defaults come from the last visit, so that an uneventful one needs no typing.
        "values": {"purposes": last.purposes, "met_role": last.met_role} if last else {},
        "errors": {},
        "form_action": "/visits",
        "household_id": door.id,
        "subject": door.label,
        "ask_address": False,
        "amend": None,
    }


def _shown(line: Line, names: dict[str, str]) -> dict[str, Any]:
    findings = line.findings
    if len(findings) > FINDINGS_SHOWN:
        findings = findings[:FINDINGS_SHOWN] + "…"
    return {
        "id": line.id,
        "at": line.at,
        "outcome": line.outcome,
        "by": names.get(line.author_id, ""),
        "findings": findings,
        "paper": line.paper,
    }
