"""Forgetting who was of a team: at once when they want it, else when their time is over (R40)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session

from app.kit.sql import table
from app.team.models import TeamMember


def blank_members(session: Session, members: Sequence[str], now: datetime) -> None:
    """Take out name, telephone and place of work; that there was somebody, from when to when, and
    what they were given to do, stays."""
    rows = table(TeamMember)
    gone = update(rows).where(rows.c.id.in_(list(members)), rows.c.erased_at.is_(None))
    session.connection().execute(
        gone.values(name="", phone="", workplace="", ended_reason="", erased_at=now)
    )
    session.expire_all()
