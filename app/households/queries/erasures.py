"""By which phones notice that something was erased."""

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.households.models import Erasure


def newest_erasure(session: Session, community_id: str) -> str:
    """The mark of a community's newest erasure, "" before the first."""
    row = session.execute(
        columns(func.max(col(Erasure.id))).where(col(Erasure.community_id) == community_id)
    ).scalar_one()
    return row or ""
