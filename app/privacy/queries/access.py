"""The access log as its readers ask it: by person, household and day, page by page (row R244)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, false, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.books.queries.address import household_found_by
from app.households.models import ExportLog, Household
from app.households.rules import door_label
from app.org.models import AccessLog, Area, Building, Holding, Person, SeenHousehold
from app.org.queries import start_of
from app.org.scope import Scope

PAGE = 50
MOST_FOUND = 20
LEVELS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the page asks for."""

    person: str = ""
    household: str = ""
    day: date | None = None
    before: str = ""


class Seen(NamedTuple):
    """A row of the log: never what was seen, only whose."""

    id: str
    at: datetime
    person_id: str
    name: str
    what: str
    reason: str
    households: list[str]


def page_of_log(session: Session, scope: Scope, asked: Asked, zone: str) -> list[Seen]:
    """One page and the row after it, the newest first; nothing for who does not keep the books."""
    if not scope.stewards:
        return []
    rows = (
        columns(
            col(AccessLog.id),
            col(AccessLog.at),
            col(AccessLog.person_id),
            col(Person.name),
            col(AccessLog.what),
            col(AccessLog.reason),
            col(AccessLog.households),
        )
        .join(Person, col(Person.id) == col(AccessLog.person_id))
        .where(col(AccessLog.community_id) == scope.community_id)
    )
    if asked.person:
        rows = rows.where(col(AccessLog.person_id) == asked.person)
    if asked.household:
        rows = rows.join(SeenHousehold, col(SeenHousehold.access_id) == col(AccessLog.id)).where(
            col(SeenHousehold.household_id) == asked.household
        )
    if asked.day:
        since = start_of(asked.day, zone)
        until = start_of(asked.day + timedelta(days=1), zone)
        rows = rows.where(col(AccessLog.at) >= since, col(AccessLog.at) < until)
    last = _place(session, scope, asked.before)
    if last is not None:
        at, access_id = col(AccessLog.at), col(AccessLog.id)
        rows = rows.where(at <= last[0], or_(at < last[0], access_id < last[1]))
    newest = rows.order_by(col(AccessLog.at).desc(), col(AccessLog.id).desc())
    return [Seen._make(row) for row in session.execute(newest.limit(PAGE + 1))]


def _place(session: Session, scope: Scope, access_id: str) -> tuple[datetime, str] | None:
    if not access_id:
        return None
    at = session.exec(
        select(AccessLog.at).where(
            AccessLog.id == access_id, AccessLog.community_id == scope.community_id
        )
    ).first()
    return None if at is None else (at, access_id)


def readers_of(session: Session, scope: Scope) -> list[tuple[str, str]]:
    """Who may have seen something: everybody who ever worked in the community or above it."""
    if not scope.stewards or scope.community_id is None:
        return []
    above, here = [], scope.community_id
    for _ in range(LEVELS):
        parent = session.exec(select(Area.parent_id).where(Area.id == here)).first()
        if parent is None:
            break
        above.append(parent)
        here = parent
    held = columns(col(Holding.person_id)).where(
        or_(
            col(Holding.community_id) == scope.community_id,
            and_(col(Holding.community_id).is_(None), col(Holding.area_id).in_(above)),
        )
    )
    rows = columns(col(Person.id), col(Person.name)).where(col(Person.id).in_(held))
    found = session.execute(rows.order_by(col(Person.name), col(Person.id)))
    return [(person, name) for person, name in found]


def doors_at(session: Session, scope: Scope, query: str) -> list[tuple[str, str]]:
    """Households at an address, as id and door; their names are neither searched nor shown."""
    mine = col(Household.community_id) == scope.community_id if scope.stewards else false()
    rows = session.execute(
        columns(
            col(Household.id), col(Building.number), col(Household.entrance), col(Household.room)
        )
        .join(Building, col(Building.id) == col(Household.building_id))
        .where(mine, household_found_by(query, names=False))
        .order_by(col(Building.place), col(Household.entrance), col(Household.room))
        .limit(MOST_FOUND)
    )
    return [(one, door_label(number, entrance, room)) for one, number, entrance, room in rows]


def household_here(session: Session, scope: Scope, household_id: str) -> bool:
    """Whether there is or was such a household in the community."""
    found = session.exec(select(Household.community_id).where(Household.id == household_id)).first()
    return scope.stewards and found is not None and found == scope.community_id


def reasons_of(session: Session, scope: Scope, exports: Collection[str]) -> dict[str, str]:
    """The reasons given for exports."""
    if not exports:
        return {}
    rows = session.execute(
        columns(col(ExportLog.id), col(ExportLog.reason)).where(
            col(ExportLog.id).in_(exports), col(ExportLog.community_id) == scope.community_id
        )
    )
    return {one: reason for one, reason in rows}
