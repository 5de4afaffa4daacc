"""The ONE place that says which grids and households a person sees.

Everything that reads people's data takes a `Scope`; nothing else decides who sees what.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, true
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.org.models import AccessLog, Area, GridBuilding, Holding, Post
from app.org.rules import Period, overlap


class Reach(IntEnum):
    """How far a person's posts reach, the widest last."""

    NOTHING = 0
    COUNTS = 1
    SET_ASIDE = 2
    GRID = 3
    COMMUNITY = 4


REACH = {
    Post.GRID_WORKER: Reach.GRID,
    Post.GRID_LEAD: Reach.COMMUNITY,
    Post.STATION_HEAD: Reach.COMMUNITY,
    Post.DATA_STEWARD: Reach.SET_ASIDE,
    Post.CLERK: Reach.NOTHING,
    Post.STREET_OFFICER: Reach.COUNTS,
    Post.DISTRICT_OFFICER: Reach.COUNTS,
    Post.WORKERS_REPRESENTATIVE: Reach.NOTHING,
    Post.PANEL_MEMBER: Reach.NOTHING,
    Post.APPEAL_OFFICER: Reach.NOTHING,
    # What was passed on to their department, and nothing else (app/referrals, row R94).
    Post.DEPARTMENT_OFFICER: Reach.NOTHING,
}


class Holder(Protocol):
    """A person with the posts they hold now (the signed-in principal)."""

    @property
    def id(self) -> str:
        """The person."""

    @property
    def community_id(self) -> str | None:
        """Where they work; None above the community."""

    @property
    def posts(self) -> frozenset[Post]:
        """The posts held now."""

    @property
    def grid_ids(self) -> frozenset[str]:
        """The grids of those posts."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What one person may see at one moment."""

    person_id: str
    community_id: str | None
    reach: Reach
    grid_ids: frozenset[str]
    now: datetime

    @property
    def names(self) -> bool:
        """Whether any household may be seen at all."""
        return self.community_id is not None and self.reach >= Reach.GRID

    @property
    def leads(self) -> bool:
        """Whether the whole community is in sight."""
        return self.community_id is not None and self.reach == Reach.COMMUNITY

    @property
    def stewards(self) -> bool:
        """Whether records of doors that are on no list may be seen."""
        return self.community_id is not None and (
            self.reach == Reach.COMMUNITY or self.reach == Reach.SET_ASIDE
        )


def scope_of(holder: Holder, now: datetime) -> Scope:
    """The scope of a signed-in person; the widest of their posts counts."""
    reach = max((REACH[post] for post in holder.posts), default=Reach.NOTHING)
    grids = holder.grid_ids if reach == Reach.GRID else frozenset[str]()
    return Scope(holder.id, holder.community_id, reach, grids, now)


def window_scope(holder: Holder, now: datetime, in_hall: bool) -> Scope:
    """Whose doors may be named where a matter is accepted (row R52). Anybody of the community
    comes to its windows, so a clerk, and a worker who serves in the hall, find every door of it;
    pages show them the address and nothing of the file. At a door it is the grids one has."""
    mine = scope_of(holder, now)
    if mine.leads or not (in_hall or Post.CLERK in holder.posts):
        return mine
    return Scope(holder.id, holder.community_id, Reach.COMMUNITY, frozenset(), now)


# What the access log calls a reason that somebody from above gave (row R9), and for how long it
# holds.
OPENED = "area_opened"
OPENED_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Opened:
    """The names of one community, open to an officer until then, and why."""

    scope: Scope
    reason: str
    until: datetime


def opened_scope(
    session: Session, person_id: str, community_id: str, now: datetime
) -> Opened | None:
    """What an officer may see of a community after a reason within the hour; None without one."""
    row = session.exec(
        select(AccessLog)
        .where(
            AccessLog.person_id == person_id,
            AccessLog.community_id == community_id,
            AccessLog.what == OPENED,
            col(AccessLog.at) > now - OPENED_FOR,
            col(AccessLog.at) <= now,
        )
        .order_by(col(AccessLog.at).desc())
    ).first()
    if row is None:
        return None
    scope = Scope(person_id, community_id, Reach.COMMUNITY, frozenset(), now)
    return Opened(scope, row.reason, row.at + OPENED_FOR)


def charge_clause(
    holder: Holder, area_id: str, community: Any, now: datetime
) -> ColumnElement[bool]:
    """Communities whose privacy reports this person deals with, by their id column: a head's own,
    and for a street officer those below `area_id` that have no head now (row R244)."""
    mine: list[ColumnElement[bool]] = [false()]
    if Post.STATION_HEAD in holder.posts and holder.community_id:
        mine.append(community == holder.community_id)
    if Post.STREET_OFFICER in holder.posts:
        below = columns(col(Area.id)).where(col(Area.parent_id) == area_id)
        headed = columns(col(Holding.community_id)).where(
            col(Holding.post) == Post.STATION_HEAD,
            col(Holding.community_id).is_not(None),
            running(Holding, now),
        )
        mine.append(and_(community.in_(below), community.not_in(headed)))
    return or_(*mine)


def grids_of(session: Session, person_id: str, at: datetime) -> frozenset[str]:
    """The grids that a person looks after at the moment `at`."""
    found = session.exec(
        select(Holding.grid_id).where(
            Holding.person_id == person_id,
            Holding.post == Post.GRID_WORKER,
            running(Holding, at),
        )
    )
    return frozenset(grid for grid in found if grid)


def running(table: type[Holding] | type[GridBuilding], at: datetime) -> ColumnElement[bool]:
    """The dated rows of `table` that hold at the moment `at`."""
    until = col(table.until)
    return and_(col(table.since) <= at, or_(until.is_(None), until > at))


def buildings_in(scope: Scope) -> Select[Any]:
    """The ids of the buildings whose households are in `scope` now."""
    rows = columns(col(GridBuilding.building_id)).where(running(GridBuilding, scope.now))
    if not scope.names:
        return rows.where(false())
    rows = rows.where(col(GridBuilding.community_id) == scope.community_id)
    if scope.leads:
        return rows
    return rows.where(col(GridBuilding.grid_id).in_(sorted(scope.grid_ids)))


def building_clause(scope: Scope, community: Any, building: Any) -> ColumnElement[bool]:
    """Rows of people's data, by their community and building columns, that are in `scope`.

    A lead sees every building of the community, also one that no grid has now.
    """
    if not scope.names:
        return false()
    mine = community == scope.community_id
    return and_(mine, true() if scope.leads else building.in_(buildings_in(scope)))


def sees_building(scope: Scope, community_id: str, grid_id: str | None) -> bool:
    """Whether the people's data of one building are within `building_clause`, by the grid that it
    is of at the scope's moment."""
    if not scope.names or community_id != scope.community_id:
        return False
    return scope.leads or grid_id in scope.grid_ids


def question_clause(
    scope: Scope, community: Any, household: Any, asked: Any
) -> ColumnElement[bool]:
    """Rows about households for who keeps the books: a lead sees those of the whole community, a
    data steward only those that are `asked` about now (the ids of households in question, as a
    query or a collection), and of these only what is in question (row R47).
    """
    if not scope.stewards:
        return false()
    mine = community == scope.community_id
    return and_(mine, true() if scope.leads else household.in_(asked))


def entrusted_clause(scope: Scope, community: Any, person: Any) -> ColumnElement[bool]:
    """Rows that somebody was asked to look at, by the column that names them: one's own, also of
    a grid that is not theirs, and for a lead all of the community (row R97)."""
    if not scope.names:
        return false()
    return and_(
        community == scope.community_id, true() if scope.leads else person == scope.person_id
    )


def told_clause(
    holder: Holder, community: Any, grid: Any, mine: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Rows of what residents told the station on its own initiative or theirs, by their columns
    (row R144); `mine`: those that this person took. Windows and leads see the whole community, a
    worker the grid; above the community nobody does."""
    if holder.community_id is None:
        return false()
    here, posts = community == holder.community_id, holder.posts
    if posts & {Post.STATION_HEAD, Post.GRID_LEAD, Post.CLERK}:
        return and_(here)
    own = grid.in_(sorted(holder.grid_ids)) if Post.GRID_WORKER in posts else false()
    return and_(here, or_(mine, own))


def met_clause(scope: Scope, community: Any, grid: Any, person: Any) -> ColumnElement[bool]:
    """Rows of what was heard at doors, by their columns of community, grid and who was there: a
    lead sees those of the whole community, a worker those of their grids and their own."""
    if not scope.names:
        return false()
    mine: ColumnElement[bool] = community == scope.community_id
    if scope.leads:
        return mine
    return and_(mine, or_(person == scope.person_id, grid.in_(sorted(scope.grid_ids))))


def unit_clause(scope: Scope, community: Any, building: Any) -> ColumnElement[bool]:
    """Rows of buildings, units and shops in `scope`: a steward sees all of them too, because they
    are nobody's home."""
    if scope.stewards and scope.community_id:
        mine: ColumnElement[bool] = community == scope.community_id
        return mine
    return building_clause(scope, community, building)


def team_clause(holder: Holder, community: Any, grid: Any) -> ColumnElement[bool]:
    """Members of the service teams, by their columns: windows and leads hand things over to all of
    the community's, a worker to those of the own grid (row R40)."""
    if holder.community_id is None:
        return false()
    here, posts = community == holder.community_id, holder.posts
    if posts & {Post.STATION_HEAD, Post.GRID_LEAD, Post.CLERK}:
        return and_(here)
    own = grid.in_(sorted(holder.grid_ids)) if Post.GRID_WORKER in posts else false()
    return and_(here, own)


def matters_clause(
    holder: Holder, community: Any, grid: Any, restricted: Any, mine: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Matters that this person may see, by their columns; `mine`: those they work on (rows R52,
    R76). Windows and leads see the whole community, a worker the grid; what is restricted only the
    head and who works on it. Above the community nobody does."""
    if holder.community_id is None:
        return false()
    here, posts = community == holder.community_id, holder.posts
    if Post.STATION_HEAD in posts:
        return and_(here)
    if Post.GRID_LEAD in posts or Post.CLERK in posts:
        return and_(here, or_(restricted.is_(False), mine))
    own = grid.in_(sorted(holder.grid_ids)) if Post.GRID_WORKER in posts else false()
    return and_(here, or_(mine, and_(restricted.is_(False), own)))


def sees_matter(
    holder: Holder, community_id: str, grid_id: str | None, restricted: bool, mine: bool
) -> bool:
    """Whether one matter is within `matters_clause`."""
    if holder.community_id != community_id:
        return False
    posts = holder.posts
    if mine or Post.STATION_HEAD in posts:
        return True
    serves = Post.GRID_LEAD in posts or Post.CLERK in posts
    own = Post.GRID_WORKER in posts and grid_id in holder.grid_ids
    return not restricted and (serves or own)


@dataclass(frozen=True, slots=True)
class Care:
    """A time in which a person looked after a building, and in which grid."""

    grid_id: str
    period: Period


# Made once: every record that arrives asks this.
CARE = (
    columns(
        col(Holding.person_id),
        col(GridBuilding.building_id),
        col(Holding.grid_id),
        col(Holding.since),
        col(Holding.until),
        col(GridBuilding.since),
        col(GridBuilding.until),
    )
    .join(GridBuilding, col(GridBuilding.grid_id) == col(Holding.grid_id))
    .where(
        col(Holding.person_id).in_(bindparam("people", expanding=True)),
        col(Holding.post) == Post.GRID_WORKER,
        col(GridBuilding.building_id).in_(bindparam("buildings", expanding=True)),
    )
)


def care_of(
    session: Session, people: Collection[str], buildings: Collection[str]
) -> dict[tuple[str, str], list[Care]]:
    """When each of `people` looked after each of `buildings`, in one query."""
    if not people or not buildings:
        return {}
    asked = {"people": list(people), "buildings": list(buildings)}
    rows = session.connection().execute(CARE, asked)
    found: dict[tuple[str, str], list[Care]] = {}
    for person, building, grid, held, left, joined, parted in rows:
        period = overlap(Period(held, left), Period(joined, parted))
        if period is not None:
            found.setdefault((person, building), []).append(Care(grid or "", period))
    return found


def post_periods(
    session: Session, people: Collection[str], posts: Collection[Post]
) -> dict[tuple[str, str], list[Care]]:
    """When each of `people` held one of `posts` in each community; the grid is "" without one."""
    if not people:
        return {}
    rows = session.execute(
        columns(
            col(Holding.person_id),
            col(Holding.community_id),
            col(Holding.grid_id),
            col(Holding.since),
            col(Holding.until),
        ).where(col(Holding.person_id).in_(people), col(Holding.post).in_(list(posts)))
    )
    found: dict[tuple[str, str], list[Care]] = {}
    for person, community, grid, since, until in rows:
        if community:
            found.setdefault((person, community), []).append(Care(grid or "", Period(since, until)))
    return found
