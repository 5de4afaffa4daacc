"""One record with everything that stands beside it, for those who may see it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.households.queries import door_of
from app.org.models import Post
from app.org.scope import Scope
from app.visits.models import (
    Amendment,
    Concern,
    PaperVisit,
    Photo,
    RevisionState,
    SetAsideDecision,
    Visit,
)

AMENDERS = frozenset({Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD})


@dataclass(frozen=True, slots=True)
class Record:
    """A visit, its corrections oldest first, and what it brought."""

    visit: Visit
    amendments: list[Amendment]
    concerns: list[Concern]
    photos: list[Photo]
    decision: SetAsideDecision | None
    paper: PaperVisit | None
    own: bool

    @property
    def heads(self) -> list[Amendment]:
        """The corrections in force, one after the other."""
        return [one for one in self.amendments if one.state == RevisionState.HEAD]

    @property
    def rev(self) -> int:
        """The newest revision in force."""
        return self.heads[-1].rev if self.heads else 1


def record_of(session: Session, scope: Scope, visit_id: str) -> Record | None:
    """The record, or None when it is not there or not for this person."""
    visit = session.get(Visit, visit_id)
    if visit is None or visit.erased_at is not None or not may_see(session, scope, visit):
        return None
    return Record(
        visit=visit,
        amendments=list(
            session.exec(
                select(Amendment).where(Amendment.visit_id == visit_id).order_by(col(Amendment.rev))
            )
        ),
        concerns=list(
            session.exec(
                select(Concern)
                .where(Concern.visit_id == visit_id)
                .order_by(col(Concern.opened_at), col(Concern.id))
            )
        ),
        photos=list(
            session.exec(select(Photo).where(Photo.visit_id == visit_id).order_by(col(Photo.place)))
        ),
        decision=session.get(SetAsideDecision, visit_id),
        paper=session.get(PaperVisit, visit_id),
        own=visit.author_id == scope.person_id,
    )


def may_see(session: Session, scope: Scope, visit: Visit) -> bool:
    """Whether a record is for this person's eyes.

    Its author and the leads of its community see it; so does the worker whose household it is
    about now, once it counts; and who keeps the books sees records of doors on no list.
    """
    if visit.author_id == scope.person_id:
        return True
    if visit.community_id != scope.community_id:
        return False
    if scope.leads or (scope.stewards and visit.household_id is None):
        return True
    if visit.household_id is None or visit.set_aside:
        return False
    return door_of(session, scope, visit.household_id) is not None


def original_body(visit: Visit, zone: str) -> dict[str, Any]:
    """What the visit said first, as the fields of a form."""
    at = visit.visited_at
    visited = "" if at is None else at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    return {
        "household": visit.household_id or "",
        "address": visit.address,
        "outcome": visit.outcome,
        "met_role": visit.met_role,
        "purposes": visit.purposes,
        "checklist": visit.checklist,
        "findings": visit.findings,
        "requests": visit.requests,
        "visited_at": visited,
        "next_on": visit.next_on.isoformat() if visit.next_on else "",
    }


def body_in_force(record: Record, zone: str) -> dict[str, Any]:
    """What the record says now."""
    heads = record.heads
    return heads[-1].body if heads else original_body(record.visit, zone)


def visited_moment(body: dict[str, Any], visit: Visit, zone: str) -> datetime:
    """When the visit was: as typed, or else when it was written."""
    typed = body.get("visited_at")
    if not typed:
        return visit.made_at
    return datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def day_or_none(text: str) -> date | None:
    """The calendar day of a stored field."""
    return date.fromisoformat(text) if text else None
