"""Taking a household out of comparisons: that something differed stays as a number, not whose."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from app.accuracy.models import AccuracyRecord
from app.kit.sql import table

BLANK: dict[str, Any] = {
    "household_id": None,
    "building_id": None,
    "file": {},
    "found": {},
}


def erase_comparisons(session: Session, households: Sequence[str]) -> None:
    """Blank what was compared of these households; the ticks still count."""
    rows = update(table(AccuracyRecord)).where(
        col(AccuracyRecord.household_id).in_(list(households))
    )
    session.connection().execute(rows.values(**BLANK))


def blank_comparisons(session: Session, records: Sequence[str]) -> None:
    """Blank these records, because their time has run out."""
    rows = update(table(AccuracyRecord)).where(col(AccuracyRecord.id).in_(list(records)))
    session.connection().execute(rows.values(**BLANK, unit_id=None))
