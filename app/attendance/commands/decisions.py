"""A lead decides what a suggestion comes to; the worker may reply (row R113).

Nothing here happens by itself: the evidence suggests, a person decides with a reason, and the
other sees it. Nobody decides about themselves.
"""

from datetime import datetime

from sqlmodel import Session

from app.attendance.commands.telling import tell
from app.attendance.forms.decisions import Ruling
from app.attendance.held import decision_digest
from app.attendance.models import Decision
from app.attendance.queries.standings import Standing
from app.attendance.rules.decisions import may_decide
from app.kit import audit
from app.kit.held import ROW
from app.kit.ids import uuid7
from app.kit.problems import Conflict, NotAllowed

DAY = "/day"


def decide(
    session: Session, community_id: str, standing: Standing, ruling: Ruling, by: str, now: datetime
) -> Decision:
    """Write the decision, or the new one where something changed since. Raises NotAllowed for
    oneself, Conflict when there is nothing (more) to decide."""
    if by == standing.person_id:
        raise NotAllowed
    row = standing.decision
    replied = row is not None and row.replied_at is not None and row.replied_at > row.at
    if not may_decide(standing.verdict, row.suggested if row else None, replied):
        raise Conflict
    if row is None:
        row = Decision(
            id=uuid7(),
            community_id=community_id,
            person_id=standing.person_id,
            on=standing.on,
            part=standing.part,
            suggested="",
            decided="",
            reason="",
            by=by,
            at=now,
        )
    row.suggested, row.decided = standing.verdict.value, ruling.decided.value
    row.reason, row.by, row.at = ruling.reason, by, now
    session.add(row)
    said = {
        "person": row.person_id,
        "on": row.on.isoformat(),
        "part": row.part,
        "suggested": row.suggested,
        "decided": row.decided,
        "reason": row.reason,
        ROW: decision_digest(row.model_dump()),
    }
    audit.record(session, community_id, now, "day.decided", by, row.id, said)
    tell(session, community_id, [row.person_id], "decision_made", _when(row), DAY, now)
    return row


def reply(session: Session, row: Decision, words: str, now: datetime) -> None:
    """The worker's word on a decision, once for each. Raises Conflict for a second."""
    if row.replied_at is not None and row.replied_at > row.at:
        raise Conflict
    row.reply, row.replied_at = words, now
    session.add(row)
    said = {"reply": words, ROW: decision_digest(row.model_dump())}
    audit.record(session, row.community_id, now, "day.replied", row.person_id, row.id, said)
    link = f"/board/{row.person_id}/{row.on.isoformat()}"
    tell(session, row.community_id, [row.by], "reply_made", _when(row), link, now)


def _when(row: Decision) -> dict[str, str]:
    return {"on": row.on.isoformat(), "part": row.part}
