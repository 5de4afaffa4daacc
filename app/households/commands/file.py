"""What changes in a file, and who proposed it (rows R47, R127, R137)."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from app.households.forms.file import FieldsEntry
from app.households.models import Correction, CorrectionState, Household, HouseholdChange
from app.kit import audit
from app.kit.forms import DecisionEntry
from app.kit.ids import uuid7


def values_of(household: Household) -> dict[str, str]:
    """The fields that a form may change, as text."""
    return {
        "people": "" if household.people is None else str(household.people),
        "contact_name": household.contact_name,
        "contact_phone": household.contact_phone,
        "contact_by": household.contact_by,
    }


def note_change(
    session: Session,
    household: Household,
    field: str,
    old: str,
    new: str,
    by: str,
    at: datetime,
    reason: str,
    source: str,
) -> None:
    """One line of the file's history."""
    session.add(
        HouseholdChange(
            id=uuid7(),
            community_id=household.community_id,
            household_id=household.id,
            field=field,
            old=old,
            new=new,
            by=by,
            at=at,
            reason=reason,
            source=source,
        )
    )


def set_fields(
    session: Session,
    household: Household,
    changed: Mapping[str, str],
    by: str,
    at: datetime,
    day: date,
    reason: str,
    source: str,
) -> None:
    """Write new values, with the old ones beside them; the file is as fresh as `day`."""
    before = values_of(household)
    for name, new in changed.items():
        if before[name] == new:
            continue
        note_change(session, household, name, before[name], new, by, at, reason, source)
        setattr(household, name, (int(new) if new else None) if name == "people" else new)
    household.verified_on = day
    session.add(household)


def edit(
    session: Session, household: Household, entry: FieldsEntry, by: str, at: datetime, day: date
) -> None:
    """A lead or head puts a file right."""
    set_fields(session, household, entry.changed, by, at, day, entry.reason, "edit")
    _record(session, household, "household.changed", by, at, {"fields": sorted(entry.changed)})


def verify(session: Session, household: Household, by: str, at: datetime, day: date) -> None:
    """Everything in the file was looked at and is right on `day`."""
    old = household.verified_on.isoformat() if household.verified_on else ""
    if old == day.isoformat():
        return
    note_change(session, household, "verified_on", old, day.isoformat(), by, at, "", "verified")
    household.verified_on = day
    session.add(household)
    _record(session, household, "household.verified", by, at, {})


def decide(
    session: Session,
    correction: Correction,
    household: Household,
    entry: DecisionEntry,
    by: str,
    at: datetime,
    day: date,
) -> None:
    """Accept a correction into the file, or return it with an answer."""
    correction.state = CorrectionState.ACCEPTED if entry.accepts else CorrectionState.RETURNED
    correction.answer, correction.decided_by, correction.decided_at = entry.words, by, at
    session.add(correction)
    if entry.accepts:
        changed = {name: str(value) for name, value in correction.fields.items()}
        reason = correction.reason
        set_fields(session, household, changed, by, at, day, reason, "correction")
    payload = {"household": household.id, "state": correction.state}
    audit.record(
        session, household.community_id, at, "correction.decided", by, correction.id, payload
    )


def _record(
    session: Session,
    household: Household,
    kind: str,
    by: str,
    at: datetime,
    payload: dict[str, object],
) -> None:
    audit.record(session, household.community_id, at, kind, by, household.id, payload)
