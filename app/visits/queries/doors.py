"""Set-wise questions about doors that the caller has already found in scope."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, exists, func, literal, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.households.models import Household
from app.households.queries import files_of
from app.kit.db import Utc
from app.visits.models import (
    AgreedContact,
    Amendment,
    Concern,
    Decision,
    Outcome,
    PaperVisit,
    RevisionState,
    SetAsideDecision,
    Visit,
)

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


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
    paper: bool = False
    amended: bool = False

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


def counted(visit: type[Visit] = Visit) -> ColumnElement[bool]:
    """Visits that count: never set aside, or accepted by a lead since."""
    accepted = select(SetAsideDecision.visit_id).where(SetAsideDecision.decision == Decision.ACCEPT)
    return or_(col(visit.set_aside) == "", col(visit.id).in_(accepted))


def without(record: SQLColumnExpression[Any], hidden: Collection[str]) -> list[ColumnElement[bool]]:
    """What leaves out whatever stems from the records in `hidden`, which the reader is not to see
    yet. No clause where there are none, as almost always: the plans stay as they are."""
    return [func.coalesce(record, "").not_in(sorted(hidden))] if hidden else []


def door_of_visit() -> ColumnElement[Any]:
    """What tells the doors of visits apart; an erased visit is at a door of its own."""
    written = func.nullif(col(Visit.address), "")
    return func.coalesce(col(Visit.household_id), written, col(Visit.id))


LINE = columns(
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
    col(PaperVisit.visit_id).is_not(None),
    # Few are: asking for the corrections of every line shown costs more than all the rest.
    exists().where(col(Amendment.visit_id) == col(Visit.id)),
)


def histories(session: Session, households: Collection[str], each: int) -> dict[str, list[Line]]:
    """The newest `each` visits of every household, newest first, in three queries; also those
    that were written on a file which was merged into it since."""
    if not households:
        return {}
    files = files_of(session, households)
    since = func.coalesce(_nth_newest(each), literal(BEGINNING, Utc()))
    rows = session.execute(
        LINE.select_from(Household)
        .join(Visit, col(Visit.household_id) == col(Household.id))
        .outerjoin(PaperVisit, col(PaperVisit.visit_id) == col(Visit.id))
        .where(col(Household.id).in_(list(files)), col(Visit.made_at) >= since, counted())
        .order_by(col(Visit.made_at).desc(), col(Visit.id).desc())
    )
    found: dict[str, list[Line]] = {}
    for line in map(Line._make, rows):
        lines = found.setdefault(files[line.household_id], [])
        if len(lines) < each:  # several may have been written in the oldest moment
            lines.append(line)
    amended = [line.id for lines in found.values() for line in lines if line.amended]
    bodies = bodies_in_force(session, amended)
    return {one: [_correct(line, bodies) for line in lines] for one, lines in found.items()}


def _nth_newest(each: int) -> ScalarSelect[datetime]:
    """When the oldest of the newest `each` visits of a household was written, if it has so many.

    From the end of each door's index: a row number over all visits would read years of them.
    """
    newer = aliased(Visit)
    return (
        columns(col(newer.made_at))
        .where(col(newer.household_id) == col(Household.id), counted(newer))
        .order_by(col(newer.made_at).desc())
        .limit(1)
        .offset(each - 1)
        .scalar_subquery()
    )


def bodies_in_force(session: Session, visits: Collection[str]) -> dict[str, dict[str, Any]]:
    """The newest correction of each visit that has one."""
    if not visits:
        return {}
    # Sorted here: asked to sort, SQLite reads every correction there is instead of its index.
    rows = session.execute(
        columns(col(Amendment.visit_id), col(Amendment.rev), col(Amendment.body)).where(
            col(Amendment.visit_id).in_(visits), col(Amendment.state) == RevisionState.HEAD.value
        )
    )
    by_age = sorted(rows, key=lambda row: row[1])
    return {visit_id: body for visit_id, _, body in by_age}


def _correct(line: Line, bodies: dict[str, dict[str, Any]]) -> Line:
    body = bodies.get(line.id)
    if body is None:
        return line
    return line._replace(
        outcome=body.get("outcome", line.outcome),
        met_role=body.get("met_role", ""),
        purposes=body.get("purposes", []),
        findings=body.get("findings", ""),
    )


def last_days(
    session: Session, households: Collection[str], before: date, hidden: Collection[str] = ()
) -> dict[str, date]:
    """The last day before `before` on which each household was visited."""
    return _last(session, households, col(Visit.day) < before, *without(col(Visit.id), hidden))


def last_reached(
    session: Session, households: Collection[str], hidden: Collection[str] = ()
) -> dict[str, date]:
    """The last day on which somebody of each household was met or spoken to."""
    met = col(Visit.outcome).in_([Outcome.MET.value, Outcome.PHONE.value])
    return _last(session, households, met, *without(col(Visit.id), hidden))


def _last(
    session: Session, households: Collection[str], *such: ColumnElement[bool]
) -> dict[str, date]:
    """The day of the last of `such` visits at each household that has one.

    One step back in each door's index, however many years of visits there are.
    """
    if not households:
        return {}
    files = files_of(session, households)
    last = last_day_of(col(Household.id), *such)
    rows = session.execute(
        columns(col(Household.id), last).where(col(Household.id).in_(list(files)))
    )
    found: dict[str, date] = {}
    for household, day in rows:
        if day is not None:
            one = files[household]
            found[one] = max(day, found.get(one, day))
    return found


def last_day_of(
    household: SQLColumnExpression[Any], *such: ColumnElement[bool]
) -> ColumnElement[Any]:
    """The day of the last of `such` visits at a household, as a part of somebody else's query."""
    return (
        columns(col(Visit.day))
        .where(col(Visit.household_id) == household, counted(), *such)
        .order_by(col(Visit.day).desc())
        .limit(1)
        .correlate_except(Visit)
        .scalar_subquery()
    )


def visited_on(
    session: Session, households: Collection[str], day: date, hidden: Collection[str] = ()
) -> set[str]:
    """The households visited on `day`."""
    if not households:
        return set()
    files = files_of(session, households)
    rows = session.execute(
        columns(col(Visit.household_id))
        .where(
            col(Visit.household_id).in_(list(files)),
            col(Visit.day) == day,
            counted(),
            *without(col(Visit.id), hidden),
        )
        .distinct()
    )
    return {files[household] for (household,) in rows}


def open_concerns(
    session: Session, households: Iterable[str], hidden: Collection[str] = ()
) -> list[OpenConcern]:
    """What was asked for at these doors and is not closed, the soonest due first; without what
    was asked for in the records in `hidden`."""
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
        .where(
            col(Concern.household_id).in_(wanted),
            col(Concern.closed_at).is_(None),
            *without(col(Concern.visit_id), hidden),
        )
        .order_by(col(Concern.due_on), col(Concern.opened_at), col(Concern.id))
    )
    return [OpenConcern._make(row) for row in rows]


def contacts_to_keep(
    session: Session, households: Iterable[str], hidden: Collection[str] = ()
) -> list[Contact]:
    """Agreed days that no later visit has kept; one where nobody was home keeps none. The records
    in `hidden` neither agreed on a day nor kept one: that one is gone would tell of them."""
    wanted = list(households)
    if not wanted:
        return []
    later = aliased(Visit)
    kept = exists().where(
        col(later.household_id) == col(AgreedContact.household_id),
        col(later.made_at) > col(AgreedContact.made_at),
        col(later.outcome) != Outcome.NOBODY_HOME.value,
        *without(col(later.id), hidden),
    )
    rows = session.execute(
        columns(col(AgreedContact.household_id), func.min(col(AgreedContact.due_on)))
        .where(
            col(AgreedContact.household_id).in_(wanted),
            ~kept,
            *without(col(AgreedContact.visit_id), hidden),
        )
        .group_by(col(AgreedContact.household_id))
    )
    return [Contact._make(row) for row in rows]
