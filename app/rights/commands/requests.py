"""A request is taken down, answered, or refused; each stands in the chain without words."""

from datetime import datetime

from sqlmodel import Session

from app.kit import audit
from app.kit.ids import uuid7
from app.org.models import Community
from app.rights.forms import RefusalEntry, RequestEntry
from app.rights.models import Answer, RightsRequest
from app.rights.rules.due import due_on


def take_request(
    session: Session, household_id: str, community: Community, entry: RequestEntry, by: str,
    at: datetime,
) -> RightsRequest:  # fmt: skip
    """Write down what a resident asks for."""
    asked = RightsRequest(
        id=uuid7(),
        community_id=community.id,
        household_id=household_id,
        kind=entry.kind,
        asked_at=at,
        asked_on=entry.asked_on,
        due_on=due_on(entry.asked_on, community.rights_days),
        asked_by=entry.asked_by,
        checked=entry.checked,
        wanted=entry.wanted,
        taken_by=by,
    )
    session.add(asked)
    session.flush()
    _record(session, asked, "rights.asked", by, at)
    return asked


def complete(session: Session, asked: RightsRequest, by: str, at: datetime) -> None:
    """What was asked for has been done."""
    _end(session, asked, Answer.DONE, by, at)


def refuse(
    session: Session, asked: RightsRequest, entry: RefusalEntry, by: str, at: datetime
) -> None:
    """The law lets the station refuse; who asked is told why."""
    asked.ground, asked.reason = entry.ground, entry.reason
    _end(session, asked, Answer.REFUSED, by, at)


def _end(session: Session, asked: RightsRequest, answer: Answer, by: str, at: datetime) -> None:
    asked.outcome, asked.decided_by, asked.decided_at = answer, by, at
    session.add(asked)
    session.flush()
    _record(session, asked, f"rights.{answer.value}", by, at)


def _record(session: Session, asked: RightsRequest, kind: str, by: str, at: datetime) -> None:
    said = {"household": asked.household_id, "kind": asked.kind, "ground": asked.ground}
    audit.record(session, asked.community_id, at, kind, by, asked.id, said)
