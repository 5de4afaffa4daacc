"""Who and where a notice to households is about."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.org.models import Building, GridBuilding, HandOver, Person
from app.org.scope import running
from app.station.queries.posts import heading, running_at


def buildings_at(session: Session, row: HandOver) -> list[Building]:
    """The buildings of the grid of a hand-over, which the caller found in scope, at its moment."""
    return list(
        session.exec(
            select(Building)
            .join(GridBuilding, col(GridBuilding.building_id) == col(Building.id))
            .where(
                GridBuilding.grid_id == row.grid_id,
                Building.community_id == row.community_id,
                running(GridBuilding, row.at),
            )
            .order_by(col(Building.place), col(Building.number))
        )
    )


def head_of(session: Session, community_id: str, now: datetime) -> Person | None:
    """The station's head: whose phone is the station's on paper."""
    held = running_at(heading(session, community_id), now)
    return session.get(Person, held.person_id) if held else None
