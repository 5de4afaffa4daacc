"""What the chain says of rows that changed since: the digest of a row stands in its events.

A command that changes a row puts `row_digest` of what matters in it under ROW into the payload of
its event. The payload can be erased, and the digest with it; until then nobody can change the row
in the database unseen.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

import msgspec
from sqlalchemy import Select, func
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel

from app.kit.audit import BUILT, AuditEvent, AuditPayload
from app.kit.intake import Sent
from app.kit.sql import table

# The field of a payload under which the digest of a row stands.
ROW = "row"
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing in a chain, or beside it, that is not as it was written."""

    community: str
    seq: int
    why: str


# The first rows of a community that are not what its chain says, as far as one slice knows them.
RowVerifier = Callable[[Session, str], Iterator[Fault]]


def row_digest(facts: Mapping[str, Any]) -> str:
    """One digest of what matters in a row; moments in UTC. What is NULL says nothing, so that a
    column that comes later (it has to be NULL in older rows) changes no digest."""
    said = {name: value for name, value in facts.items() if value is not None}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """An event with what it says; `payload` is None once it was erased."""

    seq: int
    kind: str
    actor: str
    object: str
    payload: dict[str, Any] | None


def said_of(session: Session, community: str, kinds: Collection[str]) -> Iterator[Said]:
    """Every event of these kinds in the chain of a community, in order, read in chunks."""
    events, payloads = table(AuditEvent), table(AuditPayload)
    of_event = (payloads.c.community_id == events.c.community_id) & (payloads.c.seq == events.c.seq)
    asked = (
        columns(events.c.seq, events.c.kind, events.c.actor, events.c.object, payloads.c.payload)
        .outerjoin(payloads, of_event)
        .where(events.c.community_id == community, events.c.kind.in_(sorted(kinds)))
        .order_by(events.c.seq)
        .limit(CHUNK)
    )
    after = 0
    while rows := session.connection().execute(asked.where(events.c.seq > after)).all():
        for seq, kind, actor, thing, text in rows:
            said = None if text is None else msgspec.json.decode(text)
            yield Said(seq, kind, actor, thing, said)
        after = rows[-1].seq


def newest_of(session: Session, community: str, kinds: Collection[str]) -> dict[str, Said]:
    """The newest event of these kinds about each thing."""
    return {one.object: one for one in said_of(session, community, kinds)}


def begun_with(session: Session, community: str) -> datetime | None:
    """When a demo was put into the community by hand; its rows until then stand in no event but
    that one. None in every installation that is none."""
    events = table(AuditEvent)
    asked = columns(events.c.at).where(
        events.c.community_id == community, events.c.object == community, events.c.kind == BUILT
    )
    found: datetime | None = session.connection().scalar(asked.order_by(events.c.seq).limit(1))
    return found


def number_at(session: Session, community: str, at: datetime) -> int:
    """The newest event until `at`: where a row that stands in none must have come in."""
    events = table(AuditEvent)
    asked = columns(func.max(events.c.seq)).where(
        events.c.community_id == community, events.c.at <= at
    )
    return session.connection().scalar(asked) or 1


def number_about(session: Session, community: str, thing: str) -> int:
    """The newest event about a thing, for a row of it that says more than any event does."""
    events = table(AuditEvent)
    asked = columns(func.max(events.c.seq)).where(
        events.c.community_id == community, events.c.object == thing
    )
    return session.connection().scalar(asked) or 1


@dataclass(frozen=True, slots=True)
class Came:
    """A record that came in an envelope: `sent` is None once its text was emptied. `rest` is what
    was noted then of its row: None when nothing was, "" when that was erased too."""

    id: str
    seq: int
    sent: Sent | None
    set_aside: str
    rest: str | None


class Holder(Protocol):
    """How a slice knows whether the rows of a kind of envelope are what the envelopes say."""

    @property
    def model(self) -> type[SQLModel]:
        """The table of the rows; their ids are those of the envelopes."""

    def differ(self, session: Session, came: Sequence[Came]) -> dict[str, str]:
        """What is wrong with the row of a record, by its id; in a bounded number of queries."""

    def strays(self, session: Session, community: str, ids: Select[tuple[str]]) -> Iterator[Fault]:
        """The rows among those of no envelope (`ids`) that no other event accounts for."""
