"""`qiaomen verify-log`: is the record what it was when it was written?

Walks the chain of each community, recomputes every link and every payload that is still kept,
and holds the received envelopes against it in both directions.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from app.kit.audit import (
    ERASED,
    FORGOT,
    GENESIS,
    AuditEvent,
    AuditHead,
    AuditPayload,
    Entry,
    link,
    payload_digest,
)
from app.kit.clock import iso
from app.kit.sql import table
from app.sync.models import Received
from app.sync.rules import digest_of

CHUNK = 5_000
RECEIVED = ("accepted", "set_aside")


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing in a chain that is not as it was written."""

    community: str
    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class Sound:
    """A chain with nothing wrong, and its length."""

    community: str
    events: int


def verify(session: Session, community: str | None = None) -> Iterator[Fault | Sound]:
    """A finding for each chain, in the order of their ids."""
    heads = session.exec(select(AuditHead).order_by(AuditHead.community_id)).all()
    orphan = _orphan(session, {head.community_id for head in heads})
    if orphan is not None:
        yield orphan
    for head in heads:
        if community in (None, head.community_id):
            yield _verify_one(session, head)


def _orphan(session: Session, heads: set[str]) -> Fault | None:
    for community in session.exec(select(AuditEvent.community_id).distinct()):
        if community not in heads:
            return Fault(community, 1, "the chain has lost its head")
    return None


def _verify_one(session: Session, head: AuditHead) -> Fault | Sound:
    community, newest, expected = head.community_id, GENESIS, 1
    erased: set[str] = set()
    missing: dict[str, int] = {}
    gone: list[int] = []
    forgotten: list[int] = []
    for chunk in _events(session, community):
        payloads = _payloads(session, community, chunk[0].seq, chunk[-1].seq)
        received = _received(session, community, chunk[0].seq, chunk[-1].seq)
        for event in chunk:
            if event.seq != expected:
                return Fault(community, expected, f"event missing: {event.seq} stands here")
            entry = Entry(event.kind, event.actor, event.object, event.payload_digest)
            if link(newest, event.seq, iso(event.at), entry) != event.hash:
                return Fault(community, event.seq, "event was changed, moved or inserted")
            if event.kind in ERASED:
                forgotten.append(event.seq)
            why = _payload_fault(
                event, payloads.get(event.seq), received.get(event.seq), missing, gone
            )
            if why:
                return Fault(community, event.seq, why)
            if event.kind == "envelope.erased":
                erased.add(event.object)
            newest, expected = event.hash, expected + 1
    if head.seq != expected - 1 or head.hash != newest:
        return Fault(community, expected, f"the end is missing: {head.seq} events were written")
    unsaid = set(gone) - _said_gone(session, community, forgotten)
    if unsaid:
        return Fault(community, min(unsaid), "payload is gone")
    for object_id, seq in sorted(missing.items(), key=lambda one: one[1]):
        if object_id not in erased:
            return Fault(community, seq, f"the text of record {object_id} is gone with no erasure")
    unlinked = _unlinked(session, community, head.seq)
    return unlinked or Sound(community, head.seq)


@dataclass(frozen=True, slots=True)
class _Event:
    seq: int
    at: datetime
    kind: str
    actor: str
    object: str
    payload_digest: str
    hash: bytes


def _events(session: Session, community: str) -> Iterator[list[_Event]]:
    events = table(AuditEvent)
    after = 0
    while True:
        rows = (
            session.connection()
            .execute(
                rows_of(
                    events.c.seq,
                    events.c.at,
                    events.c.kind,
                    events.c.actor,
                    events.c.object,
                    events.c.payload_digest,
                    events.c.hash,
                )
                .where(events.c.community_id == community, events.c.seq > after)
                .order_by(events.c.seq)
                .limit(CHUNK)
            )
            .all()
        )
        if not rows:
            return
        yield [_Event(*row) for row in rows]
        after = rows[-1].seq


def _payloads(session: Session, community: str, first: int, last: int) -> dict[int, str]:
    payloads = table(AuditPayload)
    rows = session.connection().execute(
        select(payloads.c.seq, payloads.c.salt, payloads.c.payload).where(
            payloads.c.community_id == community, payloads.c.seq.between(first, last)
        )
    )
    return {row.seq: payload_digest(row.salt, row.payload) for row in rows}


def _received(session: Session, community: str, first: int, last: int) -> dict[int, Received]:
    rows = session.exec(
        select(Received).where(
            Received.community_id == community, col(Received.seq).between(first, last)
        )
    ).all()
    session.expunge_all()
    return {row.seq: row for row in rows}


def _said_gone(session: Session, community: str, erasures: list[int]) -> set[int]:
    """The events whose payloads an erasure says it took; the erasures' own were checked before."""
    rows = session.exec(
        select(AuditPayload.seq, AuditPayload.payload).where(
            AuditPayload.community_id == community, col(AuditPayload.seq).in_(erasures)
        )
    )
    return {one for seq, text in rows for one in json.loads(text).get(FORGOT, []) if one < seq}


def _payload_fault(
    event: _Event,
    payload: str | None,
    record: Received | None,
    missing: dict[str, int],
    gone: list[int],
) -> str:
    if event.kind == "envelope.erased":
        return ""
    if event.kind.endswith(RECEIVED) and not event.kind.startswith("photo."):
        if record is None or record.id != event.object:
            return f"record {event.object} is gone"
        if record.digest != event.payload_digest or record.author_id != event.actor:
            return f"record {event.object} was changed"
        if record.text is None:
            missing[record.id] = event.seq
        elif digest_of(record.text) != record.digest:
            return f"the text of record {event.object} was changed"
        return ""
    if payload is None:
        if event.kind in ERASED:
            return "payload is gone"
        gone.append(event.seq)
        return ""
    return "" if payload == event.payload_digest else "payload was changed"


def _unlinked(session: Session, community: str, last: int) -> Fault | None:
    row = session.exec(
        select(Received)
        .where(
            Received.community_id == community,
            (col(Received.seq) > last) | (col(Received.seq) < 1),
        )
        .limit(1)
    ).first()
    return Fault(community, row.seq, f"record {row.id} stands in no event") if row else None
