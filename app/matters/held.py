"""The words of the chain for matters, and the digests of their rows that stand in it (row R75).

The opening and each step have an event with a digest of the step's row, and one of the matter's
row as the step left it. They go when the matter has been kept for its time.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session

from app.kit.audit import ERASED, AuditEvent
from app.kit.held import (
    ROW,
    Fault,
    Said,
    begun_with,
    newest_of,
    number_about,
    number_at,
    row_digest,
    said_of,
)
from app.kit.sql import table
from app.matters.models import Matter, MatterPaper, MatterStep
from app.matters.rules.written import KINDS

# Of what was handed in with a step, by its id.
PAPERS = "papers"
# Of the matter's row, as the step left it.
STANDS = "stands"
STEPS = tuple(f"matter.{kind}" for kind in KINDS)
MATTERS, ROWS, HANDED = table(Matter), table(MatterStep), table(MatterPaper)
Fields = Mapping[Any, Any]
# What no step changes, and what the steps have made of it. Not `household_id`: files are merged;
# nor `concern_id`: what was asked for at a door is erased earlier.
FACTS = (
    "id", "community_id", "number", "follow_code", "flow", "restricted", "channel", "grid_id",
    "building_id", "place", "title", "words", "applicant", "phone", "item_id", "version_id",
    "agency", "urgent", "major", "device_id", "opened_at", "received_at",
    "first_contact_owner_id",
)  # fmt: skip
FOLDED = (
    "stage", "handling", "level", "way", "category", "problem", "handling_owner_id", "owner_id",
    "limit_amount", "limit_unit", "due_at", "paused_since", "long_term_on", "supervised",
    "done_at", "score", "follow_up", "closed_at", "keep_until", "steps", "untaken", "take_until",
)  # fmt: skip


def matter_digest(row: Fields) -> str:
    """A matter, as it was opened and as it stands."""
    return row_digest({name: row[name] for name in (*FACTS, *FOLDED)})


def step_digest(row: Fields) -> str:
    """A step, whole."""
    return row_digest({one.name: row[one.name] for one in ROWS.columns})


def paper_digest(row: Fields) -> str:
    """What was handed in; a photo by its bytes."""
    said = {one.name: row[one.name] for one in HANDED.columns}
    return row_digest(said | {"photo": hashlib.sha256(row["photo"] or b"").hexdigest()})


def matter_rows(session: Session, community: str) -> Iterator[Fault]:
    """Matters that are not what was done in them: their rows, their steps, and their papers."""
    begun, erasures = begun_with(session, community), _erasures(session, community)
    newest = newest_of(session, community, STEPS)
    every = _rows(session, MATTERS, community)
    rows = [one for one in every if one["id"] in newest or not _built(one, begun)]
    for row in rows:
        said = newest.pop(row["id"], None)
        why = _matter_fault(row, said, erasures)
        if why:
            seq = said.seq if said else number_at(session, community, row["received_at"])
            yield Fault(community, seq, why)
    for said in newest.values():
        yield Fault(community, said.seq, f"matter {said.object} is gone")
    kept = {row["id"] for row in rows if row["erased_at"] is None}
    yield from _step_faults(session, community, kept, {row["id"] for row in rows})
    yield from _paper_faults(session, community, kept)


def _built(row: Fields, begun: datetime | None) -> bool:
    """Whether it came with a demo, whose matters may stand in no event of their own."""
    return begun is not None and row["received_at"] <= begun


def _rows(session: Session, of: Any, community: str) -> list[Fields]:
    asked = columns(of).where(of.c.community_id == community).order_by(*of.primary_key)
    return [row._mapping for row in session.connection().execute(asked)]


def _erasures(session: Session, community: str) -> Collection[datetime]:
    events = table(AuditEvent)
    asked = columns(events.c.at).where(
        events.c.community_id == community, events.c.kind.in_(ERASED)
    )
    return set(session.connection().scalars(asked))


def _matter_fault(row: Fields, said: Said | None, erasures: Collection[datetime]) -> str:
    if said is None:
        return f"matter {row['id']} stands in no event"
    if row["erased_at"] is not None:
        known = row["erased_at"] in erasures
        return "" if known else f"matter {row['id']} was not erased then"
    if said.payload is None:
        return f"what was done in matter {row['id']} is gone"
    same = said.payload.get(STANDS) == matter_digest(row)
    return "" if same else f"matter {row['id']} was changed"


def _step_faults(
    session: Session, community: str, kept: set[str], all_: set[str]
) -> Iterator[Fault]:
    """Each step against its event, in their order, and the other way round."""
    steps: dict[str, list[Fields]] = {}
    for row in _rows(session, ROWS, community):
        if row["matter_id"] in all_:
            steps.setdefault(row["matter_id"], []).append(row)
    for said in said_of(session, community, STEPS):
        left = steps.get(said.object, [])
        if not left:
            yield Fault(community, said.seq, f"a step of matter {said.object} is gone")
        elif _step_differs(left.pop(0), said, said.object in kept):
            yield Fault(community, said.seq, f"a step of matter {said.object} was changed")
    for matter_id, rows in steps.items():
        if rows:
            seq = number_about(session, community, matter_id)
            yield Fault(community, seq, f"a step of matter {matter_id} stands in no event")


def _step_differs(row: Fields, said: Said, kept: bool) -> bool:
    if said.payload is None:
        return kept or (f"matter.{row['kind']}", row["by"]) != (said.kind, said.actor)
    return kept and said.payload.get(ROW) != step_digest(row)


def _paper_faults(session: Session, community: str, kept: set[str]) -> Iterator[Fault]:
    """What was handed in with a step of a matter that is not erased."""
    rows = {row["id"]: row for row in _rows(session, HANDED, community) if row["matter_id"] in kept}
    for said in said_of(session, community, STEPS):
        for paper, digest in ((said.payload or {}).get(PAPERS) or {}).items():
            row = rows.pop(paper, None)
            if said.object in kept and (row is None or paper_digest(row) != digest):
                yield Fault(community, said.seq, f"a paper of matter {said.object} was changed")
    for row in rows.values():
        seq = number_about(session, community, row["matter_id"])
        yield Fault(community, seq, f"matter {row['matter_id']} holds what nobody handed in")
