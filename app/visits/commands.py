"""Changes that are made on pages, one function a verb; the request commits."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session

from app.kit import audit
from app.kit.forms import DecisionEntry
from app.kit.held import ROW
from app.kit.intake import Accept, Sent
from app.kit.sql import table
from app.visits.forms import PaperAnswer
from app.visits.held import rest_of
from app.visits.intake import VisitKind, insert_effects
from app.visits.models import (
    AgreedContact,
    Concern,
    Decision,
    PaperVisit,
    SetAsideDecision,
    Visit,
)
from app.visits.queries.doors import bodies_in_force, contacts_to_keep


def decide(
    session: Session, visit: Visit, entry: DecisionEntry, decided_by: str, now: datetime
) -> None:
    """Accept or return a record that was set aside; once accepted, it brings what it asked for."""
    decision = Decision.ACCEPT if entry.accepts else Decision.RETURN
    session.add(
        SetAsideDecision(
            visit_id=visit.id,
            community_id=visit.community_id,
            decision=decision,
            reason=entry.words,
            decided_by=decided_by,
            decided_at=now,
        )
    )
    session.flush()
    if entry.accepts:
        insert_effects(session, [_in_force(session, visit)])


def enter_paper(session: Session, sent: Sent, verdict: Accept, entered_by: str) -> None:
    """A visit from paper, in the name of who made it, marked with who entered it."""
    envelope = sent.envelope
    VisitKind().write(session, [(sent, verdict)])
    session.add(
        PaperVisit(
            visit_id=envelope.id,
            community_id=envelope.community,
            worker_id=envelope.author,
            entered_by=entered_by,
            entered_at=sent.received_at,
        )
    )
    payload = {"worker": envelope.author, ROW: rest_of(session, [envelope.id])[envelope.id]}
    audit.record(
        session, envelope.community, sent.received_at, "visit.paper", entered_by, envelope.id,
        payload,
    )  # fmt: skip


def answer_paper(session: Session, paper: PaperVisit, entry: PaperAnswer, now: datetime) -> None:
    """The worker's word on what was entered in their name."""
    paper.answer = "confirmed" if entry.confirms else "otherwise"
    paper.reply, paper.answered_at = entry.reply, now
    session.add(paper)
    payload = {"answer": paper.answer}
    audit.record(
        session, paper.community_id, now, "visit.paper_answered", paper.worker_id, paper.visit_id,
        payload,
    )  # fmt: skip


def follow_merger(session: Session, merged: str, kept: str) -> None:
    """What is still open about a file goes on with the one into which it was merged.

    Visits stay with the file on which they were written; so do days agreed and kept long ago.
    """
    concerns, agreed = table(Concern), table(AgreedContact)
    still = contacts_to_keep(session, [merged])
    connection = session.connection()
    connection.execute(
        update(concerns).where(concerns.c.household_id == merged).values(household_id=kept)
    )
    for one in still:
        connection.execute(
            update(agreed)
            .where(agreed.c.household_id == merged, agreed.c.due_on >= one.due_on)
            .values(household_id=kept)
        )


def _in_force(session: Session, visit: Visit) -> dict[str, object]:
    row = visit.model_dump()
    body = bodies_in_force(session, [visit.id]).get(visit.id)
    if body is None:
        return row
    next_on = body.get("next_on")
    agreed = datetime.fromisoformat(next_on).date() if next_on else None
    return {**row, "requests": body.get("requests", []), "next_on": agreed}
