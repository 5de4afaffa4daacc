"""What the station told one person."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.attendance.models import Told
from app.org.scope import Scope

MOST_SHOWN = 100


def news_of(session: Session, scope: Scope) -> list[Told]:
    """One's own news, the newest first."""
    return list(
        session.exec(
            select(Told)
            .where(Told.person_id == scope.person_id)
            .order_by(col(Told.at).desc(), col(Told.id).desc())
            .limit(MOST_SHOWN)
        )
    )


def one_told(session: Session, scope: Scope, told_id: str) -> Told | None:
    """One piece of one's own news."""
    found = session.get(Told, told_id)
    return found if found is not None and found.person_id == scope.person_id else None


def unseen(session: Session, person_id: str) -> int:
    """How many pieces somebody has not opened."""
    asked = select(func.count()).where(Told.person_id == person_id, col(Told.seen_at).is_(None))
    return session.exec(asked).one()
