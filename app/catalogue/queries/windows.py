"""What the number of windows is suggested from (row R53)."""

from datetime import date, datetime

from sqlalchemy import distinct, func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.households.models import Household
from app.org.models import Holding
from app.org.scope import running
from app.station.queries.buildings import lived_in


def counts_of(session: Session, community_id: str, day: date, now: datetime) -> tuple[int, int]:
    """Households of a community and people who work in it, counted and not named."""
    homes = columns(func.count()).where(col(Household.community_id) == community_id, lived_in(day))
    staff = columns(func.count(distinct(col(Holding.person_id)))).where(
        col(Holding.community_id) == community_id, running(Holding, now)
    )
    return int(session.execute(homes).scalar_one()), int(session.execute(staff).scalar_one())
