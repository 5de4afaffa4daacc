"""Every step around signing in stands in the audit chain of the person it is about."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.kit import audit
from app.org.models import JUDGES, Holding, Person


def note(
    session: Session,
    person: Person,
    at: datetime,
    kind: str,
    actor_id: str,
    object_id: str,
    payload: dict[str, Any] | None = None,
) -> None:
    """Append what `actor_id` did about `person` to the chain of that person's community or area."""
    chain = chain_of(session, person)
    if chain and not audit.lock_heads(session, [chain]):
        audit.start_chain(session, chain)
    if chain:
        audit.record(session, chain, at, kind, actor_id, object_id, payload)


def chain_of(session: Session, person: Person) -> str:
    """The community of a person, or the area of those above the communities; of somebody who only
    judges cases, the community of these."""
    if person.community_id:
        return person.community_id
    area = session.exec(
        select(Holding.area_id)
        .where(Holding.person_id == person.id)
        .order_by(col(Holding.post).in_(JUDGES), col(Holding.since).desc())
        .limit(1)
    ).first()
    return area or ""
