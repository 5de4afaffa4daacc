"""Writes checkpoints of the chains while the server runs (design 4d)."""

from datetime import datetime

import structlog
from sqlalchemy import select as columns
from sqlmodel import Session

from app.kit.audit import HEADS, AuditEvent
from app.kit.clock import Clock
from app.kit.db import Database
from app.kit.notes import BadNote, NoteKey, text_of
from app.kit.sql import table
from app.org.queries import zones_of
from app.settings import Settings
from app.sync.checkpoints import KEY, Checkpoint, Shelf, is_due, read
from app.sync.keys import Keys

log = structlog.get_logger()


class Marker:
    """Takes the checkpoints of one installation that are due."""

    def __init__(self, settings: Settings) -> None:
        self.host, self.epoch = settings.rp_id, Keys.load(settings).epoch
        self.key, self.shelf = NoteKey.load(settings.data, KEY), Shelf(settings.data)

    def mark(self, db: Database, clock: Clock) -> int:
        """Write every checkpoint that is due; how many. One that cannot be written keeps no other
        community back; it is logged, and tried again at the next look."""
        now, count = clock(), 0
        with db.session() as session:
            heads = session.connection().execute(columns(HEADS)).all()
            zones = zones_of(session, {head.community_id for head in heads})
            for head in heads:
                zone = zones.get(head.community_id, "UTC")
                try:
                    count += self._mark_one(session, head.community_id, head.seq, now, zone)
                except (OSError, BadNote) as error:
                    log.error("no checkpoint", community=head.community_id, exc_info=error)
        return count

    def _mark_one(
        self, session: Session, community: str, size: int, now: datetime, zone: str
    ) -> bool:
        note = self.shelf.newest(community)
        newest = read(text_of(note)) if note else None
        if not is_due(newest, size, now, zone):
            return False
        if newest is not None and _link(session, community, newest.size) != newest.hash:
            # The older one stays the newest: another would make a chain look whole that is not.
            log.error("a chain does not fit its checkpoint: qiaomen verify-log", chain=community)
            return False
        link = _link(session, community, size)
        if link is None:
            return False
        made = Checkpoint(self.host, community, self.epoch, size, link, now)
        self.shelf.add(community, self.key.sign(made.text(), self.host))
        return True


def _link(session: Session, community: str, seq: int) -> bytes | None:
    events = table(AuditEvent)
    found: bytes | None = session.connection().scalar(
        columns(events.c.hash).where(events.c.community_id == community, events.c.seq == seq)
    )
    return found
