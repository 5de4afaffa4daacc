"""Taking out what referrals said, with the matters that they were about."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session

from app.kit.sql import table
from app.referrals.models import Passed


def blank_passed(session: Session, matters: Sequence[str]) -> None:
    """The words of these matters' referrals; that they were passed on, and to whom, stays."""
    rows = table(Passed)
    gone = update(rows).where(rows.c.matter_id.in_(list(matters)))
    session.connection().execute(gone.values(words="", contact=False, contact_reason=""))
    session.expire_all()
