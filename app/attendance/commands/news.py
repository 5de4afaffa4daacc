"""News are seen, and go when they are old."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from app.attendance.models import Told
from app.kit.sql import table

KEEP = timedelta(days=90)


def see(session: Session, told: Told, now: datetime) -> None:
    """Its person opened it."""
    if told.seen_at is None:
        told.seen_at = now
        session.add(told)


def see_all(session: Session, person_id: str, now: datetime) -> None:
    """Everything that one person has not opened."""
    session.connection().execute(
        update(table(Told))
        .where(col(Told.person_id) == person_id, col(Told.seen_at).is_(None))
        .values(seen_at=now)
    )


def tidy_news(session: Session, now: datetime) -> int:
    """News of more than ninety days ago go, seen or not; how many. Commits."""
    old = col(Told.at) < now - KEEP
    count = session.exec(select(func.count()).select_from(Told).where(old)).one()
    session.connection().execute(delete(table(Told)).where(old))
    session.commit()
    return count
