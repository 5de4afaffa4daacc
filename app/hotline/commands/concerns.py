"""What was asked for at a door, made a matter from the ledger (row R130)."""

from datetime import datetime

from sqlmodel import Session, select

from app.auth.principal import Principal
from app.hotline.commands.entries import role_of, title_of
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.matters.commands.opening import Opening, open_matter
from app.matters.models import Matter
from app.matters.rules.stages import Channel
from app.visits.models import Concern

KNOWN = Message("这条诉求已经转为办件")


def open_concern(session: Session, concern: Concern, by: Principal, now: datetime) -> Matter:
    """Open the matter of a concern; it belongs to whoever wrote the visit first (row R98). Raises
    Conflict when it has one."""
    session.refresh(concern, with_for_update=True)
    if session.exec(select(Matter.id).where(Matter.concern_id == concern.id)).first():
        raise Conflict(KNOWN)
    opening = Opening(
        id=uuid7(), community_id=concern.community_id, by=concern.author_id,
        channel=Channel.VISIT, title=title_of(concern.text), words=concern.text,
        household_id=concern.household_id, grid_id=concern.grid_id, concern_id=concern.id,
        opened_at=now, received_at=now,
    )  # fmt: skip
    return open_matter(session, opening, role_of(by, concern.community_id))
