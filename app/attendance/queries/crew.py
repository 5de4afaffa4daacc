"""The people of a community who may stand on its roster. Names of staff only."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.attendance.queries.terms import leave_granted
from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Hotline
from app.org.models import Community, Grid, Holding, Person, Post
from app.org.queries import start_of
from app.org.rules import Period, overlap
from app.org.scope import Scope

# Who takes turns; others of the station are put on a roster one by one.
IN_TURN = (Post.GRID_WORKER, Post.CLERK)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the station."""

    id: str
    name: str
    grid: str
    posts: frozenset[str]
    periods: tuple[Period, ...] = ()

    def holds_on(self, on: date, zone: str) -> bool:
        """Whether they hold a post here for some of a day."""
        return _runs_on(self.periods, on, zone)

    @property
    def in_turn(self) -> bool:
        """Whether they take turns in hall and grid."""
        return bool(self.posts & set(IN_TURN))

    @property
    def clerk(self) -> bool:
        """Whether they belong to the hall alone."""
        return Post.CLERK in self.posts and Post.GRID_WORKER not in self.posts


def _runs_on(periods: Iterable[Period], on: date, zone: str) -> bool:
    day = Period(start_of(on, zone), start_of(on + timedelta(days=1), zone))
    return any(overlap(one, day) for one in periods)


def not_there(
    session: Session, community_id: str, planned: Collection[tuple[str, date]]
) -> set[tuple[str, date, Part]]:
    """Who of `planned` (people and their days) is away in which parts of days: by leave, or for
    the whole of a day on which they hold no post here any more."""
    if not planned:
        return set()
    zone = session.get_one(Community, community_id).zone
    rows = session.execute(
        columns(col(Holding.person_id), col(Holding.since), col(Holding.until)).where(
            col(Holding.community_id) == community_id,
            col(Holding.backup).is_(False),
            col(Holding.person_id).in_({person for person, _ in planned}),
        )
    )
    held: dict[str, list[Period]] = defaultdict(list)
    for person, *period in rows:
        held[person].append(Period(*period))
    days = [on for _, on in planned]
    return leave_granted(session, community_id, min(days), max(days)) | {
        (person, on, part)
        for person, on in planned
        if not _runs_on(held[person], on, zone)
        for part in Part
    }


def not_at_telephone(
    session: Session, community_id: str, lines: Iterable[Hotline]
) -> set[tuple[str, date, Part]]:
    """As `not_there`, of those who have the telephone."""
    planned = {(one, line.on) for line in lines for one in line.people}
    return not_there(session, community_id, planned)


def members_of(session: Session, scope: Scope, first: datetime, end: datetime) -> list[Member]:
    """Who holds a post in the reader's own community between two moments: those in turn first,
    by grid."""
    if scope.community_id is None:
        return []
    until = col(Holding.until)
    rows = session.execute(
        columns(
            col(Person.id),
            col(Person.name),
            col(Holding.post),
            col(Grid.name),
            col(Grid.number),
            col(Holding.since),
            until,
        )
        .join(Holding, col(Holding.person_id) == col(Person.id))
        .outerjoin(Grid, col(Grid.id) == col(Holding.grid_id))
        .where(
            col(Holding.community_id) == scope.community_id,
            col(Holding.backup).is_(False),
            and_(col(Holding.since) < end, or_(until.is_(None), until > first)),
        )
        .order_by(col(Grid.number), col(Person.name), col(Person.id))
    )
    found: dict[str, Member] = {}
    numbers: dict[str, int] = {}
    for person, name, post, grid, number, *period in rows:
        old = found.get(person)
        posts = frozenset({str(post)}) | (old.posts if old else frozenset())
        periods = (*(old.periods if old else ()), Period(*period))
        found[person] = Member(person, name, (old and old.grid) or grid or "", posts, periods)
        # A post without a grid may stand before or after: the databases do not agree.
        numbers[person] = numbers.get(person) or number or 0
    return sorted(
        found.values(), key=lambda one: (not one.in_turn, not one.clerk, numbers[one.id], one.name)
    )
