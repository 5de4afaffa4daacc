"""What residents asked for, for the head of their station alone."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.households.models import Household
from app.households.queries.doors import labels_of
from app.org.queries import names_of
from app.org.scope import Scope
from app.rights.models import RightsRequest

MOST_CLOSED = 100


class Line(NamedTuple):
    """A request with its door, who took it, and its age in days."""

    request: RightsRequest
    label: str
    taken_by: str
    days: int
    late: bool


def open_requests(session: Session, scope: Scope, day: date) -> list[Line]:
    """The requests without an answer, those due first in front."""
    return _lines(session, scope, day, ended=False)


def ended_requests(session: Session, scope: Scope, day: date) -> list[Line]:
    """The newest requests that were answered."""
    return _lines(session, scope, day, ended=True)


def _lines(session: Session, scope: Scope, day: date, ended: bool) -> list[Line]:
    if not scope.leads:
        return []
    asked = select(RightsRequest).where(RightsRequest.community_id == scope.community_id)
    if ended:
        asked = (
            asked.where(RightsRequest.outcome != "")
            .order_by(col(RightsRequest.decided_at).desc())
            .limit(MOST_CLOSED)
        )
    else:
        asked = asked.where(RightsRequest.outcome == "").order_by(
            col(RightsRequest.due_on), col(RightsRequest.id)
        )
    found = list(session.exec(asked))
    labels = labels_of(session, {one.household_id for one in found})
    names = names_of(session, {one.taken_by for one in found})
    return [
        Line(
            one,
            labels.get(one.household_id, ""),
            names.get(one.taken_by, ""),
            max(0, (day - one.asked_on).days),
            one.due_on < day,
        )
        for one in found
    ]


def request_in(
    session: Session, scope: Scope, request_id: str
) -> tuple[RightsRequest, Household] | None:
    """A request of this community with its household, or None."""
    found = session.get(RightsRequest, request_id)
    if found is None or not scope.leads or found.community_id != scope.community_id:
        return None
    return found, session.get_one(Household, found.household_id)
