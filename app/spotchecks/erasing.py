"""Taking the words out of checks: that one was done stays, not what a household said."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from app.kit.sql import table
from app.spotchecks.models import SecondReading, SpotCheck

BLANK: dict[str, Any] = {
    "visited_by": "",
    "visited_when": "",
    "about": [],
    "heard": "",
    "reason": "",
    "taken_over_why": "",
}


def erase_checks(session: Session, visits: Sequence[str]) -> list[str]:
    """Blank what was heard about these records; the envelopes that brought it, which whoever
    received them is to erase. What was to be compared once more cannot be any longer."""
    about = col(SpotCheck.visit_id).in_(list(visits))
    checks = select(SpotCheck.id).where(about)
    sent = session.exec(select(SpotCheck.answers_id).where(about)).all()
    connection = session.connection()
    connection.execute(update(table(SpotCheck)).where(about).values(**BLANK))
    readings, of_these = table(SecondReading), col(SecondReading.check_id).in_(checks)
    open_ones = col(SecondReading.saved_at).is_(None)
    connection.execute(delete(readings).where(of_these, open_ones))
    connection.execute(update(readings).where(of_these).values(reason=""))
    return [one for one in sent if one]
