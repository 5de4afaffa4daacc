"""The buildings, doors, units and grids that a community has before a file is written."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.books.imports.rules.doors import (
    building_key,
    entrance_name,
    estate_key,
    room_name,
)
from app.households.models import ErasedFor, Erasure, Household, LocalUnit
from app.households.rules import normalise
from app.org.models import Building, Grid, GridBuilding
from app.org.scope import running

BuildingKey = tuple[str, str]
DoorKey = tuple[str, str, str]


class KnownBuilding(NamedTuple):
    """A building of the community, with the number of the grid that has it now."""

    id: str
    estate: str
    number: str
    place: int
    grid: int | None


class KnownDoor(NamedTuple):
    """A household that lives in the community now."""

    id: str
    people: int | None
    contact_name: str
    contact_phone: str
    contact_by: str
    moved_in_on: date | None
    erased: bool


class KnownUnit(NamedTuple):
    """A local unit that is open now."""

    id: str
    name: str
    kind: str
    uscc: str
    address: str
    contact_name: str
    contact_phone: str
    building_id: str | None


@dataclass(slots=True)
class Buildings:
    """The buildings of a community by what makes two spellings the same."""

    by_key: dict[BuildingKey, KnownBuilding] = field(default_factory=dict)
    estates: dict[str, str] = field(default_factory=dict)

    def key_of(self, estate: str, building: str) -> BuildingKey | None:
        """The key of a building as a row names it; None when several estates could be meant."""
        number = building_key(building)
        if estate:
            return estate_key(estate), number
        meant = [key for key in self.by_key if key[1] == number]
        if len(meant) == 1:
            return meant[0]
        if not meant and len(self.estates) <= 1:
            return next(iter(self.estates), ""), number
        return None


def buildings_of(session: Session, community_id: str, now: datetime) -> Buildings:
    """Every building of a community, with its grid at `now`."""
    rows = session.execute(
        columns(
            col(Building.id),
            col(Building.estate),
            col(Building.number),
            col(Building.place),
            col(Grid.number),
        )
        .outerjoin(
            GridBuilding,
            (col(GridBuilding.building_id) == col(Building.id)) & running(GridBuilding, now),
        )
        .outerjoin(Grid, col(Grid.id) == col(GridBuilding.grid_id))
        .where(col(Building.community_id) == community_id)
    )
    found = Buildings()
    for row in rows:
        one = KnownBuilding(*row)
        found.estates.setdefault(estate_key(one.estate), one.estate)
        found.by_key.setdefault((estate_key(one.estate), building_key(one.number)), one)
    return found


def doors_of(session: Session, community_id: str) -> dict[DoorKey, KnownDoor]:
    """Every household of a community that has not moved out, by its door; and those that asked
    to be erased, so that an old file does not bring them back."""
    asked = columns(col(Erasure.household_id)).where(
        col(Erasure.community_id) == community_id, col(Erasure.cause) == ErasedFor.REQUEST
    )
    gone = _doors(session, community_id, col(Household.id).in_(asked))
    return gone | _doors(session, community_id, col(Household.moved_out_on).is_(None))


def _doors(
    session: Session, community_id: str, which: ColumnElement[bool]
) -> dict[DoorKey, KnownDoor]:
    rows = session.execute(
        columns(
            col(Household.building_id),
            col(Household.entrance),
            col(Household.room),
            col(Household.id),
            col(Household.people),
            col(Household.contact_name),
            col(Household.contact_phone),
            col(Household.contact_by),
            col(Household.moved_in_on),
            col(Household.erased_at),
        ).where(
            col(Household.community_id) == community_id,
            col(Household.merged_into).is_(None),
            which,
        )
    )
    return {
        (row[0], entrance_name(row[1]), room_name(row[2])): KnownDoor._make(
            [*row[3:-1], row[-1] is not None]
        )
        for row in rows
    }


def unit_key(name: str, uscc: str) -> str:
    """What makes two rows the same unit: its credit code, else its name."""
    return uscc or normalise(name)


def units_of(session: Session, community_id: str) -> dict[str, KnownUnit]:
    """Every open unit of a community, by code and by name."""
    rows = session.execute(
        columns(
            col(LocalUnit.id),
            col(LocalUnit.name),
            col(LocalUnit.kind),
            col(LocalUnit.uscc),
            col(LocalUnit.address),
            col(LocalUnit.contact_name),
            col(LocalUnit.contact_phone),
            col(LocalUnit.building_id),
        ).where(col(LocalUnit.community_id) == community_id, col(LocalUnit.closed_on).is_(None))
    )
    found: dict[str, KnownUnit] = {}
    for row in rows:
        one = KnownUnit(*row)
        found.setdefault(unit_key(one.name, ""), one)
        if one.uscc:
            found[one.uscc] = one
    return found


def grids_of_community(session: Session, community_id: str) -> dict[int, tuple[str, str]]:
    """The open grids of a community: id and name by number."""
    rows = session.execute(
        columns(col(Grid.number), col(Grid.id), col(Grid.name))
        .where(col(Grid.community_id) == community_id, col(Grid.closed_at).is_(None))
        .order_by(col(Grid.number))
    )
    return {number: (grid, name) for number, grid, name in rows}
