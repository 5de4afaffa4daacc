"""Taking the words out of visits: that somebody made one stays, what it said does not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, update
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.kit.sql import table
from app.visits.models import (
    AgreedContact,
    Amendment,
    Concern,
    PaperVisit,
    Photo,
    SetAsideDecision,
    Visit,
)

BLANK: dict[str, Any] = {
    "household_id": None,
    "address": "",
    "met_role": "",
    "purposes": [],
    "checklist": [],
    "findings": "",
    "requests": [],
    "next_on": None,
    "visited_at": None,
    "lat": None,
    "lon": None,
    "accuracy_m": None,
    "position_age_s": None,
    "has_position": False,
    "photo_count": 0,
}


class Blanked(NamedTuple):
    """What was taken out: the records (visits and their corrections), and the photos' files."""

    records: list[str]
    files: list[str]


def visits_of(session: Session, households: Sequence[str]) -> list[str]:
    """The visits written on these files that still say something."""
    rows = session.execute(
        columns(col(Visit.id)).where(
            col(Visit.household_id).in_(list(households)), col(Visit.erased_at).is_(None)
        )
    )
    return [one for (one,) in rows]


def erase_visits(session: Session, visits: Sequence[str], now: datetime) -> Blanked:
    """Blank `visits` with all that stands beside them; the envelopes are for who received them."""
    if not visits:
        return Blanked([], [])
    connection, ids = session.connection(), list(visits)
    amended = connection.execute(columns(col(Amendment.id)).where(col(Amendment.visit_id).in_(ids)))
    records = [*ids, *(one for (one,) in amended)]
    files = erase_photos(session, ids)
    connection.execute(
        update(table(Amendment))
        .where(col(Amendment.visit_id).in_(ids))
        .values(body={}, has_position=False)
    )
    connection.execute(
        update(table(SetAsideDecision))
        .where(col(SetAsideDecision.visit_id).in_(ids))
        .values(reason="")
    )
    connection.execute(
        update(table(PaperVisit)).where(col(PaperVisit.visit_id).in_(ids)).values(reply="")
    )
    connection.execute(delete(table(Concern)).where(col(Concern.visit_id).in_(ids)))
    connection.execute(delete(table(AgreedContact)).where(col(AgreedContact.visit_id).in_(ids)))
    connection.execute(
        update(table(Visit)).where(col(Visit.id).in_(ids)).values(**BLANK, erased_at=now)
    )
    return Blanked(records, files)


def erase_photos(session: Session, visits: Sequence[str]) -> list[str]:
    """Forget the photos of `visits`; the names of their files, for who removes these."""
    connection, ids = session.connection(), list(visits)
    stored = connection.execute(
        columns(col(Photo.stored)).where(col(Photo.visit_id).in_(ids), col(Photo.stored) != "")
    )
    files = [one for (one,) in stored]
    connection.execute(delete(table(Photo)).where(col(Photo.visit_id).in_(ids)))
    return files


def erase_open_work(session: Session, households: Sequence[str]) -> None:
    """What was still open at these doors, on whichever visit it came."""
    ids = list(households)
    for model in (Concern, AgreedContact):
        session.connection().execute(delete(table(model)).where(col(model.household_id).in_(ids)))
