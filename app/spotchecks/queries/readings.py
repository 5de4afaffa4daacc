"""Second readings: which wait for whom, what they keep from whose eyes, how often two agreed."""

from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.org.scope import Scope
from app.spotchecks.models import SecondReading, SpotCheck


def waiting_readings(session: Session, scope: Scope) -> list[SpotCheck]:
    """The checks that this person is to compare once more, the oldest first."""
    if not scope.leads:
        return []
    return list(
        session.exec(
            select(SpotCheck)
            .join(SecondReading, col(SecondReading.check_id) == col(SpotCheck.id))
            .where(
                SpotCheck.community_id == scope.community_id,
                SecondReading.reader_id == scope.person_id,
                col(SecondReading.saved_at).is_(None),
            )
            .order_by(col(SecondReading.opened_at), col(SpotCheck.id))
        )
    )


def unread_of(session: Session, community_id: str) -> list[SpotCheck]:
    """Every check of a community that is still to be compared once more."""
    return list(
        session.exec(
            select(SpotCheck)
            .join(SecondReading, col(SecondReading.check_id) == col(SpotCheck.id))
            .where(
                SecondReading.community_id == community_id, col(SecondReading.saved_at).is_(None)
            )
            .order_by(col(SecondReading.opened_at), col(SpotCheck.id))
        )
    )


def reading_of(session: Session, check: SpotCheck) -> SecondReading | None:
    """The second reading of a check, if it has one."""
    return session.get(SecondReading, check.id)


def unread_by(session: Session, scope: Scope) -> set[str]:
    """The checks of which this person may not learn yet what came of them."""
    found = session.exec(
        select(SecondReading.check_id).where(
            SecondReading.reader_id == scope.person_id, col(SecondReading.saved_at).is_(None)
        )
    )
    return set(found)


def reading(session: Session, check_id: str | None) -> set[str]:
    """Who is still to compare a check once more."""
    found = session.exec(
        select(SecondReading.reader_id).where(
            SecondReading.check_id == check_id, col(SecondReading.saved_at).is_(None)
        )
    )
    return set(found)


def read_twice(session: Session, scope: Scope, since: datetime) -> list[tuple[str, str]]:
    """Both outcomes of each check of a lead's community that was read twice."""
    if not scope.leads:
        return []
    rows = session.execute(
        columns(col(SpotCheck.outcome), col(SecondReading.outcome))
        .join(SecondReading, col(SecondReading.check_id) == col(SpotCheck.id))
        .where(
            col(SecondReading.community_id) == scope.community_id,
            col(SecondReading.opened_at) >= since,
            col(SecondReading.saved_at).is_not(None),
        )
    )
    return [(one, other) for one, other in rows]
