"""Writing down what a resident says of a utility (row R186)."""

from datetime import datetime

from sqlmodel import Session

from app.kit import audit
from app.kit.ids import uuid7
from app.matters.forms.utilities import Review
from app.matters.models import UtilityReview


def review(
    session: Session, community_id: str, year: int, said: Review, by: str, now: datetime
) -> UtilityReview:
    """One review of a year; nothing says whose it is."""
    row = UtilityReview(
        id=uuid7(), community_id=community_id, year=year, utility=said.utility.value,
        score=said.score, words=said.words, by=by, at=now,
    )  # fmt: skip
    session.add(row)
    payload = {"utility": row.utility, "year": year, "score": row.score}
    audit.record(session, community_id, now, "utility.reviewed", by, row.id, payload)
    return row
