"""Who belongs to the staff of a community, and when they did."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.org.models import Grid, Holding, Person, Post, open_on
from app.org.queries import start_of, zones_of
from app.org.rules import Period, overlap
from app.org.scope import Scope


class Member(NamedTuple):
    """Somebody of the station: their post, their own grid, and when they held a post here."""

    id: str
    name: str
    post: Post
    grid: str
    grid_number: int
    periods: Sequence[Period]

    def belongs(self, at: datetime) -> bool:
        """Whether they held a post of this community at a moment."""
        # A loop, because a board asks some thousand times.
        for one in self.periods:
            if one.since <= at and (one.until is None or at < one.until):
                return True
        return False

    def left(self, now: datetime) -> datetime:
        """When they left, or `now`."""
        return max([one.until or now for one in self.periods])


_Held = tuple[Holding, str, str | None, int | None]
"""A post, its holder's name, and its grid's name and number."""


class Served(NamedTuple):
    """Somebody, a community and a day."""

    person_id: str
    community_id: str
    on: date


def served(session: Session, asked: Collection[Served]) -> set[Served]:
    """Those of `asked` in which the person was of the community's staff for some of the day."""
    zones = zones_of(session, {one.community_id for one in asked})
    held = session.exec(
        select(Holding).where(
            col(Holding.person_id).in_({one.person_id for one in asked}),
            col(Holding.community_id).in_(zones),
            col(Holding.backup).is_(False),
        )
    )
    periods: dict[tuple[str, str | None], list[Period]] = defaultdict(list)
    for one in held:
        periods[one.person_id, one.community_id].append(Period(one.since, one.until))
    return {
        one
        for one in asked
        if any(
            overlap(period, _day_of(one.on, zones[one.community_id]))
            for period in periods.get((one.person_id, one.community_id), [])
        )
    }


def _day_of(on: date, zone: str) -> Period:
    return Period(start_of(on, zone), start_of(on + timedelta(days=1), zone))


def staff_between(
    session: Session,
    scope: Scope,
    zone: str,
    first: date,
    last: date,
    people: Collection[str] | None = None,
) -> list[Member]:
    """The staff of the community in scope between two days, by grid and name; for anyone but a
    lead only themself. Standing in for a neighbouring grid is no post of one's own."""
    begins, ends = start_of(first, zone), start_of(last + timedelta(days=1), zone)
    asked = (
        select(Holding, Person.name, Grid.name, Grid.number)
        .join(Person, col(Person.id) == Holding.person_id)
        .outerjoin(Grid, col(Grid.id) == Holding.grid_id)
        .where(
            Holding.community_id == scope.community_id,
            col(Holding.backup).is_(False),
            col(Holding.since) < ends,
            (col(Holding.until).is_(None)) | (col(Holding.until) > begins),
        )
        .order_by(col(Holding.since))
    )
    if not scope.leads:
        asked = asked.where(Holding.person_id == scope.person_id)
    if people is not None:
        asked = asked.where(col(Holding.person_id).in_(people))
    held: dict[str, list[_Held]] = {}
    for row in session.exec(asked):
        held.setdefault(row[0].person_id, []).append(row)
    at = min(scope.now, ends - timedelta(microseconds=1))
    members = [_member(rows, at) for rows in held.values()]
    return sorted(members, key=lambda one: (one.grid_number, one.name, one.id))


def _member(rows: list[_Held], at: datetime) -> Member:
    holding, name, grid, number = _main(rows, at)
    return Member(
        holding.person_id,
        name,
        Post(holding.post),
        grid or "",
        number or 0,
        [Period(one.since, one.until) for one, *_ in rows],
    )


def _main(rows: list[_Held], at: datetime) -> _Held:
    """The post by which somebody goes: of those held at a moment the first in the order of Post,
    as for whoever signs in; a worker whom the others chose as their representative is a worker."""
    order = list(Post)
    open_then = [row for row in rows if open_on(row[0].since, row[0].until, at)]
    newest_first = open_then[::-1] or rows[:-2:-1]
    return min(newest_first, key=lambda row: order.index(Post(row[0].post)))
