"""Taking the words out of cases: what residents said at once, the rest when its time has run out.

That there was a case, its steps, who took them and how it ended stays: a measure that was taken
back has to be seen to have been taken back.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.cases.models import CaseFile, CaseRecord, CaseStep
from app.cases.queries.due import evidence_gone
from app.kit import audit
from app.kit.sql import table
from app.spotchecks.models import SpotCheck

WORDS = ("text", "witness", "source")
SYSTEM = "system"


def erase_case_records(session: Session, visits: Sequence[str]) -> None:
    """What was handed in about these visits: whose word it was, and what it said. What the worker
    handed in stays until their case is closed: nobody loses their defence meanwhile."""
    cases = session.exec(
        select(CaseFile)
        .join(SpotCheck, col(SpotCheck.id) == CaseFile.check_id)
        .where(col(SpotCheck.visit_id).in_(list(visits)))
    ).all()
    for one in cases:
        _blank_records(session, [one.id], but="" if one.closed_at else one.worker_id)


def forget_what_was_erased(session: Session, file: CaseFile) -> None:
    """At the end of a case whose record was erased, what the worker handed in goes too."""
    if evidence_gone(session, file):
        _blank_records(session, [file.id])


def erase_cases(session: Session, community_id: str, ids: Sequence[str], now: datetime) -> None:
    """Everything that was said in cases that have been kept for their time."""
    audit.lock_heads(session, [community_id])
    _blank_records(session, ids)
    for step in session.exec(select(CaseStep).where(col(CaseStep.case_id).in_(list(ids)))):
        step.said = _wordless(step.said)
        session.add(step)
    files = table(CaseFile)
    gone = update(files).where(files.c.id.in_(list(ids))).values(erased_at=now)
    session.connection().execute(gone)
    said = {"cases": len(ids), audit.FORGOT: audit.forget(session, community_id, ids)}
    audit.record(session, community_id, now, "records.erased", SYSTEM, community_id, said)


def _blank_records(session: Session, cases: Sequence[str], but: str = "") -> None:
    rows = table(CaseRecord)
    blank = update(rows).where(rows.c.case_id.in_(list(cases)), rows.c.by != but)
    session.connection().execute(blank.values(source="", words="", photo=None))


def _wordless(said: Any) -> Any:
    """The same without anybody's words."""
    if isinstance(said, dict):
        return {name: "" if name in WORDS else _wordless(value) for name, value in said.items()}
    return [_wordless(one) for one in said] if isinstance(said, list) else said
