"""Taking envelopes in: many phones, one writer, one commit for all that wait.

Every step is set-wise: the chains of the communities are locked, what is known is looked up, each
kind judges and writes its own, receipts and links are made, and one commit makes all of it
durable before any phone hears of it. When that fails, the envelopes are taken one by one, so that
one poisoned record delays nobody else's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.kit import audit
from app.kit.clock import iso
from app.kit.i18n import Message
from app.kit.intake import Envelope, Kind, OfOldDays, Refuse, Sent
from app.kit.registry import Registry
from app.kit.sql import insert_rows, table
from app.kit.web import House, Work
from app.sync.devices import note_contact
from app.sync.items import (
    Item,
    Parcel,
    Reply,
    community_of,
    event_of,
    id_of,
    is_stray,
    kind_of,
    receipt_of,
    result_of,
)
from app.sync.keys import Keys
from app.sync.models import Received
from app.sync.queue import WriterQueue
from app.sync.rules import BROKEN, clock_set, digest_of, open_envelope, times_of
from app.sync.senders import Sender, senders_of

log = structlog.get_logger()
OTHER_COMMUNITY = Refuse("other_community", "community", Message("这条记录属于别的社区"))
encode = msgspec.json.encode
RECEIVED = table(Received)
STORED = select(
    RECEIVED.c.id,
    RECEIVED.c.digest,
    RECEIVED.c.receipt,
).where(RECEIVED.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class _Batch:
    """A parcel, whose it is (None: nobody is signed in), and its envelopes."""

    parcel: Parcel
    sender: Sender | None
    items: list[Item]

    def reply(self) -> Reply | None:
        if self.sender is None:
            return None
        results = [result_of(item) for item in self.items]
        return Reply(self.sender.person_id, results, self.sender.recalled)


def _items(parcel: Parcel, sender: Sender) -> list[Item]:
    clock = parcel.device.clock if parcel.device else None
    return [Item(text, digest_of(text), parcel.lang, sender, clock) for text in parcel.texts]


class Intake:
    """The one way in for records."""

    def __init__(self, house: House, keys: Keys, registry: Registry) -> None:
        self.house, self.keys = house, keys
        self.kinds: dict[str, Kind] = {name: make() for name, make in registry.at("kinds").items()}
        self.queue: WriterQueue[Parcel, Reply | None] = WriterQueue(self.take_group)

    def start(self) -> None:
        """Start the writer."""
        self.queue.start()

    def stop(self) -> None:
        """Let the writer finish what waits, and end it."""
        self.queue.stop()

    def take_group(self, parcels: Sequence[Parcel]) -> list[Reply | None]:
        """A reply for each parcel in order; None where nobody is signed in.

        Raises OperationalError when the database cannot be written at all.
        """
        try:
            return self._in_one(parcels)
        except OperationalError:
            raise
        except Exception as error:
            log.warning("group of envelopes failed, taking them one by one", exc_info=error)
        answers: list[Reply | None] = []
        for parcel in parcels:
            answers.append(self._one_by_one(parcel))
        return answers

    def _in_one(self, parcels: Sequence[Parcel]) -> list[Reply | None]:
        now = self.house.clock()
        with self.house.db.session(writes=True) as session:
            senders = senders_of(session, {parcel.token_hash for parcel in parcels}, now)
            batches = [
                _Batch(parcel, sender, _items(parcel, sender) if sender else [])
                for parcel in parcels
                for sender in [senders.get(parcel.token_hash)]
            ]
            self.take(session, [item for batch in batches for item in batch.items], now)
            told = [(b.parcel.device, b.sender) for b in batches]
            note_contact(session, [(d, s) for d, s in told if d and s], now)
            session.commit()
        return [batch.reply() for batch in batches]

    def _one_by_one(self, parcel: Parcel) -> Reply | None:
        reply = self._in_one([replace(parcel, texts=[], device=None)])[0]
        if reply is None:
            return None
        for text in parcel.texts:
            alone = self._alone(parcel, text)
            if alone is None:  # signed out in the middle
                return None
            reply.results.extend(alone)
        return reply

    def _alone(self, parcel: Parcel, text: str) -> list[str] | None:
        try:
            reply = self._in_one([replace(parcel, texts=[text], device=None)])[0]
        except OperationalError:
            raise
        except Exception as error:
            log.error("an envelope fails", digest=digest_of(text), exc_info=error)
            item = Item(text, digest_of(text), parcel.lang, Sender("", "", ""))
            opened = open_envelope(text)
            item.envelope = opened if isinstance(opened, Envelope) else None
            item.later()
            return [result_of(item)]
        return reply.results if reply else None

    def submit_plain(self, work: Work, envelope: Envelope) -> dict[str, Any]:
        """Take in one record that came as a plain form, in the request's own unit of work."""
        principal = work.principal
        text = encode(envelope).decode()
        sender = Sender(principal.id, principal.community_id or "", principal.device_id)
        item = Item(text, digest_of(text), work.lang, sender)
        self.take(work.session, [item], work.now)
        told: dict[str, Any] = msgspec.json.decode(result_of(item))
        return told

    def take(self, session: Session, items: Sequence[Item], now: datetime) -> None:
        """Judge and write `items` in the running transaction and set the result of each."""
        for item in items:
            self._open(item, now)
        self._refuse_strays(session, items)
        waiting = [item for item in items if item.result is None]
        if not waiting:
            return
        communities = sorted({community_of(item) for item in waiting})
        audit.lock_heads(session, communities)
        waiting = self._answer_known(session, waiting)
        for name, kind in self.kinds.items():
            self._judge_and_write(session, kind, [i for i in waiting if kind_of(i) == name])
        accepted = [item for item in waiting if item.result is None]
        # What a kind noted in a chain itself stands before the receipts.
        heads = audit.lock_heads(session, communities)
        self._receipts(session, heads, accepted, now)
        for item in waiting:
            for twin in item.twins:  # the same record came twice at the same moment
                twin.result = item.result

    def _open(self, item: Item, now: datetime) -> None:
        opened = open_envelope(item.text)
        if isinstance(opened, Refuse):
            item.refuse(opened)
            return
        item.envelope = opened
        if opened.kind not in self.kinds:
            item.refuse(Refuse("unknown_kind", "kind", BROKEN))
        elif opened.author != item.sender.person_id:
            item.refuse(Refuse("other_author", "author", Message("这条记录不是您写的")))
        else:
            self._date(item, opened, now)

    def _refuse_strays(self, session: Session, items: Sequence[Item]) -> None:
        """Refuse what names another community than its sender's, but for what belongs there."""
        strays = [item for item in items if item.sent and item.result is None and is_stray(item)]
        for name in {kind_of(item) for item in strays}:
            kind, own = self.kinds[name], [item for item in strays if kind_of(item) == name]
            home = [False] * len(own)
            if isinstance(kind, OfOldDays):
                home = kind.at_home(session, [item.sent for item in own if item.sent])
            for item, fits in zip(own, home, strict=True):
                if not fits:
                    item.refuse(OTHER_COMMUNITY)

    def _date(self, item: Item, envelope: Envelope, now: datetime) -> None:
        try:
            times = times_of(envelope.made, now)
        except ValueError:
            item.refuse(Refuse("malformed", "made", BROKEN))
            return
        item.sent = Sent(
            envelope,
            item.digest,
            now,
            times.said_at,
            times.made_at,
            times.doubtful,
            clock_set(envelope.made, item.clock, now),
        )

    def _answer_known(self, session: Session, items: list[Item]) -> list[Item]:
        """Give stored receipts to what came before; what remains is new, each id once."""
        ids = {id_of(item) for item in items}
        stored = {row.id: row for row in session.connection().execute(STORED, {"ids": list(ids)})}
        fresh: dict[str, Item] = {}
        for item in items:
            row = stored.get(id_of(item))
            if row is not None and row.digest == item.digest:
                item.result = row.receipt
            elif row is not None or (
                id_of(item) in fresh and fresh[id_of(item)].digest != item.digest
            ):
                item.refuse(
                    Refuse("id_conflict", "id", Message("同一编号已有另一条记录，请另存为新记录"))
                )
            elif id_of(item) in fresh:
                fresh[id_of(item)].twins.append(item)
            else:
                fresh[id_of(item)] = item
        return list(fresh.values())

    def _judge_and_write(self, session: Session, kind: Kind, items: list[Item]) -> None:
        sent = [item.sent for item in items if item.sent]
        if not sent:
            return
        accepted = []
        for item, verdict in zip(items, kind.judge(session, sent), strict=True):
            if isinstance(verdict, Refuse):
                item.refuse(verdict)
            else:
                item.verdict = verdict
                assert item.sent is not None
                accepted.append((item.sent, verdict))
        if accepted:
            kind.write(session, accepted)

    def _receipts(
        self, session: Session, heads: dict[str, audit.Head], items: list[Item], now: datetime
    ) -> None:
        rows: list[dict[str, Any]] = []
        links: list[dict[str, Any]] = []
        said_at = iso(now)
        for community, head in heads.items():
            own = [item for item in items if community_of(item) == community]
            entries = [
                audit.Entry(event_of(i), i.sender.person_id, id_of(i), i.digest) for i in own
            ]
            added = audit.extend(head, now, entries)
            rows += [
                self._receive(item, link["seq"], now, said_at)
                for item, link in zip(own, added, strict=True)
            ]
            links += added
        audit.write(session, links)
        insert_rows(session, Received, rows)

    def _receive(self, item: Item, seq: int, now: datetime, said_at: str) -> dict[str, Any]:
        envelope, verdict = item.envelope, item.verdict
        assert envelope is not None and verdict is not None
        outcome = "set_aside" if verdict.set_aside else "accepted"
        item.result = receipt_of(item, outcome, seq, self.keys.epoch, said_at)
        return {
            "id": envelope.id,
            "community_id": envelope.community,
            "seq": seq,
            "kind": envelope.kind,
            "author_id": envelope.author,
            "device_id": envelope.device,
            "digest": item.digest,
            "text": item.text,
            "outcome": outcome,
            "reason": verdict.set_aside,
            "received_at": now,
            "receipt": item.result,
        }
