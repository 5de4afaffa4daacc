"""Who answers the telephone today, and what was agreed with residents (rows R106, R145)."""

from datetime import date, datetime, timedelta

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.attendance.queries.crew import not_there
from app.attendance.queries.rosters import monday_of, plan_of
from app.attendance.rules.gaps import telephone_day
from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Hotline
from app.auth.principal import Principal
from app.hotline.models import Entry
from app.hotline.queries.register import entries_clause
from app.org.models import Person
from app.org.queries import start_of

MOST = 50
AHEAD = timedelta(days=14)
PUBLISHED = "published"


def on_duty(
    session: Session, community_id: str, on: date
) -> list[tuple[Part | None, list[tuple[str, str]]]]:
    """By part of the day (None: all of it) who answers, the first of them first, as name and
    telephone. Empty without a roster."""
    plan = plan_of(session, community_id, monday_of(on), PUBLISHED)
    duty = plan.hotline.get(on) if plan else None
    if duty is None:
        return []
    line = Hotline(on, duty.person_id, duty.backup_id or "")
    away = not_there(session, community_id, {(one, on) for one in line.people})
    parts = telephone_day(line, away)
    people = {one for _, some in parts for one in some}
    rows = session.execute(
        columns(col(Person.id), col(Person.name), col(Person.phone)).where(
            col(Person.id).in_(people)
        )
    )
    known = {person: (name, phone) for person, name, phone in rows}
    return [(part, [known[one] for one in some]) for part, some in parts]


def slots_ahead(session: Session, person: Principal, now: datetime) -> list[Entry]:
    """Help at home that was agreed for these days, the next first."""
    asked = select(Entry).where(
        entries_clause(person), col(Entry.slot_until) >= now, col(Entry.slot_from) < now + AHEAD
    )
    return list(session.exec(asked.order_by(col(Entry.slot_from), col(Entry.id)).limit(MOST)))


def entries_on(session: Session, person: Principal, on: date, zone: str) -> list[Entry]:
    """What was taken down today by this person or, for who leads and for windows, by anybody."""
    since, until = start_of(on, zone), start_of(on + timedelta(days=1), zone)
    asked = select(Entry).where(
        entries_clause(person), col(Entry.at) >= since, col(Entry.at) < until
    )
    return list(session.exec(asked.order_by(col(Entry.at).desc(), col(Entry.id)).limit(MOST)))


def entry_of(session: Session, person: Principal, entry_id: str) -> Entry | None:
    """An entry in scope."""
    return session.exec(select(Entry).where(Entry.id == entry_id, entries_clause(person))).first()
