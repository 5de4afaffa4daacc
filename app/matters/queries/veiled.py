"""Whether a matter came from a visit that its reader is still to check blind."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from app.matters.models import Matter
from app.visits.models import Concern


def stems_from(session: Session, concern_id: str, visits: Collection[str]) -> bool:
    """Whether a concern was written in one of these visits."""
    visit = session.exec(select(Concern.visit_id).where(Concern.id == concern_id)).first()
    return visit is not None and visit in visits


def from_visits(session: Session, visits: Collection[str]) -> set[str]:
    """The matters that came from these visits."""
    if not visits:
        return set()
    rows = session.exec(
        select(Matter.id)
        .join(Concern, col(Concern.id) == Matter.concern_id)
        .where(col(Concern.visit_id).in_(list(visits)))
    )
    return set(rows)
