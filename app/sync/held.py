"""The rows of records against their envelopes, in both directions; which kinds, main's files say.

The envelopes have been held against the chain before (verify.py), so a row that is not what its
envelope says was changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session

from app.kit.held import ROW, Came, Fault, Holder, RowVerifier, newest_of
from app.kit.intake import Envelope, Sent
from app.kit.sql import table
from app.sync.models import Received
from app.sync.rules import EMPTIED, read_envelope, times_of

# Bound in one question, so few enough for every SQLite.
CHUNK = 1_000
ARRIVED = table(Received)
RECORD = (
    ARRIVED.c.id, ARRIVED.c.seq, ARRIVED.c.kind, ARRIVED.c.author_id, ARRIVED.c.device_id,
    ARRIVED.c.text, ARRIVED.c.reason, ARRIVED.c.received_at,
)  # fmt: skip


def envelope_rows(holders: Mapping[str, Holder]) -> RowVerifier:
    """The verifier of what came in envelopes, by kind."""

    def verify(session: Session, community: str) -> Iterator[Fault]:
        yield from _came(session, community, holders)
        for kind, holder in holders.items():
            yield from holder.strays(session, community, _strays(holder, community, kind))

    return verify


def _strays(holder: Holder, community: str, kind: str) -> Any:
    rows = table(holder.model)
    of_row = (ARRIVED.c.id == rows.c.id) & (ARRIVED.c.kind == kind)
    return (
        columns(rows.c.id)
        .outerjoin(ARRIVED, of_row)
        .where(rows.c.community_id == community, ARRIVED.c.id.is_(None))
    )


def _came(session: Session, community: str, holders: Mapping[str, Holder]) -> Iterator[Fault]:
    rest = _rests(session, community)
    for rows in _records(session, community, list(holders)):
        came = [_read(row, rest.get(row.id)) for row in rows]
        wrong = {row.seq: _changed(row) for row, one in zip(rows, came, strict=True)
                 if one.sent is not None and not _fits(row, one.sent.envelope)}  # fmt: skip
        seqs = {row.id: row.seq for row in rows}
        for kind, holder in holders.items():
            own = [one for row, one in zip(rows, came, strict=True) if row.kind == kind]
            if own:
                found = holder.differ(session, own).items()
                wrong |= {seqs[key]: why for key, why in found}
        for seq, why in sorted(wrong.items()):
            yield Fault(community, seq, why)


def _rests(session: Session, community: str) -> dict[str, str]:
    """What was noted of rows whose envelopes were emptied; "" where that was erased as well."""
    found = newest_of(session, community, (EMPTIED,))
    return {key: (one.payload or {}).get(ROW, "") for key, one in found.items()}


def _records(session: Session, community: str, kinds: Sequence[str]) -> Iterator[Sequence[Any]]:
    asked = (
        columns(*RECORD)
        .where(ARRIVED.c.community_id == community, ARRIVED.c.kind.in_(kinds))
        .order_by(ARRIVED.c.seq)
        .limit(CHUNK)
    )
    after = 0
    while rows := session.connection().execute(asked.where(ARRIVED.c.seq > after)).all():
        yield rows
        after = rows[-1].seq


def _changed(row: Any) -> str:
    return f"record {row.id} was changed"


def _fits(row: Any, said: Envelope) -> bool:
    """Whether what stands beside the text of an envelope also stands in it."""
    named = (said.id, said.kind, said.author, said.device)
    return named == (row.id, row.kind, row.author_id, row.device_id)


def _read(row: Any, rest: str | None) -> Came:
    sent = None
    if row.text is not None:  # it could be read when it came, and is what it was
        envelope = read_envelope(row.text)
        times = times_of(envelope.made, row.received_at)
        sent = Sent(envelope, "", row.received_at, times.said_at, times.made_at, times.doubtful)
    return Came(row.id, row.seq, sent, row.reason, rest)
