"""Thirteen ways of changing a log as the owner of its database, and what must be said of each.

Each takes a position, does its worst, and gives the number that is honestly the first bad one.
"""

import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, text, update
from sqlalchemy import select as columns

from app.attendance.models import Decision, Touch
from app.kit.audit import (
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
from app.spotchecks.models import DiceEntry, Draw, SpotCheck
from app.sync.checkpoints import Kept
from app.sync.models import Received
from app.visits.models import Amendment, Visit

EVENTS, PAYLOADS, HEADS = table(AuditEvent), table(AuditPayload), table(AuditHead)
ARRIVED = table(Received)
SHIFT = 1_000_000
Row = Mapping[str, Any]


def events_of(connection: Connection, community: str) -> list[Row]:
    """The chain of a community as it is."""
    asked = columns(EVENTS).where(EVENTS.c.community_id == community).order_by(EVENTS.c.seq)
    return [dict(row._mapping) for row in connection.execute(asked)]


class Tamperer:
    """The owner of a database, with one chain before them, inside one transaction."""

    def __init__(
        self, connection: Connection, events: Sequence[Row], rng: random.Random, kept: list[Kept]
    ) -> None:
        self.connection, self.events, self.rng, self.kept = connection, events, rng, kept
        self.community = events[0]["community_id"]
        self.size = len(self.events)
        self.did = ""  # what was changed, for who reads a failure
        self.sizes = sorted(one.checkpoint.size for one in kept)

    # ---- tools

    def at(self, seq: int) -> Row:
        """The event of a number."""
        return self.events[seq - 1]

    def own(self, rows: Any) -> Any:
        return rows.c.community_id == self.community

    def run(self, statement: Any) -> int:
        """Do it; how many rows it touched."""
        return self.connection.execute(statement).rowcount

    def change(self, seq: int, **values: Any) -> None:
        """Change an event."""
        assert self.run(
            update(EVENTS).where(self.own(EVENTS), EVENTS.c.seq == seq).values(**values)
        )

    def received(self, seq: int) -> Row | None:
        """The record of an event."""
        asked = columns(ARRIVED).where(self.own(ARRIVED), ARRIVED.c.seq == seq)
        row = self.connection.execute(asked).first()
        return row._mapping if row else None

    def payload(self, seq: int) -> Row | None:
        """The payload of an event."""
        asked = columns(PAYLOADS).where(self.own(PAYLOADS), PAYLOADS.c.seq == seq)
        row = self.connection.execute(asked).first()
        return row._mapping if row else None

    def checkpoint_before(self, seq: int) -> int:
        """The newest checkpoint that a change of `seq` leaves alone."""
        return max((size for size in self.sizes if size < seq), default=0)

    def cut(self, seq: int) -> None:
        """Everything from `seq` on is gone, the head with it."""
        for rows in (EVENTS, PAYLOADS, ARRIVED):
            self.run(delete(rows).where(self.own(rows), rows.c.seq >= seq))
        last = self.at(seq - 1)["hash"] if seq > 1 else GENESIS
        self.run(update(HEADS).where(self.own(HEADS)).values(seq=seq - 1, hash=last))

    def shift(self, seq: int, by: int) -> None:
        """Give every event from `seq` on another number, with all that names it."""
        for rows in (EVENTS, PAYLOADS, ARRIVED):
            here = update(rows).where(self.own(rows))
            self.run(here.where(rows.c.seq >= seq).values(seq=rows.c.seq + SHIFT))
            self.run(here.where(rows.c.seq >= SHIFT).values(seq=rows.c.seq - SHIFT + by))

    def made_up(self, seq: int, before: bytes) -> dict[str, Any]:
        """An event that never was, properly linked to the one before it."""
        at = datetime(2026, 11, 24, 3, 0, tzinfo=UTC) + timedelta(seconds=self.rng.randrange(9999))
        entry = Entry("grid.renamed", "x", os.urandom(8).hex(), payload_digest("00" * 16, "{}"))
        return {
            "community_id": self.community, "seq": seq, "at": at, "kind": entry.kind,
            "actor": entry.actor, "object": entry.object, "payload_digest": entry.payload_digest,
            "hash": link(before, seq, iso(at), entry),
        }  # fmt: skip

    def rechain(self, seq: int) -> None:
        """Another actor did `seq`, and every link from there on is computed anew."""
        newest = self.at(seq - 1)["hash"] if seq > 1 else GENESIS
        self.change(seq, actor="somebody else")
        links = []
        for said in self.events[seq - 1 :]:
            actor = "somebody else" if said["seq"] == seq else said["actor"]
            entry = Entry(said["kind"], actor, said["object"], said["payload_digest"])
            newest = link(newest, said["seq"], iso(said["at"]), entry)
            links.append({"number": said["seq"], "link": newest})
        anew = update(EVENTS).where(self.own(EVENTS), EVENTS.c.seq == bindparam("number"))
        self.connection.execute(anew.values(hash=bindparam("link")), links)
        self.run(
            update(ARRIVED)
            .where(self.own(ARRIVED), ARRIVED.c.seq == seq)
            .values(author_id="somebody else")
        )
        self.run(update(HEADS).where(self.own(HEADS)).values(hash=newest))

    def sign_anew(self, seq: int) -> None:
        """Checkpoints of the new chain, under a key of one's own; or under the right key's name,
        with a signature that cannot be right."""
        wrong = self.rng.choice(["signed by another key", "its signature is wrong"])
        chain = columns(EVENTS.c.seq, EVENTS.c.hash).where(self.own(EVENTS))
        new = {row.seq: row.hash for row in self.connection.execute(chain)}
        self.kept = [
            one
            if one.checkpoint.size < seq
            else Kept(replace(one.checkpoint, hash=new[one.checkpoint.size]), wrong)
            for one in self.kept
        ]


def _other_text(t: Tamperer, said: str) -> str:
    place = t.rng.randrange(len(said))
    return said[:place] + chr((ord(said[place]) ^ 1) or 2) + said[place + 1 :]


def edit_payload(t: Tamperer, k: int) -> int:
    """A payload, its salt, or the text of a record."""
    while (held := t.payload(k)) is None and (
        (record := t.received(k)) is None or not record["text"]
    ):
        k = k % t.size + 1
    if held is not None:
        name = t.rng.choice(["payload", "salt"])
        value = _other_text(t, held["payload"]) if name == "payload" else os.urandom(16).hex()
        t.run(update(PAYLOADS).where(t.own(PAYLOADS), PAYLOADS.c.seq == k).values({name: value}))
        return k
    assert record is not None
    value = _other_text(t, record["text"])
    t.run(update(ARRIVED).where(t.own(ARRIVED), ARRIVED.c.seq == k).values(text=value))
    return k


def edit_actor(t: Tamperer, k: int) -> int:
    """Somebody else did it; the record says so too."""
    t.change(k, actor="somebody else")
    t.run(
        update(ARRIVED).where(t.own(ARRIVED), ARRIVED.c.seq == k).values(author_id=t.at(1)["actor"])
    )
    return k


def edit_time(t: Tamperer, k: int) -> int:
    """It was at another time, by as little as a millionth of a second."""
    by = t.rng.choice([timedelta(microseconds=1), timedelta(milliseconds=1), timedelta(hours=3)])
    t.change(k, at=t.at(k)["at"] + t.rng.choice([by, -by]))
    return k


def delete_middle(t: Tamperer, k: int) -> int:
    """One event is cut out, with all that hangs on it."""
    k = min(k, t.size - 1)
    for rows in (EVENTS, PAYLOADS, ARRIVED):
        t.run(delete(rows).where(t.own(rows), rows.c.seq == k))
    if t.rng.random() < 0.5:
        t.shift(k + 1, -1)
    return k


def delete_tail(t: Tamperer, k: int) -> int:
    """The end is cut off, and the head set back."""
    t.cut(k)
    return k


def insert_one(t: Tamperer, k: int) -> int:
    """An event that never was. Where its own link is right, the one after it is not."""
    before = t.at(k - 1)["hash"] if k > 1 else GENESIS
    t.shift(k, 1)
    row = t.made_up(k, before)
    right = t.rng.random() < 0.5
    t.run(insert(EVENTS).values(row if right else {**row, "hash": os.urandom(32)}))
    if right and k in t.sizes:  # a checkpoint of just there says so first
        return t.checkpoint_before(k) + 1
    return k + 1 if right else k


def swap(t: Tamperer, k: int) -> int:
    """Two events change places."""
    other = t.rng.choice([one for one in range(1, t.size + 1) if one != k])
    for here, there in ((k, other), (other, k)):
        t.change(here, **{key: t.at(there)[key] for key in t.at(there) if key not in ("seq",)})
    return min(k, other)


def duplicate_seq(t: Tamperer, k: int) -> int:
    """The same number stands twice: the key of the table is dropped first."""
    if t.connection.dialect.name == "postgresql":
        t.connection.execute(text("ALTER TABLE audit_event DROP CONSTRAINT audit_event_pkey"))
    else:
        t.connection.execute(text("CREATE TABLE other AS SELECT * FROM audit_event"))
        t.connection.execute(text("DROP TABLE audit_event"))
        t.connection.execute(text("ALTER TABLE other RENAME TO audit_event"))
    twin = t.at(k) if t.rng.random() < 0.5 else {**t.at(k), "actor": "somebody else"}
    t.run(insert(EVENTS).values(twin))
    return k


def restore_older(t: Tamperer, k: int) -> int:
    """The whole database is as it was before `k`."""
    for rows in (table(Visit), table(Touch), table(Amendment)):
        asked = columns(ARRIVED.c.id).where(t.own(ARRIVED), ARRIVED.c.seq >= k)
        t.run(delete(rows).where(rows.c.id.in_(asked)))
    t.cut(k)
    for rows, moment in ((table(SpotCheck), "opened_at"), (table(Draw), "committed_at"),
                         (table(DiceEntry), "at"), (table(Decision), "at")):  # fmt: skip
        t.run(delete(rows).where(t.own(rows), rows.c[moment] >= t.at(k)["at"]))
    return k


def rechain_from(t: Tamperer, k: int) -> int:
    """Written anew from there on: found by the first checkpoint after it, which says between
    which two it was."""
    t.rechain(k)
    return t.checkpoint_before(k) + 1


def rechain_and_sign(t: Tamperer, k: int) -> int:
    """The same, with checkpoints made to fit, under a key that is not this installation's."""
    t.rechain(k)
    t.sign_anew(k)
    return t.checkpoint_before(k) + 1


def remove_salt(t: Tamperer, k: int) -> int:
    """What an event says goes, as an erasure would take it; no event says so."""
    while (held := t.payload(k)) is None and (
        (record := t.received(k)) is None or not record["text"]
    ):
        k = k % t.size + 1
    if held is None:
        t.run(update(ARRIVED).where(t.own(ARRIVED), ARRIVED.c.seq == k).values(text=None))
    elif t.rng.random() < 0.5:
        t.run(delete(PAYLOADS).where(t.own(PAYLOADS), PAYLOADS.c.seq == k))
    else:
        t.run(update(PAYLOADS).where(t.own(PAYLOADS), PAYLOADS.c.seq == k).values(salt=""))
    return k
