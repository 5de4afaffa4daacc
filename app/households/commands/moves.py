"""A household moves in, within or out; two files of one household become one (rows R47, R137)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.households.commands.file import note_change, values_of
from app.households.forms.moves import DoorEntry, MoveEntry, MoveOutEntry, NewEntry
from app.households.models import (
    Consent,
    Correction,
    CorrectionState,
    Household,
    HouseholdChange,
    Need,
)
from app.households.queries.doors import labels_of
from app.households.rules.mergers import Kept, winner
from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.kit.sql import table
from app.org.commands import recall

# Kept in Chinese as all reasons are; pages translate the ones that the program itself gives.
MOVED_OUT = Message("住户已迁出").msgid


class Follow(Protocol):
    """What a higher slice does with its own rows when `merged` goes on as `kept`."""

    def __call__(self, session: Session, merged: str, kept: str) -> None: ...


def move_in(
    session: Session, community_id: str, entry: NewEntry, by: str, at: datetime, day: date
) -> Household:
    """Open a file at a free door."""
    household = Household(
        id=uuid7(),
        community_id=community_id,
        building_id=entry.door.building_id,
        entrance=entry.door.entrance,
        room=entry.door.room,
        people=entry.people,
        verified_on=day,
        moved_in_on=entry.moved_in_on,
    )
    session.add(household)
    _flush(session)
    label = labels_of(session, [household.id])[household.id]
    note_change(session, household, "moved", "", label, by, at, "", "move_in")
    _record(session, household, "household.moved_in", by, at)
    return household


def move(session: Session, household: Household, entry: MoveEntry, by: str, at: datetime) -> None:
    """A household moves within the community and keeps its file; whoever looks after the new
    door sees it from now on. Where it was until now stays known, for records on their way."""
    before = labels_of(session, [household.id])[household.id]
    old_building = household.building_id
    _to(household, entry.door)
    session.add(household)
    _flush(session)
    after = labels_of(session, [household.id])[household.id]
    note_change(session, household, "moved", before, after, by, at, entry.reason, "move")
    new_building = household.building_id
    if new_building != old_building:
        note_change(
            session, household, "building_id", old_building, new_building, by, at, "", "move"
        )
    recall(session, household.community_id)
    _record(session, household, "household.moved", by, at)


def move_out(
    session: Session, household: Household, entry: MoveOutEntry, by: str, at: datetime
) -> None:
    """Close a file: its needs end, what waits about it is over, its time of keeping begins."""
    household.moved_out_on = entry.on
    session.add(household)
    label = labels_of(session, [household.id])[household.id]
    note_change(session, household, "moved", label, "", by, at, entry.reason, "move_out")
    running = select(Need).where(Need.household_id == household.id, col(Need.ended_on).is_(None))
    for need in session.exec(running):
        need.ended_on, need.ended_reason, need.code = entry.on, MOVED_OUT, None
        session.add(need)
    for one in _waiting(session, household.id):
        one.state, one.answer = CorrectionState.RETURNED, MOVED_OUT
        one.decided_by, one.decided_at = by, at
        session.add(one)
    recall(session, household.community_id)
    _record(session, household, "household.moved_out", by, at)


def merge(
    session: Session,
    kept: Household,
    merged: Household,
    by: str,
    at: datetime,
    reason: str,
    follow: Iterable[Follow] = (),
) -> None:
    """Let `merged` go on as `kept`: one file with the history of both.

    Needs, consents, changes and corrections go over; visits are never changed and stay with the
    file on which they were written, from where `merged_into` leads to the one that goes on.
    """
    if kept.id == merged.id or kept.community_id != merged.community_id:
        raise Conflict
    won = winner(_kept(kept), _kept(merged))
    before = values_of(kept)
    kept.people, kept.contact_by = won.people, won.contact_by
    kept.contact_name, kept.contact_phone = won.contact_name, won.contact_phone
    kept.verified_on, kept.moved_in_on = won.verified_on, won.moved_in_on
    other = labels_of(session, [merged.id])[merged.id]
    for model in (Need, Consent, HouseholdChange, Correction):
        rows = table(model)
        session.connection().execute(
            update(rows).where(rows.c.household_id == merged.id).values(household_id=kept.id)
        )
    households = table(Household)
    session.connection().execute(
        update(households).where(households.c.merged_into == merged.id).values(merged_into=kept.id)
    )
    merged.merged_into = kept.id
    merged.contact_name = merged.contact_phone = ""
    session.add_all([kept, merged])
    note_change(session, kept, "merged", other, "", by, at, reason, "merge")
    for name, new in values_of(kept).items():
        if before[name] != new:
            note_change(session, kept, name, before[name], new, by, at, reason, "merge")
    session.flush()
    for one in follow:
        one(session, merged.id, kept.id)
    recall(session, kept.community_id)
    payload = {"merged": merged.id}
    audit.record(session, kept.community_id, at, "household.merged", by, kept.id, payload)


def _kept(household: Household) -> Kept:
    return Kept(
        household.people,
        household.contact_name,
        household.contact_phone,
        household.contact_by,
        household.verified_on,
        household.moved_in_on,
    )


def _to(household: Household, door: DoorEntry) -> None:
    household.building_id = door.building_id
    household.entrance, household.room = door.entrance, door.room


def _flush(session: Session) -> None:
    """Raises Conflict when somebody got the door first."""
    try:
        session.flush()
    except IntegrityError as problem:
        session.rollback()
        raise Conflict from problem


def _waiting(session: Session, household_id: str) -> list[Correction]:
    return list(
        session.exec(
            select(Correction).where(
                Correction.household_id == household_id, Correction.state == CorrectionState.OPEN
            )
        )
    )


def _record(session: Session, household: Household, kind: str, by: str, at: datetime) -> None:
    audit.record(session, household.community_id, at, kind, by, household.id)
