"""What a matter came from: which request, of a visit that is yet to be checked blind or not."""

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


def requests_of(session: Session, concerns: Collection[str]) -> dict[str, str]:
    """What was asked for, in the words of whoever wrote it down, by the concern's id."""
    if not concerns:
        return {}
    rows = session.exec(
        select(Concern.id, Concern.text).where(col(Concern.id).in_(sorted(concerns)))
    )
    return {concern: text for concern, text in rows}
