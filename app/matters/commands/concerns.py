"""A concern that became a matter ends with it (row R75)."""

from sqlalchemy import update
from sqlmodel import Session, col

from app.kit.sql import table
from app.matters.models import Matter
from app.matters.rules.stages import Stage
from app.visits.models import Concern


def close_concern(session: Session, matter: Matter) -> None:
    """Close what a matter that has just ended stood on. One that was accepted by mistake leaves it
    open: what was asked for at the door was no mistake."""
    if matter.concern_id is None or matter.closed_at is None or matter.stage == Stage.CANCELLED:
        return
    concerns = table(Concern)
    session.connection().execute(
        update(concerns)
        .where(concerns.c.id == matter.concern_id, col(Concern.closed_at).is_(None))
        .values(closed_at=matter.closed_at)
    )
