"""Taking the words out of matters: with the household they are about, or when their time has run
out. That there was a matter, its steps, who took them and how it ended stays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select as columns
from sqlalchemy import update
from sqlmodel import Session, col, select

from app.kit import audit
from app.kit.sql import table
from app.matters.commands.taking import take
from app.matters.models import Matter, MatterPaper, MatterStep, MatterTask
from app.matters.queries.whole import held_matter
from app.matters.rules.steps import SYSTEM, Role, Withdrawal

# What people said, wherever a step says it.
WORDS = frozenset(
    {
        "words", "reason", "whom", "parties", "result", "agreement", "request", "for_what", "text",
        "on_behalf", "explanation", "where_to_go", "name", "materials",
    }
)  # fmt: skip
GONE = "住户档案已删除"


def matters_of(session: Session, households: Sequence[str]) -> list[str]:
    """The matters of these households, by id."""
    rows = columns(col(Matter.id)).where(col(Matter.household_id).in_(list(households)))
    return [one for (one,) in session.execute(rows)]


def erase_of_households(session: Session, households: Sequence[str], now: datetime) -> list[str]:
    """Everything said in the matters of households that are erased; what was open is withdrawn.
    Their ids: the caller forgets them in the chain, and says so in its own event."""
    ids = matters_of(session, households)
    for one in ids:
        whole = held_matter(session, one, now)
        if whole is not None and whole.matter.closed_at is None:
            take(session, whole, Withdrawal(whole.now, SYSTEM, Role.SYSTEM, GONE))
    blank(session, ids, now)
    return ids


def erase_matters(session: Session, community_id: str, ids: Sequence[str], now: datetime) -> None:
    """Everything said in matters that have been kept for their time."""
    audit.lock_heads(session, [community_id])
    blank(session, ids, now)
    said = {"matters": len(ids), audit.FORGOT: audit.forget(session, community_id, ids)}
    audit.record(session, community_id, now, "records.erased", SYSTEM, community_id, said)


def blank(session: Session, ids: Sequence[str], now: datetime) -> None:
    """The rows of matters without anybody's words, names, numbers or pictures."""
    connection = session.connection()
    for step in session.exec(select(MatterStep).where(col(MatterStep.matter_id).in_(list(ids)))):
        step.said = wordless(step.said)
        session.add(step)
    session.flush()
    tasks, papers, matters = table(MatterTask), table(MatterPaper), table(Matter)
    connection.execute(
        update(tasks).where(tasks.c.matter_id.in_(list(ids))).values(text="", result="")
    )
    connection.execute(
        update(papers).where(papers.c.matter_id.in_(list(ids))).values(words="", photo=None)
    )
    connection.execute(
        update(matters)
        .where(matters.c.id.in_(list(ids)))
        .values(title="", words="", place="", applicant="", phone="", erased_at=now)
    )
    session.expire_all()


def wordless(said: dict[str, Any]) -> dict[str, Any]:
    """What a step says without anybody's words."""
    return {name: _empty(value) if name in WORDS else value for name, value in said.items()}


def _empty(value: Any) -> Any:
    return [] if isinstance(value, list) else ""
