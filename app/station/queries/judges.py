"""Who sits on the panels of a street's communities, and who could (row R111)."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.org.judging import outside
from app.org.models import JUDGES, Area, Holding, Person, Post
from app.org.rules import Period
from app.org.scope import running

# Whose presence means that a community is at work, and needs a panel.
AT_WORK = (Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD)


class Judge(NamedTuple):
    """An appointment over a community that holds now or will. `of`: where they belong. `outside`:
    nobody who works in the community meanwhile may judge there."""

    holding_id: str
    person_id: str
    name: str
    of: str | None
    post: Post
    since: datetime
    until: datetime | None
    begun: bool
    outside: bool


class Candidate(NamedTuple):
    """Somebody of the street whom it could appoint: their post, and where they work."""

    id: str
    name: str
    post: Post
    place: str


def judges_of(
    session: Session, communities: Collection[str], now: datetime
) -> dict[str, list[Judge]]:
    """The appointments of each of `communities` that are not over, the panel first, by name."""
    until = col(Holding.until)
    rows = session.execute(
        columns(
            col(Holding.area_id), col(Holding.id), col(Person.id), col(Person.name),
            col(Person.community_id), col(Holding.post), col(Holding.since), until,
            outside(now),
        )
        .join(Person, col(Person.id) == col(Holding.person_id))
        .where(
            col(Holding.area_id).in_(communities),
            col(Holding.post).in_(JUDGES),
            or_(until.is_(None), until > now),
        )
        .order_by(col(Person.name), col(Holding.since), col(Holding.id))
    )  # fmt: skip
    found: dict[str, list[Judge]] = {}
    for area, held, person, name, of, post, since, ends, free in rows:
        judge = Judge(held, person, name, of, Post(post), since, ends, since <= now, bool(free))
        found.setdefault(area, []).append(judge)
    for judges in found.values():
        judges.sort(key=lambda one: JUDGES.index(one.post))
    return found


def at_work(session: Session, areas: Collection[str], now: datetime) -> set[str]:
    """Those of `areas` that are communities in which somebody knocks on doors or leads."""
    rows = session.exec(
        select(Holding.community_id)
        .where(
            col(Holding.community_id).in_(areas),
            col(Holding.post).in_(AT_WORK),
            running(Holding, now),
        )
        .distinct()
    )
    return {one for one in rows if one}


def candidates(session: Session, areas: Collection[str], now: datetime) -> list[Candidate]:
    """Everybody who holds a post in one of `areas` now, by place and name, each once."""
    rows = session.execute(
        columns(col(Person.id), col(Person.name), col(Holding.post), col(Area.name))
        .join(Holding, col(Holding.person_id) == col(Person.id))
        .join(Area, col(Area.id) == col(Holding.area_id))
        .where(col(Holding.area_id).in_(areas), running(Holding, now))
        .order_by(col(Area.code), col(Person.name), col(Person.id))
    )
    order, best = list(Post), dict[str, Candidate]()
    for person, name, post, place in rows:
        one = Candidate(person, name, Post(post), place)
        known = best.get(person)
        if known is None or order.index(one.post) < order.index(known.post):
            best[person] = one
    return list(best.values())


def person_in(
    session: Session, areas: Collection[str], person_id: str, now: datetime
) -> Person | None:
    """Somebody who holds a post in one of `areas` now or belongs to a community among them."""
    person = session.get(Person, person_id)
    if person is None or person.community_id in areas:
        return person
    held = session.exec(
        select(Holding.id).where(
            Holding.person_id == person_id, col(Holding.area_id).in_(areas), running(Holding, now)
        )
    ).first()
    return person if held else None


def phone_known(session: Session, areas: Collection[str], phone: str, now: datetime) -> bool:
    """Whether somebody who works or worked in `areas`, or is of its staff, has this number."""
    until = col(Holding.until)
    held = columns(col(Holding.person_id)).where(
        col(Holding.area_id).in_(areas), or_(until.is_(None), until > now)
    )
    phones = session.exec(
        select(Person.phone).where(
            or_(col(Person.community_id).in_(areas), col(Person.id).in_(held))
        )
    )
    return _digits(phone) in {_digits(one) for one in phones if one}


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def worked_in(session: Session, person_id: str, community_id: str) -> list[Period]:
    """When somebody was, is or will be of the staff of a community."""
    rows = session.exec(
        select(Holding).where(
            Holding.person_id == person_id,
            Holding.community_id == community_id,
            col(Holding.post).not_in(JUDGES),
        )
    )
    return [Period(one.since, one.until) for one in rows]


def judging_from(session: Session, person_id: str, community_id: str, at: datetime) -> set[Post]:
    """What somebody judges in a community at the moment `at`, or will later."""
    until = col(Holding.until)
    rows = session.exec(
        select(Holding.post).where(
            Holding.person_id == person_id,
            Holding.area_id == community_id,
            col(Holding.post).in_(JUDGES),
            or_(until.is_(None), until > at),
        )
    )
    return {Post(one) for one in rows}


def appointment_of(
    session: Session, community_id: str, holding_id: str, now: datetime
) -> Holding | None:
    """One appointment over a community that is not over, or None."""
    held = session.get(Holding, holding_id)
    if held is None or held.area_id != community_id or held.post not in JUDGES:
        return None
    return None if held.until is not None and held.until <= now else held
