"""A unit is registered, changed, closed or opened again; each with its event (rows R5, R137)."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.books.forms import UnitEntry
from app.households.models import LocalUnit
from app.kit import audit
from app.kit.ids import uuid7

# Whose contact it was is nobody's business later: history says that it changed, not from whom.
PERSONAL = frozenset({"contact_name", "contact_phone"})
HIDDEN = "***"


def add_unit(
    session: Session, community_id: str, entry: UnitEntry, by: str, at: datetime, today: date
) -> LocalUnit:
    """Write a new unit."""
    unit = LocalUnit(id=uuid7(), community_id=community_id, **entry.fields())
    unit.verified_on = today
    session.add(unit)
    session.flush()
    changes = {name: ["", value] for name, value in _said(unit).items() if value}
    audit.record(session, community_id, at, "unit.added", by, unit.id, {"changes": changes})
    return unit


def change_unit(
    session: Session, unit: LocalUnit, entry: UnitEntry, by: str, at: datetime, today: date
) -> None:
    """Write what changed; compared with what holds even where nothing did, if so said."""
    before, personal = _said(unit), {name: getattr(unit, name) for name in PERSONAL}
    for name, value in entry.fields().items():
        setattr(unit, name, value)
    if entry.verified:
        unit.verified_on = today
    after = _said(unit)
    changes = {
        name: [before[name], after[name]]
        for name in before
        if before[name] != after[name]
        or (name in PERSONAL and personal[name] != getattr(unit, name))
    }
    if not changes:
        return
    session.add(unit)
    audit.record(session, unit.community_id, at, "unit.changed", by, unit.id, {"changes": changes})


def close_unit(
    session: Session, unit: LocalUnit, reason: str, by: str, at: datetime, on: date
) -> None:
    """The unit is no longer there; its row stays as history."""
    unit.closed_on = on
    session.add(unit)
    audit.record(session, unit.community_id, at, "unit.closed", by, unit.id, {"reason": reason})


def open_unit(session: Session, unit: LocalUnit, by: str, at: datetime) -> None:
    """The unit is there after all."""
    unit.closed_on = None
    session.add(unit)
    audit.record(session, unit.community_id, at, "unit.opened", by, unit.id)


def _said(unit: LocalUnit) -> dict[str, Any]:
    """The fields of a unit as its history may show them."""
    return {
        "name": unit.name,
        "kind": unit.kind,
        "uscc": unit.uscc,
        "building_id": unit.building_id or "",
        "address": unit.address,
        "contact_name": HIDDEN if unit.contact_name else "",
        "contact_phone": HIDDEN if unit.contact_phone else "",
        "verified_on": unit.verified_on.isoformat() if unit.verified_on else "",
    }
