"""Who holds which post in a community, now and from later on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.org.models import Grid, Holding, Person, Post
from app.org.rules import Period
from app.org.scope import Scope


def people_of(session: Session, scope: Scope) -> list[Person]:
    """Everybody who works or worked in a lead's community, by name."""
    if not scope.leads:
        return []
    return list(
        session.exec(
            select(Person)
            .where(Person.community_id == scope.community_id)
            .order_by(Person.name, Person.id)
        )
    )


def holdings_of(session: Session, scope: Scope) -> list[Holding]:
    """The posts of a lead's community that hold now or will, the oldest first."""
    if not scope.leads:
        return []
    until = col(Holding.until)
    return list(
        session.exec(
            select(Holding)
            .where(
                Holding.community_id == scope.community_id,
                or_(until.is_(None), until > scope.now),
            )
            .order_by(col(Holding.since), Holding.id)
        )
    )


def holding_of(session: Session, scope: Scope, holding_id: str) -> Holding | None:
    """One post of a lead's community, or None."""
    found = session.get(Holding, holding_id) if scope.leads else None
    return found if found is not None and found.community_id == scope.community_id else None


def person_of(session: Session, scope: Scope, person_id: str) -> Person | None:
    """One of the people of a lead's community, or None."""
    found = session.get(Person, person_id) if scope.leads else None
    return found if found is not None and found.community_id == scope.community_id else None


def open_grids(session: Session, scope: Scope) -> list[Grid]:
    """The grids of a lead's community that are not to be closed, by number."""
    if not scope.leads:
        return []
    return list(
        session.exec(
            select(Grid)
            .where(Grid.community_id == scope.community_id, col(Grid.closed_at).is_(None))
            .order_by(col(Grid.number), Grid.id)
        )
    )


def keeping(session: Session, grid_id: str) -> Sequence[Holding]:
    """Everybody who was, is or will be the one worker of a grid; backups are not."""
    return session.exec(
        select(Holding).where(
            Holding.grid_id == grid_id,
            Holding.post == Post.GRID_WORKER,
            col(Holding.backup).is_(False),
        )
    ).all()


def heading(session: Session, community_id: str) -> Sequence[Holding]:
    """Everybody who was, is or will be the one head of a station; delegates are not."""
    return session.exec(
        select(Holding).where(
            Holding.community_id == community_id,
            Holding.post == Post.STATION_HEAD,
            col(Holding.delegate_of).is_(None),
        )
    ).all()


def leading(session: Session, person_id: str, at: datetime) -> bool:
    """Whether somebody leads a grid or a station at a moment, also for somebody else."""
    rows = session.exec(
        select(Holding).where(
            Holding.person_id == person_id,
            col(Holding.post).in_([Post.GRID_LEAD, Post.STATION_HEAD]),
        )
    )
    return running_at(rows.all(), at) is not None


def periods(rows: Sequence[Holding], but: str = "") -> list[Period]:
    """The times of `rows`, without the one with the id `but`."""
    return [Period(one.since, one.until) for one in rows if one.id != but]


def running_at(rows: Sequence[Holding], at: datetime) -> Holding | None:
    """The one of `rows` that holds at the moment `at`."""
    for one in rows:
        if one.since <= at and (one.until is None or at < one.until):
            return one
    return None
