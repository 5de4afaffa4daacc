"""Counts of visits and concerns for the levels above a community: numbers, nobody's name."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.station.queries.areas import Done
from app.visits.models import Concern, Visit


def area_counts(
    session: Session, communities: Collection[str], since: datetime, by_grid: bool
) -> dict[str, Done]:
    """Visits that arrived since then and concerns open now, by community or by grid."""
    visits = _count(
        session,
        Visit.grid_id if by_grid else Visit.community_id,
        col(Visit.community_id).in_(communities),
        col(Visit.received_at) >= since,
    )
    concerns = _count(
        session,
        Concern.grid_id if by_grid else Concern.community_id,
        col(Concern.community_id).in_(communities),
        col(Concern.closed_at).is_(None),
    )
    both = visits.keys() | concerns.keys()
    return {one: Done(visits.get(one, 0), concerns.get(one, 0)) for one in both}


def _count(session: Session, column: Any, *where: Any) -> dict[str, int]:
    rows = session.execute(columns(column, func.count()).where(*where).group_by(column))
    return {one: count for one, count in rows if one}
