"""The buildings of a community with their households and doors."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.households.models import Household
from app.households.rules import natural
from app.org.models import Building
from app.org.scope import Scope
from app.station.rules.outline import Point


class BuildingRow(NamedTuple):
    """A building as lists show it."""

    id: str
    estate: str
    number: str
    lane: str
    place: int
    lat: float | None
    lon: float | None
    households: int
    entrances: int

    @property
    def name(self) -> str:
        """The building as people of several estates say it."""
        return f"{self.estate} {self.number}".strip()

    @property
    def point(self) -> Point | None:
        """Where it stands, if that is known."""
        return None if self.lat is None or self.lon is None else (self.lon, self.lat)


def lived_in(day: date) -> ColumnElement[bool]:
    """Files of households that live at their door on `day`."""
    left = col(Household.moved_out_on)
    return and_(or_(left.is_(None), left > day), col(Household.merged_into).is_(None))


def buildings_of(session: Session, scope: Scope, day: date) -> list[BuildingRow]:
    """Every building of a lead's community, along its estates; nobody else sees any."""
    if not scope.leads:
        return []
    counts = (
        columns(
            col(Household.building_id).label("building_id"),
            func.count().label("households"),
            func.count(func.distinct(col(Household.entrance))).label("entrances"),
        )
        .where(col(Household.community_id) == scope.community_id, lived_in(day))
        .group_by(col(Household.building_id))
        .subquery()
    )
    rows = session.execute(
        columns(
            col(Building.id),
            col(Building.estate),
            col(Building.number),
            col(Building.lane),
            col(Building.place),
            col(Building.lat),
            col(Building.lon),
            func.coalesce(counts.c.households, 0),
            func.coalesce(counts.c.entrances, 0),
        )
        .outerjoin(counts, counts.c.building_id == col(Building.id))
        .where(col(Building.community_id) == scope.community_id)
    )
    return along([BuildingRow._make(row) for row in rows])


def along(rows: list[BuildingRow]) -> list[BuildingRow]:
    """Buildings in their order: estates as they follow each other, then place and number."""
    first: dict[str, int] = {}
    for row in rows:
        first[row.estate] = min(first.get(row.estate, row.place), row.place)
    return sorted(
        rows,
        key=lambda row: (first[row.estate], row.estate, row.place, natural(row.number), row.id),
    )


def building_of(session: Session, scope: Scope, building_id: str) -> Building | None:
    """One building of a lead's community, or None."""
    if not scope.leads:
        return None
    return session.exec(
        select(Building).where(
            Building.id == building_id, Building.community_id == scope.community_id
        )
    ).first()


def same_building(
    session: Session, community_id: str, estate: str, lane: str, number: str, but: str = ""
) -> Building | None:
    """A building of that name that is there already, except the one with the id `but`."""
    return session.exec(
        select(Building).where(
            Building.community_id == community_id,
            Building.estate == estate,
            Building.lane == lane,
            Building.number == number,
            Building.id != but,
        )
    ).first()


def doors_in(session: Session, building_id: str, day: date) -> list[tuple[str, str]]:
    """Entrance and room of every door of a building that has a file, in their order."""
    rows = session.execute(
        columns(col(Household.entrance), col(Household.room)).where(
            col(Household.building_id) == building_id, lived_in(day)
        )
    )
    found = [(entrance, room) for entrance, room in rows]
    return sorted(found, key=lambda door: (natural(door[0]), natural(door[1])))
