"""The book of one grid for print: its worker, buildings and doors."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import and_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.books.queries.households import kept, lived_in, place
from app.books.queries.ledger import Frame
from app.households.models import Household
from app.households.rules import room_label
from app.org.models import Building, Grid, GridBuilding, Holding, Person, Post
from app.org.scope import building_clause, running, unit_clause
from app.station.queries.units import UnitLine, units_in


@dataclass(frozen=True, slots=True)
class PrintedDoor:
    """A door with what may stand on paper."""

    id: str
    door: str
    people: int | None
    contact: str
    phone: str


@dataclass(frozen=True, slots=True)
class PrintedBuilding:
    """A building and its doors."""

    name: str
    units: list[UnitLine] = field(default_factory=list)
    doors: list[PrintedDoor] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GridBook:
    """A grid as its book begins."""

    grid: str
    workers: list[tuple[str, str]]
    buildings: list[PrintedBuilding]

    @property
    def doors(self) -> list[PrintedDoor]:
        """Every door of the grid."""
        return [door for building in self.buildings for door in building.doors]


def grid_book(
    session: Session, frame: Frame, grid_id: str, away: Collection[str] = ()
) -> GridBook | None:
    """The book of a grid, or None when it is not there or not in scope."""
    scope = frame.scope
    if not scope.names or not (scope.leads or grid_id in scope.grid_ids):
        return None
    grid = session.get(Grid, grid_id)
    if grid is None or grid.community_id != scope.community_id:
        return None
    held = and_(col(GridBuilding.grid_id) == grid_id, running(GridBuilding, scope.now))
    buildings = {
        one: PrintedBuilding(f"{estate} {number}")
        for one, estate, number in session.execute(
            columns(col(Building.id), col(Building.estate), col(Building.number))
            .join(GridBuilding, col(GridBuilding.building_id) == col(Building.id))
            .where(held, unit_clause(scope, col(Building.community_id), col(Building.id)))
            .order_by(col(Building.place), col(Building.number))
        )
    }
    for building, found in units_in(session, scope, buildings).items():
        buildings[building].units.extend(found)
    rows = session.execute(
        columns(
            col(Household.id),
            col(Household.building_id),
            col(Household.entrance),
            col(Household.room),
            col(Household.people),
            col(Household.contact_name),
            col(Household.contact_phone),
        )
        .join(Building, col(Building.id) == col(Household.building_id))
        .where(
            building_clause(scope, col(Household.community_id), col(Household.building_id)),
            col(Household.building_id).in_(buildings),
            kept(),
            lived_in(frame),
        )
        .order_by(*place(), col(Household.id))
    )
    for one, building, entrance, room, people, name, phone in rows:
        door = PrintedDoor(one, room_label(entrance, room), people, name, phone)
        buildings[building].doors.append(door)
    return GridBook(grid.name, _workers(session, frame, grid_id, away), list(buildings.values()))


def _workers(
    session: Session, frame: Frame, grid_id: str, away: Collection[str]
) -> list[tuple[str, str]]:
    """Name and telephone of those who look after it; who is away stands without theirs, where
    somebody stands in (row R23)."""
    rows = session.execute(
        columns(col(Person.id), col(Person.name), col(Person.phone))
        .join(Holding, col(Holding.person_id) == col(Person.id))
        .where(
            col(Holding.grid_id) == grid_id,
            col(Holding.post) == Post.GRID_WORKER,
            running(Holding, frame.scope.now),
        )
        .order_by(col(Holding.backup), col(Person.name))
    ).all()
    here = [one for one, _, _ in rows if one not in away]
    return [(name, "" if here and one in away else phone) for one, name, phone in rows]
