"""The record of every change: a hash chain per community (worked design 4d).

`hash_n = SHA-256(0x00 ‖ hash_{n-1} ‖ each field, length first)`. The payload stands apart from
its digest, so that it can be erased and the chain still verifies.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, bindparam, delete, insert, select, update
from sqlalchemy import text as words
from sqlmodel import Field, Session, SQLModel

from app.kit.clock import from_iso, iso
from app.kit.db import Utc
from app.kit.sql import insert_rows, table

GENESIS = bytes(32)
# Events whose payload names the events whose payloads went with an erasure.
FORGOT = "payloads"
ERASED = ("household.erased", "records.erased")
# The chain goes on from a backup: what came after it is gone from here.
RESTORED = "installation.restored"
# A demo was put in by hand: what was there by then came in no envelope.
BUILT = "demo.built"
# Everything but what phones send all day: the few events that a row's history is looked up by.
RARE = "kind NOT IN ('visit.accepted', 'amendment.accepted', 'photo.accepted')"


class AuditEvent(SQLModel, table=True):
    """One link of the chain of a community."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(
            "audit_event_object",
            "community_id",
            "object",
            sqlite_where=words(RARE),
            postgresql_where=words(RARE),
        ),
    )
    community_id: str = Field(primary_key=True, max_length=36)
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(Utc, nullable=False))
    kind: str = Field(max_length=40)
    actor: str = Field(max_length=36)
    object: str = Field(max_length=80)
    payload_digest: str = Field(min_length=64, max_length=64)
    hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))


class AuditPayload(SQLModel, table=True):
    """What an event says beyond its heading; erasing it leaves the chain whole."""

    __tablename__ = "audit_payload"
    community_id: str = Field(primary_key=True, max_length=36)
    seq: int = Field(primary_key=True)
    salt: str = Field(min_length=32, max_length=32)
    payload: str


class AuditHead(SQLModel, table=True):
    """The newest link of a community; its row lock orders the writers."""

    __tablename__ = "audit_head"
    community_id: str = Field(primary_key=True, max_length=36)
    seq: int = 0
    hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))


HEADS = table(AuditHead)
LOCK = (
    select(HEADS.c.community_id, HEADS.c.seq, HEADS.c.hash)
    .where(HEADS.c.community_id.in_(bindparam("communities", expanding=True)))
    .order_by(HEADS.c.community_id)
    .with_for_update()
)
MOVE = (
    update(HEADS)
    .where(HEADS.c.community_id == bindparam("chain"))
    .values(seq=bindparam("newest"), hash=bindparam("link"))
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A change to be appended: who did what to which thing. No names in `object`."""

    kind: str
    actor: str
    object: str
    payload_digest: str


def link(before: bytes, seq: int, at: str, entry: Entry) -> bytes:
    """The hash of the link that follows `before`; `at` as the wire writes it."""
    parts = (str(seq), at, entry.kind, entry.actor, entry.object, entry.payload_digest)
    text = b"".join([len(raw).to_bytes(4) + raw for raw in [part.encode() for part in parts]])
    return hashlib.sha256(b"\x00" + before + text).digest()


def payload_digest(salt: str, payload: str) -> str:
    """The digest of a payload, salted so that it cannot be guessed."""
    return hashlib.sha256(bytes.fromhex(salt) + payload.encode()).hexdigest()


# Of an event that says nothing beyond its heading, and has no payload to be kept.
EMPTY = payload_digest("00" * 16, "{}")


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link of a chain, locked until the transaction ends."""

    community_id: str
    seq: int
    hash: bytes


def lock_heads(session: Session, communities: Sequence[str]) -> dict[str, Head]:
    """The newest links of `communities`, locked, in one fixed order so that writers never cross."""
    if not communities:
        return {}
    found = session.connection().execute(LOCK, {"communities": list(communities)})
    return {row[0]: Head(row[0], row[1], row[2]) for row in found}


def start_chain(session: Session, community_id: str) -> None:
    """Begin the chain of a new community."""
    session.connection().execute(
        insert(HEADS).values(community_id=community_id, seq=0, hash=GENESIS)
    )


def extend(head: Head, at: datetime, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Rows for `entries` after `head`; the caller writes them and the new head (`write`)."""
    rows = []
    seq, newest, said = head.seq, head.hash, iso(at)
    at = from_iso(said)  # as the link has it, to the millisecond
    for entry in entries:
        seq += 1
        newest = link(newest, seq, said, entry)
        rows.append(
            {
                "community_id": head.community_id,
                "seq": seq,
                "at": at,
                "kind": entry.kind,
                "actor": entry.actor,
                "object": entry.object,
                "payload_digest": entry.payload_digest,
                "hash": newest,
            }
        )
    return rows


def write(session: Session, rows: list[dict[str, Any]]) -> None:
    """Append rows, of one or more communities, and move the head of each."""
    if not rows:
        return
    insert_rows(session, AuditEvent, rows)
    newest = {row["community_id"]: row for row in rows}
    moved = [
        {"chain": community, "newest": row["seq"], "link": row["hash"]}
        for community, row in newest.items()
    ]
    session.connection().execute(MOVE, moved)


def record(
    session: Session,
    community_id: str,
    at: datetime,
    kind: str,
    actor: str,
    object_id: str,
    payload: dict[str, Any] | None = None,
) -> int:
    """Append one change with its payload in the running transaction; its number in the chain."""
    return record_all(session, community_id, at, kind, actor, [(object_id, payload or {})])


def record_all(
    session: Session,
    community_id: str,
    at: datetime,
    kind: str,
    actor: str,
    changes: Sequence[tuple[str, dict[str, Any]]],
) -> int:
    """Append the same change of many things, each with its payload; the number of the last."""
    if not changes:
        return 0
    head = lock_heads(session, [community_id])[community_id]
    entries, payloads = [], []
    for seq, (object_id, payload) in enumerate(changes, head.seq + 1):
        salt = os.urandom(16).hex()
        text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        entries.append(Entry(kind, actor, object_id, payload_digest(salt, text)))
        payloads.append({"community_id": community_id, "seq": seq, "salt": salt, "payload": text})
    write(session, extend(head, at, entries))
    insert_rows(session, AuditPayload, payloads)
    return head.seq + len(changes)


@dataclass(frozen=True, slots=True)
class Event:
    """One change with its payload, to be appended with others."""

    at: datetime
    kind: str
    actor: str
    object: str
    payload: dict[str, Any]


def record_each(
    session: Session, community_id: str, events: Sequence[Event], head: Head | None = None
) -> None:
    """Append changes of different kinds one after another, in the running transaction; what one
    form does is one write, however many links it makes. `head`: the newest link, where the caller
    has locked it and written nothing since."""
    if not events:
        return
    head = head or lock_heads(session, [community_id])[community_id]
    rows, payloads = [], []
    for one in events:
        salt = os.urandom(16).hex()
        text = json.dumps(one.payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        entry = Entry(one.kind, one.actor, one.object, payload_digest(salt, text))
        (row,) = extend(head, one.at, [entry])
        head = Head(community_id, row["seq"], row["hash"])
        rows.append(row)
        payloads.append(
            {"community_id": community_id, "seq": head.seq, "salt": salt, "payload": text}
        )
    write(session, rows)
    insert_rows(session, AuditPayload, payloads)


def forget(session: Session, community_id: str, objects: Sequence[str]) -> list[int]:
    """Erase the payloads of events about `objects`; their numbers, which the event of the erasure
    must name under `FORGOT`, so that everybody can tell it from tampering."""
    if not objects:
        return []
    events, payloads = table(AuditEvent), table(AuditPayload)
    connection = session.connection()
    rows = connection.execute(
        select(payloads.c.seq)
        .join(
            events,
            (events.c.community_id == payloads.c.community_id) & (events.c.seq == payloads.c.seq),
        )
        .where(
            events.c.community_id == community_id,
            events.c.object.in_(list(objects)),
            events.c.kind.not_in(ERASED),
        )
    )
    gone = sorted(row[0] for row in rows)
    connection.execute(
        delete(payloads).where(payloads.c.community_id == community_id, payloads.c.seq.in_(gone))
    )
    return gone
