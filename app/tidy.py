"""`qiaomen tidy`: what has been kept long enough goes (run it once a day).

A position, and the text of the envelope that brought it, stay as long as the community says
(`position_keep_days`, 90 by default). The record of the visit and its chain stay whole.
"""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.kit import audit
from app.kit.sql import table
from app.org.models import Community
from app.sync.commands import erase_texts
from app.sync.models import Received
from app.visits.models import Visit

AT_ONCE = 500
POSITION = ("lat", "lon", "accuracy_m", "position_age_s")


def tidy(session: Session, community: Community, now: datetime) -> tuple[int, int]:
    """Erase what is older than the community keeps it; how many positions and texts went."""
    before = now - timedelta(days=community.position_keep_days)
    positions = _positions(session, community.id, before)
    if positions:
        count = {"positions": positions}
        audit.record(session, community.id, now, "positions.erased", "system", community.id, count)
    return positions, _texts(session, community.id, before, now)


def _positions(session: Session, community_id: str, before: datetime) -> int:
    done = session.connection().execute(
        update(table(Visit))
        .where(
            col(Visit.community_id) == community_id,
            col(Visit.received_at) < before,
            col(Visit.lat).is_not(None),
        )
        .values(dict.fromkeys(POSITION))
    )
    return done.rowcount


def _texts(session: Session, community_id: str, before: datetime, now: datetime) -> int:
    old = (
        select(Received.id)
        .where(
            Received.community_id == community_id,
            col(Received.text).is_not(None),
            col(Received.received_at) < before,
        )
        .limit(AT_ONCE)
    )
    erased = 0
    while ids := session.exec(old).all():
        erase_texts(session, community_id, ids, now)
        erased += len(ids)
    return erased
