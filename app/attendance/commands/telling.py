"""Telling people of the station what concerns them, inside the app first."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session

from app.attendance.models import Told
from app.kit.ids import uuid7


def tell(
    session: Session,
    community_id: str,
    people: Iterable[str],
    kind: str,
    values: Mapping[str, str],
    link: str,
    now: datetime,
) -> None:
    """Put one piece of news before each of `people`; `kind` names its words (pages/told.py)."""
    for person_id in sorted(set(people)):
        session.add(
            Told(
                id=uuid7(),
                community_id=community_id,
                person_id=person_id,
                kind=kind,
                values=dict(values),
                link=link,
                at=now,
            )
        )
