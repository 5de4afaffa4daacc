"""What the levels above a community see: counts, and names only once a reason is logged (R9)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.households.models import Household
from app.kit.registry import Registry
from app.org.models import (
    AccessLog,
    Area,
    Community,
    Grid,
    GridBuilding,
    Holding,
    Person,
    Post,
)
from app.org.scope import OPENED, Scope, running
from app.station.queries.buildings import lived_in

COUNTS = "area.counts"


MOST_OPENINGS = 200


class Now(NamedTuple):
    """A moment, its calendar day, and the first moment of its month."""

    at: datetime
    day: date
    month: datetime


class Opening(NamedTuple):
    """Somebody from above gave a reason to see a community's names."""

    at: datetime
    name: str
    reason: str


class Done(NamedTuple):
    """What a higher slice counts of a community, or of one of its grids."""

    visits: int = 0
    concerns: int = 0


@dataclass(slots=True)
class Figures:
    """The counts of an area: no names in them."""

    communities: int = 0
    households: int = 0
    grids: int = 0
    workers: int = 0
    visits: int = 0
    concerns: int = 0

    @property
    def gap(self) -> int:
        """Grids without a worker, above nought; workers without a grid, below (row R21)."""
        return self.grids - self.workers

    @property
    def mean(self) -> int:
        """Households a grid (row R2)."""
        return round(self.households / self.grids) if self.grids else 0

    def add(self, other: "Figures") -> None:
        """Count another area in."""
        self.communities += other.communities
        self.households += other.households
        self.grids += other.grids
        self.workers += other.workers
        self.visits += other.visits
        self.concerns += other.concerns


@dataclass(slots=True)
class Tree:
    """The areas of an installation by their parents."""

    areas: dict[str, Area]
    children: dict[str, list[Area]] = field(default_factory=dict)

    def below(self, area_id: str) -> list[str]:
        """An area and everything in it."""
        found = [area_id]
        for one in found:
            found.extend(child.id for child in self.children.get(one, []))
        return found

    def path(self, area_id: str, root: str) -> list[Area]:
        """From `root` down to an area, both included; empty when it does not lie in it."""
        found: list[Area] = []
        at: str | None = area_id
        while at is not None and at in self.areas:
            found.append(self.areas[at])
            if at == root:
                return found[::-1]
            at = self.areas[at].parent_id
        return []


def tree_of(session: Session) -> Tree:
    """All areas, those of one parent by their codes. Codes and names of places are public."""
    areas = session.exec(select(Area).order_by(col(Area.code))).all()
    tree = Tree({one.id: one for one in areas})
    for one in areas:
        if one.parent_id is not None:
            tree.children.setdefault(one.parent_id, []).append(one)
    return tree


def figures_of(
    session: Session, registry: Registry, communities: Sequence[str], now: Now
) -> dict[str, Figures]:
    """The counts of each of `communities` that is at work."""
    known = session.exec(select(Community.id).where(col(Community.id).in_(communities))).all()
    found = {one: Figures(communities=1) for one in known}
    for one, count in _by(session, Household.community_id, found, lived_in(now.day)):
        found[one].households = count
    for one, count in _by(session, Grid.community_id, found, *_open(now)):
        found[one].grids = count
    for one, count in _by(session, Holding.community_id, found, *_keeping(now)):
        found[one].workers = count
    for fill in registry.at(COUNTS).values():
        for one, done in fill(session, list(found), now.month, by_grid=False).items():
            found[one].visits += done.visits
            found[one].concerns += done.concerns
    return found


def grids_figures(
    session: Session, registry: Registry, community_id: str, now: Now
) -> list[tuple[Grid, Figures]]:
    """The counts of each grid of a community, by number."""
    grids = session.exec(
        select(Grid)
        .where(Grid.community_id == community_id, *_open(now))
        .order_by(col(Grid.number))
    ).all()
    found = {one.id: Figures(grids=1) for one in grids}
    households = (
        columns(col(GridBuilding.grid_id), func.count())
        .join(Household, col(Household.building_id) == col(GridBuilding.building_id))
        .where(
            col(GridBuilding.community_id) == community_id,
            running(GridBuilding, now.at),
            lived_in(now.day),
        )
        .group_by(col(GridBuilding.grid_id))
    )
    for one, count in session.execute(households):
        if one in found:
            found[one].households = count
    keepers = columns(col(Holding.grid_id)).where(
        col(Holding.community_id) == community_id, *_keeping(now)
    )
    for (one,) in session.execute(keepers):
        if one in found:
            found[one].workers = 1
    for fill in registry.at(COUNTS).values():
        for one, done in fill(session, [community_id], now.month, by_grid=True).items():
            if one in found:
                found[one].visits += done.visits
                found[one].concerns += done.concerns
    return [(one, found[one.id]) for one in grids]


def _by(
    session: Session, column: Any, known: Collection[str], *where: ColumnElement[bool]
) -> list[tuple[str, int]]:
    rows = session.execute(
        columns(column, func.count()).where(column.in_(list(known)), *where).group_by(column)
    )
    return [(one, count) for one, count in rows]


def _open(now: Now) -> tuple[ColumnElement[bool]]:
    closed = col(Grid.closed_at)
    return (or_(closed.is_(None), closed > now.at),)


def _keeping(now: Now) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Holding.post) == Post.GRID_WORKER,
        col(Holding.backup).is_(False),
        col(Holding.grid_id).is_not(None),
        running(Holding, now.at),
    )


def openings_of(session: Session, scope: Scope) -> list[Opening]:
    """Who from above asked to see names in a steward's or lead's community, the newest first."""
    if not scope.stewards:
        return []
    rows = session.execute(
        columns(col(AccessLog.at), col(Person.name), col(AccessLog.reason))
        .join(Person, col(Person.id) == col(AccessLog.person_id))
        .where(col(AccessLog.community_id) == scope.community_id, col(AccessLog.what) == OPENED)
        .order_by(col(AccessLog.at).desc())
        .limit(MOST_OPENINGS)
    )
    return [Opening._make(row) for row in rows]
