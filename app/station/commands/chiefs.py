"""A building's chief begins and ends; who it was stays known as long as they agree (row R8)."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from app.kit import audit
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.org.models import Building, BuildingChief
from app.station.commands.settings import lock
from app.station.forms.chiefs import ChiefEntry, EndingEntry


def name_chief(
    session: Session, building: Building, entry: ChiefEntry, by: str, now: datetime
) -> BuildingChief:
    """Somebody is chief from a day on; the one before them is so no more."""
    lock(session, building.community_id)
    running = session.exec(
        select(BuildingChief).where(
            BuildingChief.building_id == building.id, col(BuildingChief.until).is_(None)
        )
    ).first()
    if running is not None:
        if running.since > entry.since:
            raise Conflict
        running.until, running.ended_by, running.ended_at = entry.since, by, now
        session.add(running)
        session.flush()
    chief = BuildingChief(
        id=uuid7(),
        community_id=building.community_id,
        building_id=building.id,
        name=entry.name,
        phone=entry.phone,
        since=entry.since,
        consent_channel=entry.channel,
        set_by=by,
        set_at=now,
    )
    session.add(chief)
    session.flush()
    said = {"building": building.id, "since": entry.since.isoformat()}
    audit.record(session, building.community_id, now, "chief.named", by, chief.id, said)
    return chief


def end_chief(
    session: Session, chief: BuildingChief, entry: EndingEntry, by: str, now: datetime, day: date
) -> None:
    """Somebody is chief no more, or takes back their consent to be named, also later."""
    if chief.until is None:
        chief.until = max(day, chief.since)
        chief.ended_by, chief.ended_at, chief.ended_reason = by, now, entry.reason
    elif not entry.forget:
        raise Conflict
    if entry.forget:
        chief.name = chief.phone = ""
    session.add(chief)
    session.flush()
    said = {"building": chief.building_id, "forgotten": entry.forget}
    audit.record(session, chief.community_id, now, "chief.ended", by, chief.id, said)
