"""The grids of a community as they are now: who looks after them, how large they are."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.org.models import Grid, GridBuilding, Holding, Person, Post
from app.org.rules import Period
from app.org.scope import Scope
from app.station.queries.buildings import BuildingRow
from app.station.rules.posts import vacant_since
from app.station.rules.sizes import Bounds, Fit, fit


class Keeper(NamedTuple):
    """Somebody who looks after a grid, from when to when."""

    holding_id: str
    grid_id: str
    person_id: str
    name: str
    phone: str
    since: datetime
    until: datetime | None
    backup: bool

    def holds(self, at: datetime) -> bool:
        """Whether they look after it at that moment."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(slots=True)
class GridRow:
    """A grid as the station's pages show it."""

    id: str
    number: int
    name: str
    outline: list[list[float]]
    fit: Fit = Fit.FITS
    buildings: list[BuildingRow] = field(default_factory=list)
    households: int = 0
    opened_at: datetime | None = None
    worker: Keeper | None = None
    next_worker: Keeper | None = None
    backups: list[Keeper] = field(default_factory=list)
    vacant_since: datetime | None = None

    def reached(self, away: Collection[str]) -> Keeper | None:
        """Whom to ring about the grid: its worker, and while they are `away` whoever stands in
        for them (row R23)."""
        gone = self.worker is None or self.worker.person_id in away
        return self.backups[0] if gone and self.backups else self.worker


def keepers_of(session: Session, scope: Scope) -> list[Keeper]:
    """Everybody who ever looked after a grid of a lead's community, the oldest first."""
    if not scope.leads:
        return []
    rows = session.execute(
        columns(
            col(Holding.id),
            col(Holding.grid_id),
            col(Person.id),
            col(Person.name),
            col(Person.phone),
            col(Holding.since),
            col(Holding.until),
            col(Holding.backup),
        )
        .join(Person, col(Person.id) == col(Holding.person_id))
        .where(
            col(Holding.community_id) == scope.community_id,
            col(Holding.post) == Post.GRID_WORKER,
            col(Holding.grid_id).is_not(None),
        )
        .order_by(col(Holding.since), col(Holding.id))
    )
    return [Keeper._make(row) for row in rows]


def placements(session: Session, scope: Scope) -> list[GridBuilding]:
    """Which building stood in which grid, ever, in a lead's community; the oldest first."""
    if not scope.leads:
        return []
    return list(
        session.exec(
            select(GridBuilding)
            .where(GridBuilding.community_id == scope.community_id)
            .order_by(col(GridBuilding.since), GridBuilding.id)
        )
    )


def holding_now(rows: Iterable[GridBuilding], at: datetime) -> list[GridBuilding]:
    """Those of `rows` that hold at the moment `at`."""
    return [one for one in rows if one.since <= at and (one.until is None or at < one.until)]


def grid_rows(
    session: Session,
    scope: Scope,
    buildings: Sequence[BuildingRow],
    placed: Sequence[GridBuilding],
    within: Bounds,
) -> list[GridRow]:
    """The grids of a lead's community that are not closed, by number."""
    if not scope.leads:
        return []
    closed = col(Grid.closed_at)
    known = session.exec(
        select(Grid)
        .where(Grid.community_id == scope.community_id, or_(closed.is_(None), closed > scope.now))
        .order_by(col(Grid.number), Grid.id)
    )
    rows = {one.id: GridRow(one.id, one.number, one.name, one.outline) for one in known}
    by_id = {one.id: one for one in buildings}
    _place(rows, by_id, placed, scope.now)
    _keep(rows, keepers_of(session, scope), scope.now)
    for row in rows.values():
        row.households = sum(one.households for one in row.buildings)
        row.fit = fit(row.households, within)
    return list(rows.values())


def _place(
    rows: dict[str, GridRow],
    by_id: dict[str, BuildingRow],
    placed: Sequence[GridBuilding],
    now: datetime,
) -> None:
    inside = {(one.grid_id, one.building_id) for one in holding_now(placed, now)}
    for one in placed:
        row = rows.get(one.grid_id)
        if row is not None and (row.opened_at is None or one.since < row.opened_at):
            row.opened_at = one.since
    for building in by_id.values():
        for row in rows.values():
            if (row.id, building.id) in inside:
                row.buildings.append(building)


def _keep(rows: dict[str, GridRow], keepers: Sequence[Keeper], now: datetime) -> None:
    periods: dict[str, list[Period]] = {}
    for one in keepers:
        row = rows.get(one.grid_id)
        if row is None:
            continue
        if one.backup:
            if one.until is None or one.until > now:
                row.backups.append(one)
            continue
        periods.setdefault(row.id, []).append(Period(one.since, one.until))
        if one.holds(now):
            row.worker = one
        elif one.since > now:
            row.next_worker = one
    for row in rows.values():
        if row.opened_at is not None:
            row.vacant_since = vacant_since(periods.get(row.id, []), row.opened_at, now)
