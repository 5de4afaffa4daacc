"""Touches that need a person: entered for somebody without a phone, or set aside (R112)."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.attendance.commands.telling import tell
from app.attendance.forms.decisions import Seen, Settlement
from app.attendance.held import touch_digest
from app.attendance.models import Place, Touch
from app.attendance.queries.standings import Standing
from app.attendance.rules.verdict import Grade
from app.kit import audit
from app.kit.held import ROW
from app.kit.ids import uuid7
from app.kit.problems import Conflict, NotAllowed

MINUTE = timedelta(minutes=1)


def enter(
    session: Session, community_id: str, standing: Standing, seen: Seen, by: str, now: datetime
) -> Touch:
    """Write down that somebody was there. Until they confirm it, it proves that they came at some
    time until now: never that they were late, nor in time. Raises NotAllowed for oneself."""
    if by == standing.person_id:
        raise NotAllowed
    row = Touch(
        id=uuid7(),
        community_id=community_id,
        person_id=standing.person_id,
        on=standing.on,
        part=standing.part,
        grade=Grade.WITNESSED,
        earliest=standing.half.opens,
        latest=now,
        claimed=seen.at,
        place=Place.HALL,
        reason=seen.reason,
        entered_by=by,
        received_at=now,
    )
    session.add(row)
    said = {"person": row.person_id, "at": seen.at.isoformat(), "reason": seen.reason}
    said[ROW] = touch_digest(row.model_dump())
    audit.record(session, community_id, now, "touch.entered", by, row.id, said)
    values = {"on": row.on.isoformat(), "part": row.part}
    tell(session, community_id, [row.person_id], "touch_entered", values, "/day", now)
    return row


def answer(session: Session, row: Touch, confirmed: bool, now: datetime) -> None:
    """Its worker says whether what was entered for them is so. Raises Conflict a second time."""
    if row.entered_by is None or row.confirmed_at is not None or not row.counts:
        raise Conflict
    if confirmed:
        row.confirmed_at = now
        row.earliest = row.claimed or row.earliest
        row.latest = row.claimed + MINUTE if row.claimed else row.latest
    else:
        row.counts = False
    session.add(row)
    said = {ROW: touch_digest(row.model_dump())}
    kind = "touch.confirmed" if confirmed else "touch.denied"
    audit.record(session, row.community_id, now, kind, row.person_id, row.id, said)


def settle(session: Session, row: Touch, given: Settlement, by: str, now: datetime) -> None:
    """A lead says whether a touch that was set aside counts, and for which part of which day where
    its own cannot be. Raises Conflict a second time."""
    if not row.set_aside or row.settled_by is not None:
        raise Conflict
    if by == row.person_id:
        raise NotAllowed
    named = {"on": row.on.isoformat(), "part": row.part}
    row.counts, row.settled_by, row.settled_at = given.counts, by, now
    if given.half is not None:
        row.on, row.part = given.half
    session.add(row)
    said = {"counts": given.counts, "reason": given.reason, "why": row.set_aside, "named": named}
    said[ROW] = touch_digest(row.model_dump())
    audit.record(session, row.community_id, now, "touch.settled", by, row.id, said)
    values = {"on": row.on.isoformat(), "part": row.part}
    tell(session, row.community_id, [row.person_id], "touch_settled", values, "/day", now)
