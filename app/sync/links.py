"""The links of one chain, walked in order: each is recomputed, with what belongs to it."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session

from app.kit.audit import (
    EMPTY,
    ERASED,
    FORGOT,
    GENESIS,
    RESTORED,
    AuditEvent,
    AuditHead,
    AuditPayload,
    Entry,
    link,
    payload_digest,
)
from app.kit.clock import from_iso, iso
from app.kit.held import Fault
from app.kit.sql import table
from app.sync.items import Receipt
from app.sync.models import Received
from app.sync.rules import EMPTIED, digest_of

CHUNK = 5_000
RECEIVED = ("accepted", "set_aside")
EVENTS, PAYLOADS, ARRIVED = table(AuditEvent), table(AuditPayload), table(Received)
LINK = (
    EVENTS.c.seq, EVENTS.c.at, EVENTS.c.kind, EVENTS.c.actor, EVENTS.c.object,
    EVENTS.c.payload_digest, EVENTS.c.hash,
)  # fmt: skip
RECORD = (
    ARRIVED.c.id, ARRIVED.c.community_id, ARRIVED.c.seq, ARRIVED.c.kind, ARRIVED.c.author_id,
    ARRIVED.c.digest, ARRIVED.c.text, ARRIVED.c.outcome, ARRIVED.c.received_at, ARRIVED.c.receipt,
)  # fmt: skip
# A row of RECORD.
Record = Any
read_receipt = msgspec.json.Decoder(Receipt).decode


@dataclass(frozen=True, slots=True)
class _Event:
    seq: int
    at: datetime
    kind: str
    actor: str
    object: str
    payload_digest: str
    hash: bytes


@dataclass(slots=True)
class Walk:
    """A walk along the chain of `community`; `at`: the hashes of the links that were asked for, as
    far as it came. `whole`: it came to the end, and every link was right."""

    session: Session
    community: str
    asked: Collection[int] = ()
    at: dict[int, bytes] = field(default_factory=dict)
    last: int = 0
    whole: bool = False
    restored: list[int] = field(default_factory=list)
    _newest: bytes = GENESIS
    _emptied: set[str] = field(default_factory=set)
    _empty: dict[str, int] = field(default_factory=dict)
    _gone: list[int] = field(default_factory=list)
    _forgotten: list[int] = field(default_factory=list)

    def go(self, head: AuditHead) -> Fault | None:
        """Walk to the end; the first link that is not right."""
        found = self._links() or self._end(head)
        self.whole = found is None
        return found

    def _links(self) -> Fault | None:
        for chunk in _events(self.session, self.community):
            first, last = chunk[0].seq, chunk[-1].seq
            payloads = _payloads(self.session, self.community, first, last)
            records = _records(self.session, self.community, first, last)
            for event in chunk:
                why = self._order(event) or self._link(event)
                why = why or self._content(event, payloads.get(event.seq), records.get(event.seq))
                if why:
                    return Fault(self.community, min(event.seq, self.last + 1), why)
                self._step(event)
        return None

    def _order(self, event: _Event) -> str:
        if event.seq > self.last + 1:
            return f"event missing: {event.seq} stands here"
        return "event was inserted: this number stands twice" if event.seq <= self.last else ""

    def _link(self, event: _Event) -> str:
        # The link holds milliseconds; nothing may hide below them.
        said = iso(event.at)
        entry = Entry(event.kind, event.actor, event.object, event.payload_digest)
        same = link(self._newest, event.seq, said, entry) == event.hash
        return "" if same and from_iso(said) == event.at else "event was changed, moved or inserted"

    def _content(self, event: _Event, payload: str | None, record: Record | None) -> str:
        if event.kind.endswith(RECEIVED) and not event.kind.startswith("photo."):
            return self._record(event, record) or ("payload was changed" if payload else "")
        if record is not None:
            return f"record {record.id} stands in no event"
        if event.kind == EMPTIED and event.payload_digest == EMPTY:
            return "payload was changed" if payload else ""
        if payload is None:
            if event.kind in ERASED:
                return "payload is gone"
            self._gone.append(event.seq)
            return ""
        return "" if payload == event.payload_digest else "payload was changed"

    def _record(self, event: _Event, record: Record | None) -> str:
        if record is None or record.id != event.object:
            return f"record {event.object} is gone"
        if record.digest != event.payload_digest or not _heading_fits(event, record):
            return f"record {event.object} was changed"
        if not _receipt_fits(record):
            return f"the receipt of record {event.object} was changed"
        if record.text is None:
            self._empty[record.id] = event.seq
            return ""
        same = digest_of(record.text) == record.digest
        return "" if same else f"the text of record {event.object} was changed"

    def _step(self, event: _Event) -> None:
        self.last, self._newest = event.seq, event.hash
        if event.seq in self.asked:
            self.at[event.seq] = event.hash
        if event.kind in ERASED:
            self._forgotten.append(event.seq)
        elif event.kind == EMPTIED:
            self._emptied.add(event.object)
        elif event.kind == RESTORED:
            self.restored.append(event.seq)

    def _end(self, head: AuditHead) -> Fault | None:
        if head.seq == self.last and head.hash == self._newest:
            return None
        why = f"the end is missing: {head.seq} events were written"
        return Fault(self.community, self.last + 1, why)

    def unsaid(self) -> Fault | None:
        """What is gone, and no erasure says so; asked of a chain that is whole, for the erasure
        may have been cut off."""
        found = [
            (seq, f"the text of record {one} is gone with no erasure")
            for one, seq in self._empty.items()
            if one not in self._emptied
        ]
        said = _said_gone(self.session, self.community, self._forgotten)
        found += [(seq, "payload is gone") for seq in self._gone if seq not in said]
        return Fault(self.community, *min(found)) if found else None


def _heading_fits(event: _Event, record: Record) -> bool:
    named = (f"{record.kind}.{record.outcome}", record.author_id, record.received_at)
    return named == (event.kind, event.actor, event.at)


def _receipt_fits(record: Record) -> bool:
    try:
        said = read_receipt(record.receipt)
    except msgspec.MsgspecError:
        return False
    named = (said.id, said.digest, said.outcome, said.community, said.seq, said.received_at)
    held = (record.id, record.digest, record.outcome, record.community_id, record.seq)
    return named == (*held, iso(record.received_at))


def _events(session: Session, community: str) -> Iterator[list[_Event]]:
    asked = columns(*LINK).where(EVENTS.c.community_id == community).order_by(EVENTS.c.seq)
    rows = session.connection().execute(asked.limit(CHUNK)).all()
    while rows:
        yield [_Event(*row) for row in rows]
        rows = (
            session.connection()
            .execute(asked.where(EVENTS.c.seq > rows[-1].seq).limit(CHUNK))
            .all()
        )


def _payloads(session: Session, community: str, first: int, last: int) -> dict[int, str]:
    rows = session.connection().execute(
        columns(PAYLOADS.c.seq, PAYLOADS.c.salt, PAYLOADS.c.payload).where(
            PAYLOADS.c.community_id == community, PAYLOADS.c.seq.between(first, last)
        )
    )
    return {row.seq: _digest(row.salt, row.payload) for row in rows}


def _digest(salt: str, payload: str) -> str:
    try:
        return payload_digest(salt, payload)
    except ValueError:  # a salt that is none
        return "-"


def _records(session: Session, community: str, first: int, last: int) -> dict[int, Record]:
    rows = session.connection().execute(
        columns(*RECORD).where(
            ARRIVED.c.community_id == community, ARRIVED.c.seq.between(first, last)
        )
    )
    return {row.seq: row for row in rows}


def _said_gone(session: Session, community: str, erasures: list[int]) -> set[int]:
    """The events whose payloads an erasure says it took; the erasures' own were checked before."""
    rows = session.connection().execute(
        columns(PAYLOADS.c.seq, PAYLOADS.c.payload).where(
            PAYLOADS.c.community_id == community, PAYLOADS.c.seq.in_(erasures)
        )
    )
    return {one for seq, text in rows for one in json.loads(text).get(FORGOT, []) if one < seq}


def surplus(session: Session, head: AuditHead) -> Fault | None:
    """An event that stands twice where the walk read on between the two, or a payload of none."""
    twice = (
        columns(EVENTS.c.seq)
        .where(EVENTS.c.community_id == head.community_id)
        .group_by(EVENTS.c.seq)
        .having(func.count() > 1)
        .order_by(EVENTS.c.seq)
        .limit(1)
    )
    count = columns(func.count()).where(EVENTS.c.community_id == head.community_id)
    connection = session.connection()
    if connection.scalar(count) != head.seq:
        seq = connection.scalar(twice)
        return Fault(head.community_id, seq or 1, "event was inserted: this number stands twice")
    stray = columns(func.min(PAYLOADS.c.seq)).where(
        PAYLOADS.c.community_id == head.community_id,
        (PAYLOADS.c.seq > head.seq) | (PAYLOADS.c.seq < 1),
    )
    seq = connection.scalar(stray)
    return None if seq is None else Fault(head.community_id, seq, "a payload stands in no event")


def unlinked(session: Session, community: str, last: int) -> Fault | None:
    """A record whose number no event has."""
    row = (
        session.connection()
        .execute(
            columns(ARRIVED.c.seq, ARRIVED.c.id)
            .where(
                ARRIVED.c.community_id == community, (ARRIVED.c.seq > last) | (ARRIVED.c.seq < 1)
            )
            .limit(1)
        )
        .first()
    )
    return Fault(community, row.seq, f"record {row.id} stands in no event") if row else None
