"""Who judges cases of a community: people from outside it, whom its street appoints (row R111)."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.org.models import JUDGES, Holding, Person, Post
from app.org.scope import running


class Judging(NamedTuple):
    """Somebody who may judge cases of a community now, and since when they hold that post."""

    id: str
    name: str
    post: Post
    since: datetime
    community_id: str


def judges_in(session: Session, person_id: str, now: datetime) -> dict[str, frozenset[Post]]:
    """For which communities a person is of the panel or decides appeals now, by their ids; none
    that the person belongs to or works in (row R111)."""
    found: dict[str, frozenset[Post]] = {}
    for one in _judging(session, now, col(Holding.person_id) == person_id):
        found[one.community_id] = found.get(one.community_id, frozenset()) | {one.post}
    return found


def people_judging(session: Session, community_id: str, now: datetime) -> list[Judging]:
    """Who may judge cases of a community now: its panel, then its appeal officers, by name."""
    found = _judging(session, now, col(Holding.area_id) == community_id)
    return sorted(found, key=lambda one: (JUDGES.index(one.post), one.name, one.id))


def _judging(session: Session, now: datetime, which: ColumnElement[bool]) -> list[Judging]:
    rows = session.execute(
        columns(
            col(Person.id),
            col(Person.name),
            col(Holding.post),
            col(Holding.since),
            col(Holding.area_id),
        )
        .join(Person, col(Person.id) == col(Holding.person_id))
        .where(which, col(Holding.post).in_(JUDGES), running(Holding, now), outside(now))
    )
    return [
        Judging(person, name, Post(post), since, community)
        for person, name, post, since, community in rows
    ]


def outside(now: datetime) -> ColumnElement[bool]:
    """Rows of holdings, joined to their people, whose holder is not of the staff of the
    community that the holding is over: only from outside somebody may judge it."""
    other = aliased(Holding)
    works_there = (
        columns(col(other.id))
        .where(
            col(other.person_id) == col(Holding.person_id),
            col(other.community_id) == col(Holding.area_id),
            col(other.post).not_in(JUDGES),
            running(other, now),
        )
        .exists()
    )
    home = col(Person.community_id)
    return and_(or_(home.is_(None), home != col(Holding.area_id)), ~works_there)
