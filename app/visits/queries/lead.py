"""A community's day as its leads see it; nothing for anyone else."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, literal_column
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.org.scope import Scope
from app.visits.models import SetAsideDecision, Visit
from app.visits.queries.doors import bodies_in_force, counted, door_of_visit

MOST_ROWS = 500


class Arrived(NamedTuple):
    """A visit as it stands in a list, after its corrections."""

    id: str
    household_id: str | None
    address: str
    author_id: str
    made_at: datetime
    said_at: datetime
    visited_at: datetime | None
    received_at: datetime
    clock_doubtful: bool
    outcome: str
    findings: str
    requests: list[str]
    photos: int
    set_aside: str


class Done(NamedTuple):
    """What a worker has reached on one day."""

    households: int
    last_at: datetime


def arrived_since(session: Session, scope: Scope, since: datetime) -> list[Arrived]:
    """The visits of a lead's community that came since `since`, newest first."""
    if not scope.leads:
        return []
    return _arrived(
        session,
        (col(Visit.community_id) == scope.community_id)
        & (col(Visit.received_at) >= since)
        & counted(),
    )


def set_aside(session: Session, scope: Scope) -> list[Arrived]:
    """The records that wait for a lead of the community to decide."""
    if not scope.leads:
        return []
    return _arrived(
        session,
        (col(Visit.community_id) == scope.community_id)
        # Written out, not bound: only so is the index of these few rows recognised.
        & (col(Visit.set_aside) != literal_column("''"))
        & col(Visit.id).not_in(select(SetAsideDecision.visit_id)),
    )


def unlisted(session: Session, scope: Scope) -> list[Arrived]:
    """The records of doors that are on no list, for who keeps the books."""
    if not scope.stewards:
        return []
    return _arrived(
        session,
        (col(Visit.community_id) == scope.community_id)
        & col(Visit.household_id).is_(None)
        & counted(),
    )


def _arrived(session: Session, where: Any) -> list[Arrived]:
    rows = session.execute(
        columns(
            col(Visit.id),
            col(Visit.household_id),
            col(Visit.address),
            col(Visit.author_id),
            col(Visit.made_at),
            col(Visit.said_at),
            col(Visit.visited_at),
            col(Visit.received_at),
            col(Visit.clock_doubtful),
            col(Visit.outcome),
            col(Visit.findings),
            col(Visit.requests),
            col(Visit.photo_count),
            col(Visit.set_aside),
        )
        .where(where, col(Visit.erased_at).is_(None))
        .order_by(col(Visit.received_at).desc(), col(Visit.id).desc())
        .limit(MOST_ROWS)
    )
    found = [Arrived._make(row) for row in rows]
    bodies = bodies_in_force(session, [one.id for one in found])
    return [_correct(one, bodies[one.id]) if one.id in bodies else one for one in found]


def _correct(one: Arrived, body: dict[str, Any]) -> Arrived:
    return one._replace(
        address=body.get("address", one.address),
        outcome=body.get("outcome", one.outcome),
        findings=body.get("findings", ""),
        requests=body.get("requests", []),
    )


def done_on(session: Session, scope: Scope, day: date, since: datetime) -> dict[str, Done]:
    """What each worker of the lead's community reached on `day`, which began at `since`."""
    if not scope.leads:
        return {}
    rows = session.execute(
        columns(
            col(Visit.author_id),
            func.count(func.distinct(door_of_visit())),
            func.max(col(Visit.received_at)),
        )
        .where(
            col(Visit.community_id) == scope.community_id,
            # No visit of a day arrives before that day begins: the index spares the whole year.
            col(Visit.received_at) >= since,
            col(Visit.day) == day,
            counted(),
        )
        .group_by(col(Visit.author_id))
    )
    return {person: Done(households, last_at) for person, households, last_at in rows}
