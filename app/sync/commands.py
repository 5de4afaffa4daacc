"""Erasing what was received at the end of its retention; saying that a phone is gone."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.kit import audit
from app.kit.held import ROW
from app.kit.sql import table
from app.sync.models import Device, Received
from app.sync.rules import EMPTIED


def erase_texts(
    session: Session,
    community_id: str,
    ids: Sequence[str],
    now: datetime,
    rest: Mapping[str, str] | None = None,
) -> None:
    """Erase what envelopes said, leaving their digests in the chain, and say so in it; what is no
    envelope, or says nothing any more, is passed over.

    `rest`: the digest of what their rows still say, by id, where these stay; the chain holds the
    rows by it from now on.
    """
    ids = session.exec(
        select(Received.id).where(
            col(Received.id).in_(ids),
            Received.community_id == community_id,
            col(Received.text).is_not(None),
        )
    ).all()
    if not ids:
        return
    head = audit.lock_heads(session, [community_id])[community_id]
    noted = {one: {ROW: rest[one]} for one in ids if rest and one in rest}
    bare = [audit.Entry(EMPTIED, "system", one, audit.EMPTY) for one in ids if one not in noted]
    audit.write(session, audit.extend(head, now, bare))
    audit.record_all(session, community_id, now, EMPTIED, "system", list(noted.items()))
    session.connection().execute(
        update(table(Received))
        .where(col(Received.id).in_(ids), col(Received.community_id) == community_id)
        .values(text=None)
    )


def retire(session: Session, now: datetime, device: Device, by: str) -> None:
    """Nobody uses this phone any more: no day waits for it (row R113). What it still sends is taken
    as ever, and takes this back."""
    device.retired_at = now
    session.add(device)
    said = {"device": device.id}
    audit.record(
        session, device.community_id or "", now, "device.retired", by, device.person_id, said
    )
