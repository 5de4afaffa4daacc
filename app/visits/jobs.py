"""What runs at night: erasing positions when the time to check them is over (row R123)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.attendance.held import rest_of as touches_rest
from app.attendance.models import Touch
from app.kit.sql import table
from app.org.models import Community
from app.visits.held import rest_of
from app.visits.models import Amendment, Visit

# (session, community, envelope ids, now, digests of what their rows still say, by id): erases what
# those envelopes said.
EraseTexts = Callable[[Session, str, Sequence[str], datetime, Mapping[str, str]], None]
# An erasure is a link in the chain each; few at a time keep the writers of the day waiting shortly.
BATCH = 200


def tidy(session: Session, now: datetime, erasers: Sequence[EraseTexts]) -> int:
    """Erase positions older than each community keeps them; how many records were touched.

    `erasers` are those of place `envelope.erasers`: the envelope's own text says the position too.
    Commits after each batch, so it may be stopped and run again.
    """
    touched = 0
    for community in session.exec(select(Community)).all():
        before = now - timedelta(days=community.position_keep_days)
        while ids := _old(session, community.id, before):
            _erase(session, ids)
            # Without its envelope, a row is held by what it says now.
            rest = rest_of(session, ids) | touches_rest(session, ids)
            for erase in erasers:
                erase(session, community.id, ids, now, rest)
            session.commit()
            touched += len(ids)
    return touched


def _old(session: Session, community_id: str, before: datetime) -> list[str]:
    found: list[str] = []
    for model in (Visit, Amendment, Touch):
        rows = session.exec(
            select(model.id)
            .where(
                col(model.community_id) == community_id,
                col(model.has_position).is_(True),
                col(model.received_at) < before,
            )
            .limit(BATCH)
        )
        found += rows
    return found


def _erase(session: Session, ids: Sequence[str]) -> None:
    nowhere = {"lat": None, "lon": None, "accuracy_m": None, "position_age_s": None}
    for model in (Visit, Touch):
        session.connection().execute(
            update(table(model)).where(col(model.id).in_(ids)).values(**nowhere, has_position=False)
        )
    session.connection().execute(
        update(table(Amendment)).where(col(Amendment.id).in_(ids)).values(has_position=False)
    )
