"""Taking the words out of checks: that one was done stays, not what a household said."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from app.kit.sql import table
from app.spotchecks.models import SpotCheck

BLANK: dict[str, Any] = {
    "visited_by": "",
    "visited_when": "",
    "about": [],
    "heard": "",
    "reason": "",
    "taken_over_why": "",
}


def erase_checks(session: Session, visits: Sequence[str]) -> None:
    """Blank what was heard about these records."""
    rows = update(table(SpotCheck)).where(col(SpotCheck.visit_id).in_(list(visits)))
    session.connection().execute(rows.values(**BLANK))
