"""Writing down who saw what (rows R143, R244)."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, insert

from app.kit.ids import uuid7
from app.org.models import AccessLog


def note_access(
    session: Session,
    community_id: str,
    person_id: str,
    at: datetime,
    what: str,
    households: Collection[str],
    reason: str = "",
) -> None:
    """One row of the access log: `person_id` was shown these households."""
    session.execute(
        insert(AccessLog).values(
            id=uuid7(),
            community_id=community_id,
            person_id=person_id,
            at=at,
            what=what,
            reason=reason,
            households=sorted(households),
        )
    )
