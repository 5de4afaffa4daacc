"""Whether touches and decisions are still what the chain says of them.

A touch from a phone is worked out again from its envelope. One that people changed or entered,
and what a lead decided about a half day, stand as a digest in the newest event about them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel

from app.attendance.forms.statement import parse_sign_in
from app.attendance.intake import SignInKind, place, touch_row
from app.attendance.models import Decision, Touch
from app.kit.forms import Refusal
from app.kit.held import (
    ROW,
    Came,
    Fault,
    Said,
    begun_with,
    newest_of,
    number_about,
    number_at,
    row_digest,
)
from app.kit.intake import Sent
from app.kit.sql import table
from app.org.queries import zones_of

POSITION = ("lat", "lon", "accuracy_m", "position_age_s", "has_position")
TOUCHES, DECISIONS = table(Touch), table(Decision)
FACTS = tuple(one.name for one in TOUCHES.columns if one.name not in POSITION)
ON_TOUCHES = (
    "touch.signed_in", "touch.entered", "touch.confirmed", "touch.denied", "touch.settled",
)  # fmt: skip
ON_DECISIONS = ("day.decided", "day.replied")
# What a person may have said about it since.
SETTLED = frozenset({"on", "part", "counts", "settled_by", "settled_at"})
CHUNK = 1_000
Fields = Mapping[Any, Any]


def touch_digest(row: Fields) -> str:
    """What a touch says beyond its position."""
    return row_digest({name: row[name] for name in FACTS})


def decision_digest(row: Fields) -> str:
    """What a lead decided, and the reply."""
    return row_digest({one.name: row[one.name] for one in DECISIONS.columns})


def rest_of(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """The digests of these touches as they are, for when their envelopes go."""
    return {key: touch_digest(row) for key, row in _touches(session, ids).items()}


def _touches(session: Session, ids: Sequence[str]) -> dict[str, Fields]:
    asked = columns(TOUCHES).where(TOUCHES.c.id.in_(list(ids)))
    return {row.id: row._mapping for row in session.connection().execute(asked)}


class TouchHolder:
    """签到 as its envelope has it."""

    model = Touch

    def __init__(self, kind: SignInKind) -> None:
        self.kind = kind

    def differ(self, session: Session, came: Sequence[Came]) -> dict[str, str]:
        """What is wrong with a touch, by its id."""
        rows = _touches(session, [one.id for one in came])
        zones = zones_of(session, {row["community_id"] for row in rows.values()})
        found = {}
        for one in came:
            row = rows.get(one.id)
            if row is None:
                found[one.id] = f"touch {one.id} is gone"
            elif not self._holds(one, row, zones.get(row["community_id"], "UTC")):
                found[one.id] = f"touch {one.id} was changed"
        return found

    def _holds(self, came: Came, row: Fields, zone: str) -> bool:
        if came.sent is None:
            # Settled since it was emptied: the event of that has a newer digest.
            return row["settled_by"] is not None or touch_digest(row) == came.rest
        return row["set_aside"] == came.set_aside and self._says(came.sent, row, zone)

    def _says(self, sent: Sent, row: Fields, zone: str) -> bool:
        entry = parse_sign_in(sent.envelope.body)
        if isinstance(entry, Refusal):  # written by rules that have changed since
            return True
        evidence = self.kind.evidence(sent, entry, zone)
        on, part = place(evidence, entry, zone) or (entry.on, entry.part)
        expected = touch_row(sent, entry, evidence, row["key_id"])
        expected |= {"on": on, "part": part.value, "counts": not row["set_aside"]}
        given = SETTLED if row["settled_by"] is not None else frozenset()
        return all(row[key] == value for key, value in expected.items() if key not in given)

    def strays(self, session: Session, community: str, ids: Select[tuple[str]]) -> Iterator[Fault]:
        """Touches that came in no envelope, by no sign-in, and from no lead, nor with a demo."""
        said = newest_of(session, community, ON_TOUCHES)
        since = begun_with(session, community)
        asked = ids.add_columns(TOUCHES.c.received_at)
        for key, received_at in session.connection().execute(asked):
            if key not in said and (since is None or received_at > since):
                seq = number_at(session, community, received_at)
                yield Fault(community, seq, f"touch {key} stands in no event")


def touch_rows(session: Session, community: str) -> Iterator[Fault]:
    """Touches about which people said something."""
    settled = columns(TOUCHES.c.id).where(
        TOUCHES.c.community_id == community, TOUCHES.c.settled_by.is_not(None)
    )
    said = newest_of(session, community, ON_TOUCHES)
    yield from _against(session, community, Touch, said)
    since = begun_with(session, community)
    for (key,) in session.connection().execute(settled):
        if key not in said and since is None:
            seq = number_about(session, community, key)
            yield Fault(community, seq, f"touch {key} was settled by no event")


def decision_rows(session: Session, community: str) -> Iterator[Fault]:
    """What leads decided about half days."""
    said = newest_of(session, community, ON_DECISIONS)
    yield from _against(session, community, Decision, said)
    since = begun_with(session, community)
    asked = columns(DECISIONS.c.id, DECISIONS.c.at).where(DECISIONS.c.community_id == community)
    for key, at in session.connection().execute(asked):
        if key not in said and (since is None or at > since):
            yield Fault(
                community, number_at(session, community, at), f"decision {key} is in no event"
            )


def _against(
    session: Session, community: str, model: type[SQLModel], said: Mapping[str, Said]
) -> Iterator[Fault]:
    """Rows that are not what the newest event about them says, in the order of the events."""
    rows, digest = table(model), touch_digest if model is Touch else decision_digest
    ordered = sorted(said.values(), key=lambda one: one.seq)
    for start in range(0, len(ordered), CHUNK):
        some = ordered[start : start + CHUNK]
        asked = columns(rows).where(rows.c.id.in_([one.object for one in some]))
        found = {row.id: row._mapping for row in session.connection().execute(asked)}
        for one in some:
            row = found.get(one.object)
            if row is None:
                yield Fault(community, one.seq, f"{rows.name} {one.object} is gone")
            elif one.payload and ROW in one.payload and digest(row) != one.payload[ROW]:
                yield Fault(community, one.seq, f"{rows.name} {one.object} was changed")
