"""Set-wise questions about doors that the caller has already found in scope."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.visits.models import (
    AgreedContact,
    Amendment,
    Concern,
    Decision,
    Outcome,
    RevisionState,
    SetAsideDecision,
    Visit,
)


class Line(NamedTuple):
    """A visit as a household's history shows it, after its corrections."""

    id: str
    household_id: str
    author_id: str
    day: date
    made_at: datetime
    visited_at: datetime | None
    outcome: str
    met_role: str
    purposes: list[str]
    findings: str

    @property
    def at(self) -> datetime:
        """When the visit was, as far as that can be known."""
        return self.visited_at or self.made_at


class OpenConcern(NamedTuple):
    """A concern that nobody has closed."""

    id: str
    household_id: str
    text: str
    due_on: date | None
    opened_at: datetime


class Contact(NamedTuple):
    """A day agreed at the door, not yet kept."""

    household_id: str
    due_on: date


def counted() -> ColumnElement[bool]:
    """Visits that count: never set aside, or accepted by a lead since."""
    accepted = select(SetAsideDecision.visit_id).where(SetAsideDecision.decision == Decision.ACCEPT)
    return or_(col(Visit.set_aside) == "", col(Visit.id).in_(accepted))


def histories(session: Session, households: Collection[str], each: int) -> dict[str, list[Line]]:
    """The newest `each` visits of every household, newest first, in two queries."""
    if not households:
        return {}
    place = func.row_number().over(
        partition_by=col(Visit.household_id),
        order_by=(col(Visit.made_at).desc(), col(Visit.id).desc()),
    )
    ranked = (
        columns(col(Visit.id), place.label("place"))
        .where(col(Visit.household_id).in_(households), counted())
        .subquery()
    )
    rows = session.execute(
        columns(
            col(Visit.id),
            col(Visit.household_id),
            col(Visit.author_id),
            col(Visit.day),
            col(Visit.made_at),
            col(Visit.visited_at),
            col(Visit.outcome),
            col(Visit.met_role),
            col(Visit.purposes),
            col(Visit.findings),
        )
        .join(ranked, and_(ranked.c.id == col(Visit.id), ranked.c.place <= each))
        .order_by(col(Visit.made_at).desc(), col(Visit.id).desc())
    )
    lines = corrected(session, [Line._make(row) for row in rows])
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.household_id, []).append(line)
    return found


def corrected(session: Session, lines: list[Line]) -> list[Line]:
    """`lines` with what their corrections in force say."""
    bodies = bodies_in_force(session, [line.id for line in lines])
    return [_correct(line, bodies[line.id]) if line.id in bodies else line for line in lines]


def bodies_in_force(session: Session, visits: Collection[str]) -> dict[str, dict[str, Any]]:
    """The newest correction of each visit that has one."""
    if not visits:
        return {}
    rows = session.execute(
        columns(col(Amendment.visit_id), col(Amendment.body))
        .where(
            col(Amendment.visit_id).in_(visits), col(Amendment.state) == RevisionState.HEAD.value
        )
        .order_by(col(Amendment.rev))
    )
    return {visit_id: body for visit_id, body in rows}


def _correct(line: Line, body: dict[str, Any]) -> Line:
    return line._replace(
        outcome=body.get("outcome", line.outcome),
        met_role=body.get("met_role", ""),
        purposes=body.get("purposes", []),
        findings=body.get("findings", ""),
    )


def last_days(session: Session, households: Collection[str], before: date) -> dict[str, date]:
    """The last day before `before` on which each household was visited."""
    return _latest(session, households, col(Visit.day) < before)


def visited_on(session: Session, households: Collection[str], day: date) -> set[str]:
    """The households visited on `day`."""
    return set(_latest(session, households, col(Visit.day) == day))


def _latest(
    session: Session, households: Collection[str], when: ColumnElement[bool]
) -> dict[str, date]:
    if not households:
        return {}
    rows = session.execute(
        columns(col(Visit.household_id), func.max(col(Visit.day)))
        .where(col(Visit.household_id).in_(households), when, counted())
        .group_by(col(Visit.household_id))
    )
    return {household: day for household, day in rows}


def open_concerns(session: Session, households: Iterable[str]) -> list[OpenConcern]:
    """What was asked for at these doors and is not closed, the soonest due first."""
    wanted = list(households)
    if not wanted:
        return []
    rows = session.execute(
        columns(
            col(Concern.id),
            col(Concern.household_id),
            col(Concern.text),
            col(Concern.due_on),
            col(Concern.opened_at),
        )
        .where(col(Concern.household_id).in_(wanted), col(Concern.closed_at).is_(None))
        .order_by(col(Concern.due_on), col(Concern.opened_at), col(Concern.id))
    )
    return [OpenConcern._make(row) for row in rows]


def contacts_to_keep(session: Session, households: Iterable[str]) -> list[Contact]:
    """Agreed days that no later visit has kept; one where nobody was home keeps none."""
    wanted = list(households)
    if not wanted:
        return []
    later = aliased(Visit)
    kept = exists().where(
        col(later.household_id) == col(AgreedContact.household_id),
        col(later.made_at) > col(AgreedContact.made_at),
        col(later.outcome) != Outcome.NOBODY_HOME.value,
    )
    rows = session.execute(
        columns(col(AgreedContact.household_id), func.min(col(AgreedContact.due_on)))
        .where(col(AgreedContact.household_id).in_(wanted), ~kept)
        .group_by(col(AgreedContact.household_id))
    )
    return [Contact._make(row) for row in rows]
