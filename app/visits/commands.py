"""Changes that are made on pages, one function a verb; the request commits."""

from datetime import datetime

from sqlmodel import Session

from app.visits.forms import DecisionEntry
from app.visits.intake import insert_effects
from app.visits.models import Decision, SetAsideDecision, Visit
from app.visits.queries.doors import bodies_in_force


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
            reason=entry.reason,
            decided_by=decided_by,
            decided_at=now,
        )
    )
    session.flush()
    if entry.accepts:
        insert_effects(session, [_in_force(session, visit)])


def _in_force(session: Session, visit: Visit) -> dict[str, object]:
    row = visit.model_dump()
    body = bodies_in_force(session, [visit.id]).get(visit.id)
    if body is None:
        return row
    next_on = body.get("next_on")
    agreed = datetime.fromisoformat(next_on).date() if next_on else None
    return {**row, "requests": body.get("requests", []), "next_on": agreed}
