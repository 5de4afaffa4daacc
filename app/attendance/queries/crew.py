"""The people of a community who may stand on its roster. Names of staff only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.org.models import Grid, Holding, Person, Post
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
        day = Period(start_of(on, zone), start_of(on + timedelta(days=1), zone))
        return any(overlap(one, day) for one in self.periods)

    @property
    def in_turn(self) -> bool:
        """Whether they take turns in hall and grid."""
        return bool(self.posts & set(IN_TURN))

    @property
    def clerk(self) -> bool:
        """Whether they belong to the hall alone."""
        return Post.CLERK in self.posts and Post.GRID_WORKER not in self.posts


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
        numbers.setdefault(person, number or 0)
    return sorted(
        found.values(), key=lambda one: (not one.in_turn, not one.clerk, numbers[one.id], one.name)
    )
