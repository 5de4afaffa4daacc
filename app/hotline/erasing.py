"""Taking the words out of the register: with the household they are about, or when their time has
run out. That something was told, how, of what kind and to whom stays, so that counts stay true."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.hotline.models import Entry, EntryRequest, Opinion, TicketFile
from app.kit import audit
from app.kit.sql import table

SYSTEM = "system"
BLANK: dict[str, Any] = {
    "household_id": None, "caller": "", "phone": "", "place": "", "basics": "", "words": "",
    "answer": "",
}  # fmt: skip


def erase_told(
    session: Session, households: Sequence[str], visits: Sequence[str], now: datetime
) -> list[str]:
    """Blank what these households told, and the opinions from their visits; the entries and
    opinions, about which the chain may say something, for the caller to forget."""
    rows = columns(col(Entry.id)).where(col(Entry.household_id).in_(list(households)))
    entries = [one for (one,) in session.execute(rows)]
    said = or_(col(Opinion.entry_id).in_(entries), col(Opinion.visit_id).in_(list(visits)))
    opinions = [one for (one,) in session.execute(columns(col(Opinion.id)).where(said))]
    blank_entries(session, entries, now)
    blank_opinions(session, opinions, now)
    return [*entries, *opinions]


def erase_entries(session: Session, community_id: str, ids: Sequence[str], now: datetime) -> None:
    """Blank entries that have been kept for their time, with the opinions in them."""
    audit.lock_heads(session, [community_id])
    rows = columns(col(Opinion.id)).where(col(Opinion.entry_id).in_(list(ids)))
    opinions = [one for (one,) in session.execute(rows)]
    blank_entries(session, ids, now)
    blank_opinions(session, opinions, now)
    _drop_left_files(session, community_id)
    gone = audit.forget(session, community_id, [*ids, *opinions])
    said = {"entries": len(ids), audit.FORGOT: gone}
    audit.record(session, community_id, now, "records.erased", SYSTEM, community_id, said)


def blank_entries(session: Session, ids: Sequence[str], now: datetime) -> None:
    """Entries without anybody's name, number or words."""
    entries, requests = table(Entry), table(EntryRequest)
    mine = entries.c.id.in_(list(ids))
    session.connection().execute(update(entries).where(mine).values(**BLANK, erased_at=now))
    parts = update(requests).where(requests.c.entry_id.in_(list(ids)))
    session.connection().execute(parts.values(words=""))
    session.expire_all()


def blank_opinions(session: Session, ids: Sequence[str], now: datetime) -> None:
    """Opinions without their words."""
    rows = table(Opinion)
    gone = update(rows).where(rows.c.id.in_(list(ids)))
    session.connection().execute(gone.values(words="", result="", erased_at=now))
    session.expire_all()


def _drop_left_files(session: Session, community_id: str) -> None:
    """Files of tickets that somebody tried and then forgot."""
    rows = table(TicketFile)
    left = update(rows).where(rows.c.community_id == community_id, rows.c.state == "tried")
    session.connection().execute(left.values(state="dropped", tickets=[], faults=[]))
