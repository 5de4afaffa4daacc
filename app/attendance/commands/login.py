"""Whoever opens the application with their key in the morning has signed in for the day (R112)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.attendance.held import touch_digest
from app.attendance.models import Touch
from app.attendance.rules.evidence import Signed, prove
from app.attendance.rules.parts import part_at
from app.auth.principal import held_by
from app.auth.rules import Way
from app.auth.sessions import Opening
from app.kit import audit
from app.kit.held import ROW
from app.kit.ids import uuid7
from app.org.queries import zones_of

KEYS = (Way.PASSKEY, Way.DEVICE_KEY)


def touch_at_sign_in(session: Session, opening: Opening, now: datetime) -> None:
    """Keep the ceremony as a touch: answered at once, so its time is proved to the minute. Nothing
    for a printed code, at night, or above the communities."""
    person, community = opening.person, opening.person.community_id
    if opening.asked_at is None or community is None or opening.way not in KEYS:
        return
    local = now.astimezone(ZoneInfo(zones_of(session, [community])[community]))
    part = part_at(local)
    if part is None or not held_by(session, person.id, now):
        return
    by_passkey = opening.way == Way.PASSKEY
    found = prove(Signed(min(opening.asked_at, now), now, by_passkey=by_passkey))
    row = Touch(
        id=uuid7(),
        community_id=community,
        person_id=person.id,
        on=local.date(),
        part=part.value,
        grade=found.grade,
        earliest=found.earliest,
        latest=found.latest,
        device_id=opening.device_id,
        key_id=opening.key.id if opening.key else "",
        received_at=now,
    )
    session.add(row)
    said = {"on": row.on.isoformat(), "part": row.part, "grade": row.grade}
    said[ROW] = touch_digest(row.model_dump())
    audit.record(session, community, now, "touch.signed_in", person.id, row.id, said)
