"""Whether cases are still what the chain says of them (R111).

The opening of a case and each of its steps stand in the chain with a digest of the row, and with
digests of what was handed in. They go when the words of the case have been kept for their time;
when it was closed and when they went are the moments of the events that say so.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session

from app.cases.models import CaseFile, CaseRecord, CaseStep
from app.cases.rules.written import KINDS
from app.kit.audit import AuditEvent
from app.kit.held import ROW, Fault, Said, newest_of, number_about, number_at, row_digest, said_of
from app.kit.sql import table
from app.spotchecks.models import SpotCheck
from app.visits.models import Visit

OPENED = "case.opened"
# Of what was handed in with a step, by its id.
RECORDS = "records"
CLOSED = "case.closing"
ERASED = "records.erased"
# Of cases that were erased, in the event of an erasure.
CASES = "cases"
STEPS = tuple(f"case.{kind}" for kind in KINDS)
FILES, ROWS, HANDED = table(CaseFile), table(CaseStep), table(CaseRecord)
FACTS = (
    "id", "community_id", "worker_id", "check_id", "subject", "checkers", "barred", "happened_at",
    "known_at", "opened_at",
)  # fmt: skip
Fields = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Ends:
    """When each case was closed, and when the words of cases went, as the chain says."""

    closings: Mapping[str, datetime]
    erasures: Collection[datetime]


def file_digest(row: Fields) -> str:
    """What a case is about."""
    return row_digest({name: row[name] for name in FACTS})


def step_digest(row: Fields) -> str:
    """A step, whole."""
    return row_digest({one.name: row[one.name] for one in ROWS.columns})


def record_digest(row: Fields) -> str:
    """What was handed in; a photo by its bytes."""
    said = {one.name: row[one.name] for one in HANDED.columns}
    return row_digest(said | {"photo": hashlib.sha256(row["photo"] or b"").hexdigest()})


def case_rows(session: Session, community: str) -> Iterator[Fault]:
    """Cases that are not what was done in them."""
    opened, files = newest_of(session, community, (OPENED,)), _rows(session, FILES, community)
    ends = _ends(session, community)
    kept = {row["id"] for row in files if row["erased_at"] not in ends.erasures}
    for row in files:
        said = opened.pop(row["id"], None)
        why = _file_fault(row, said, ends)
        if why:
            yield Fault(community, said.seq if said else number_at(session, community,
                        row["opened_at"]), why)  # fmt: skip
    for said in opened.values():
        yield Fault(community, said.seq, f"case {said.object} is gone")
    yield from _step_faults(session, community, kept)
    yield from _record_faults(session, community, kept)


def _rows(session: Session, of: Any, community: str) -> list[Fields]:
    asked = columns(of).where(of.c.community_id == community).order_by(*of.primary_key)
    return [row._mapping for row in session.connection().execute(asked)]


def _ends(session: Session, community: str) -> Ends:
    events = table(AuditEvent)
    asked = columns(events.c.seq, events.c.kind, events.c.object, events.c.at).where(
        events.c.community_id == community, events.c.kind.in_((CLOSED, ERASED))
    )
    rows = session.connection().execute(asked).all()
    of_cases = {
        said.seq for said in said_of(session, community, (ERASED,)) if CASES in (said.payload or {})
    }
    return Ends(
        {row.object: row.at for row in rows if row.kind == CLOSED},
        {row.at for row in rows if row.seq in of_cases},
    )


def _file_fault(row: Fields, said: Said | None, ends: Ends) -> str:
    if said is None:
        return f"case {row['id']} stands in no event"
    if row["closed_at"] != ends.closings.get(row["id"]):
        return f"case {row['id']} was not closed then"
    erased = row["erased_at"]
    if (said.payload is None) != (erased is not None):
        return f"the opening of case {row['id']} is {'still there' if erased else 'gone'}"
    if erased is not None:
        return "" if erased in ends.erasures else f"case {row['id']} was not erased then"
    same = (said.payload or {}).get(ROW) == file_digest(row)
    return "" if same else f"case {row['id']} was changed"


def _step_faults(session: Session, community: str, kept: set[str]) -> Iterator[Fault]:
    """Each step against its event, in their order, and the other way round."""
    steps: dict[str, list[Fields]] = {}
    for row in _rows(session, ROWS, community):
        steps.setdefault(row["case_id"], []).append(row)
    for said in said_of(session, community, STEPS):
        left = steps.get(said.object, [])
        if not left:
            yield Fault(community, said.seq, f"a step of case {said.object} is gone")
        elif _step_differs(left.pop(0), said, said.object in kept):
            yield Fault(community, said.seq, f"a step of case {said.object} was changed")
    for case_id, rows in steps.items():
        if rows:
            seq = number_about(session, community, case_id)
            yield Fault(community, seq, f"a step of case {case_id} stands in no event")


def _step_differs(row: Fields, said: Said, kept: bool) -> bool:
    if said.payload is None:
        return kept or (f"case.{row['kind']}", row["by"]) != (said.kind, said.actor)
    return said.payload.get(ROW) != step_digest(row)


def _record_faults(session: Session, community: str, kept: set[str]) -> Iterator[Fault]:
    """What was handed in; it may be blank where the visit was erased that it is about."""
    blank = _of_erased_visits(session, community)
    rows = {row["id"]: row for row in _rows(session, HANDED, community)}
    for said in said_of(session, community, STEPS):
        for record, digest in ((said.payload or {}).get(RECORDS) or {}).items():
            row = rows.pop(record, None)
            if said.object in blank and row is not None and not row["words"] and not row["photo"]:
                continue
            if row is None or record_digest(row) != digest:
                yield Fault(community, said.seq, f"what case {said.object} holds was changed")
    for row in rows.values():
        if row["case_id"] in kept:
            seq = number_about(session, community, row["case_id"])
            yield Fault(community, seq, f"case {row['case_id']} holds what nobody handed in")


def _of_erased_visits(session: Session, community: str) -> set[str]:
    checks, visits = table(SpotCheck), table(Visit)
    asked = (
        columns(FILES.c.id)
        .join(checks, checks.c.id == FILES.c.check_id)
        .join(visits, visits.c.id == checks.c.visit_id)
        .where(FILES.c.community_id == community, visits.c.erased_at.is_not(None))
    )
    return set(session.connection().scalars(asked))
