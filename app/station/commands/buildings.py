"""Buildings and their doors are written down once; a second one of that name is refused."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.households.models import Household
from app.kit import audit
from app.kit.ids import uuid7
from app.org.models import Building
from app.station.commands.settings import lock
from app.station.forms.buildings import BuildingEntry
from app.station.queries.buildings import same_building


class Known(ValueError):
    """A building of that name is there already."""


def write_building(
    session: Session, now: datetime, by: str, community_id: str, entry: BuildingEntry, row: Building
) -> Building:
    """Write a new building, or an old one anew. Raises Known, and then changes nothing."""
    lock(session, community_id)
    if same_building(session, community_id, entry.estate, entry.lane, entry.number, row.id):
        raise Known
    row.estate, row.number, row.lane = entry.estate, entry.number, entry.lane
    row.place, row.lat, row.lon = entry.place, entry.lat, entry.lon
    session.add(row)
    session.flush()
    said = {"estate": row.estate, "number": row.number, "lane": row.lane, "place": row.place}
    audit.record(session, community_id, now, "building.written", by, row.id, said)
    return row


def new_building(community_id: str) -> Building:
    """A building that has yet to be named."""
    return Building(id=uuid7(), community_id=community_id, estate="", number="")


def add_doors(
    session: Session, now: datetime, by: str, building: Building, doors: Sequence[tuple[str, str]]
) -> None:
    """An empty file for each of `doors`, which the caller has found to be new."""
    session.add_all(
        Household(
            id=uuid7(),
            community_id=building.community_id,
            building_id=building.id,
            entrance=entrance,
            room=room,
        )
        for entrance, room in doors
    )
    session.flush()
    said = {"doors": len(doors)}
    audit.record(session, building.community_id, now, "building.doors", by, building.id, said)
