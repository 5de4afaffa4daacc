"""Names and settings that every slice above asks for."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.org.judging import judges_in
from app.org.models import AccessLog, Area, Community, Grid, GridBuilding, Holding, Person, Post
from app.org.rules import Period, overlap
from app.org.scope import Scope, building_clause, running

# Of a division code, by the National Bureau of Statistics.
CODE_LENGTH = 12


class GridName(NamedTuple):
    """The heading of a worker's pages."""

    name: str
    community: str


class WorkerRow(NamedTuple):
    """A grid worker of the community with the grid looked after now."""

    id: str
    name: str
    grid: str


class ContactWorker(NamedTuple):
    """A time in which somebody was the contact of a household (row R17)."""

    person_id: str
    name: str
    grid: str
    backup: bool
    since: datetime
    until: datetime | None


def community_of(session: Session, scope: Scope) -> Community | None:
    """The settings of the community in which a person works."""
    return session.get(Community, scope.community_id) if scope.community_id else None


ZONES = columns(col(Community.id), col(Community.zone)).where(
    col(Community.id).in_(bindparam("communities", expanding=True))
)


def start_of(day: date, zone: str) -> datetime:
    """The first moment of a calendar day in a time zone."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def zones_of(session: Session, communities: Collection[str]) -> dict[str, str]:
    """The time zone of each community."""
    rows = session.connection().execute(ZONES, {"communities": list(communities)})
    return {community: zone for community, zone in rows}


def grid_name(session: Session, scope: Scope) -> GridName:
    """The names of the grids in scope and of their community; no grid for a lead."""
    community = community_of(session, scope)
    names = (
        session.exec(
            select(Grid.name).where(col(Grid.id).in_(scope.grid_ids)).order_by(col(Grid.number))
        ).all()
        if scope.grid_ids
        else []
    )
    return GridName("、".join(names), community.name if community else "")


def area_code(session: Session, area_id: str) -> str:
    """The code of an area, by which the public knows it."""
    return session.exec(select(Area.code).where(Area.id == area_id)).one()


def community_by_code(session: Session, code: str) -> Community | None:
    """The community that the public knows by a code."""
    return session.exec(
        select(Community).join(Area, col(Area.id) == Community.id).where(Area.code == code)
    ).first()


def communities_named(session: Session, named: str) -> list[Community]:
    """The communities of this name, division code or id; every one for ""."""
    rows = select(Community).join(Area, col(Area.id) == Community.id).order_by(col(Area.code))
    if named:
        code = named.ljust(CODE_LENGTH, "0")
        rows = rows.where(
            (col(Area.code) == code) | (col(Area.name) == named)
            | (col(Area.id) == named) | (col(Community.name) == named)
        )  # fmt: skip
    return list(session.exec(rows))


def names_of(session: Session, people: Iterable[str]) -> dict[str, str]:
    """The names of staff by id."""
    wanted = sorted(set(people))
    if not wanted:
        return {}
    rows = session.execute(
        columns(col(Person.id), col(Person.name)).where(col(Person.id).in_(wanted))
    )
    return {person: name for person, name in rows}


def judged_by(session: Session, person_id: str, now: datetime) -> list[tuple[str, Post]]:
    """The communities whose cases somebody may judge now, by name, each with the post."""
    found = judges_in(session, person_id, now)
    rows = session.execute(
        columns(col(Community.id), col(Community.name)).where(col(Community.id).in_(found))
    )
    return sorted((name, post) for community, name in rows for post in found[community])


def workers_in(session: Session, scope: Scope, at: datetime) -> list[WorkerRow]:
    """The grid workers of a lead's community, by grid; nobody for anyone else."""
    if not scope.leads:
        return []
    rows = session.execute(
        columns(col(Person.id), col(Person.name), col(Grid.name))
        .join(Holding, col(Holding.person_id) == col(Person.id))
        .join(Grid, col(Grid.id) == col(Holding.grid_id))
        .where(
            col(Holding.community_id) == scope.community_id,
            col(Holding.post) == Post.GRID_WORKER,
            running(Holding, at),
            col(Holding.backup).is_(False),
        )
        .order_by(col(Grid.number), col(Person.name))
    )
    return [WorkerRow(*row) for row in rows]


def contact_history(session: Session, scope: Scope, building_id: str) -> list[ContactWorker]:
    """Who looked after the households of a building, from when to when, the newest first.

    Every household has one named worker at any date (row R17); backups are named as such.
    """
    rows = session.execute(
        columns(
            col(Person.id),
            col(Person.name),
            col(Grid.name),
            col(Holding.backup),
            col(Holding.since),
            col(Holding.until),
            col(GridBuilding.since),
            col(GridBuilding.until),
        )
        .join(Holding, col(Holding.person_id) == col(Person.id))
        .join(GridBuilding, col(GridBuilding.grid_id) == col(Holding.grid_id))
        .join(Grid, col(Grid.id) == col(GridBuilding.grid_id))
        .where(
            col(GridBuilding.building_id) == building_id,
            col(Holding.post) == Post.GRID_WORKER,
            building_clause(scope, col(GridBuilding.community_id), col(GridBuilding.building_id)),
        )
    )
    found = []
    for person, name, grid, backup, held, left, joined, parted in rows:
        met = overlap(Period(held, left), Period(joined, parted))
        if met is not None:
            found.append(ContactWorker(person, name, grid, backup, met.since, met.until))
    return sorted(found, key=lambda one: (one.since, one.person_id), reverse=True)


def not_yet_seen(
    session: Session, scope: Scope, what: str, since: datetime, households: Collection[str]
) -> set[str]:
    """Those of `households` that the access log does not show for this person since `since`."""
    logged = session.exec(
        select(AccessLog.households).where(
            AccessLog.person_id == scope.person_id,
            AccessLog.what == what,
            col(AccessLog.at) >= since,
        )
    )
    return set(households) - {one for row in logged for one in row}
