"""What was visited today, building by building: counts, no names."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.households.models import Household
from app.org.scope import Scope
from app.visits.models import Visit
from app.visits.queries.doors import counted


class BuildingDay(NamedTuple):
    """How many households of a building were visited today, and when the last record came."""

    households: int
    last_at: datetime


def done_by_building(
    session: Session, scope: Scope, day: date, since: datetime
) -> dict[str, BuildingDay]:
    """Today's visits in each building of a lead's community; the day began at `since`."""
    if not scope.leads:
        return {}
    rows = session.execute(
        columns(
            col(Household.building_id),
            func.count(func.distinct(col(Visit.household_id))),
            func.max(col(Visit.received_at)),
        )
        .join(Household, col(Household.id) == col(Visit.household_id))
        .where(
            col(Visit.community_id) == scope.community_id,
            col(Visit.received_at) >= since,
            col(Visit.day) == day,
            counted(),
        )
        .group_by(col(Household.building_id))
    )
    return {building: BuildingDay(households, last_at) for building, households, last_at in rows}
