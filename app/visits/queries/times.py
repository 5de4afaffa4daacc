"""When workers were at doors."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.visits.models import Visit
from app.visits.queries.doors import counted

ONE_DAY = timedelta(days=1)


def visited_between(
    session: Session, people: Collection[str], since: datetime, until: datetime
) -> list[tuple[str, datetime]]:
    """Who was at a door, and when, once for each visit that counts: `since` <= moment < `until`."""
    at = func.coalesce(col(Visit.visited_at), col(Visit.made_at))
    rows = session.execute(
        columns(col(Visit.author_id), at)
        .where(
            col(Visit.author_id).in_(people),
            # For the index; a day of another time zone may begin a day apart.
            col(Visit.day) >= since.date() - ONE_DAY,
            col(Visit.day) <= until.date() + ONE_DAY,
            at >= since,
            at < until,
            counted(),
        )
        .order_by(at)
    )
    return [(person, moment) for person, moment in rows]
