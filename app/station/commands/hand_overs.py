"""A grid passes from hand to hand: what is open is written down, and taken on (row R20)."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from app.kit import audit
from app.kit.ids import uuid7
from app.org.models import HandOver
from app.station.queries.hand_overs import OpenWork, items_by_now, kept, unclaimed


class Change(Protocol):
    """Who changes something in which community, from when on, and why."""

    @property
    def community_id(self) -> str:
        """The community."""

    @property
    def by(self) -> str:
        """The person who enters it."""

    @property
    def at(self) -> datetime:
        """From when on it holds."""

    @property
    def reason(self) -> str:
        """Why."""


def open_hand_over(
    session: Session,
    grid_id: str,
    from_person: str | None,
    to_person: str | None,
    work: Collection[OpenWork],
    change: Change,
) -> HandOver:
    """Write down what is open in a grid that changes hands."""
    row = HandOver(
        id=uuid7(),
        community_id=change.community_id,
        grid_id=grid_id,
        from_person=from_person,
        to_person=to_person,
        at=change.at,
        reason=change.reason,
        made_by=change.by,
        open_work=kept(work),
    )
    session.add(row)
    session.flush()
    return row


def claim(
    session: Session, grid_id: str, to_person: str, work: Collection[OpenWork], change: Change
) -> HandOver:
    """Name who takes a vacant grid on, with what is open by now."""
    row = unclaimed(session, grid_id)
    if row is None:
        return open_hand_over(session, grid_id, None, to_person, work, change)
    row.to_person, row.open_work = to_person, kept(work)
    session.add(row)
    session.flush()
    return row


def take(
    session: Session, now: datetime, row: HandOver, by: str, work: Collection[OpenWork]
) -> None:
    """The new worker says: I have it, with what is open by now (`work`). A second time changes
    nothing."""
    if row.taken_at is not None:
        return
    row.open_work = {"items": items_by_now(row, work)}
    row.taken_at, row.to_person = now, by
    session.add(row)
    said = {"grid": row.grid_id, "items": len(row.open_work.get("items", []))}
    audit.record(session, row.community_id, now, "hand_over.taken", by, row.id, said)
