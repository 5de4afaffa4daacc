"""The departments of areas, who sits there, and to whom a community may pass something on."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.org.areas import ids_above
from app.org.models import Area, Holding, Person, Post
from app.org.scope import running
from app.referrals.models import Department, DepartmentKind, DepartmentSeat


class Seat(NamedTuple):
    """Somebody who answers for a department now, or will."""

    holding_id: str
    person_id: str
    name: str
    since: datetime
    until: datetime | None
    begun: bool


def departments_in(session: Session, areas: Collection[str]) -> list[Department]:
    """The departments of these areas that are not closed, by area and name."""
    return list(
        session.exec(
            select(Department)
            .join(Area, col(Area.id) == Department.area_id)
            .where(col(Department.area_id).in_(list(areas)), col(Department.until).is_(None))
            .order_by(col(Area.code), col(Department.name))
        )
    )


def targets_of(session: Session, community_id: str) -> list[Department]:
    """To which departments a community may pass something on: its street's and its district's,
    those that somebody sits in or not (row R94)."""
    return departments_in(session, ids_above(session, community_id))


def department_of(
    session: Session, areas: Collection[str], department_id: str
) -> Department | None:
    """One department of these areas that is not closed."""
    found = session.get(Department, department_id)
    open_there = found is not None and found.until is None and found.area_id in areas
    return found if open_there else None


def seats_of(session: Session, departments: Sequence[Department], now: datetime) -> dict[
    str, list[Seat]
]:  # fmt: skip
    """Who sits in each department now or will, by name."""
    until = col(Holding.until)
    rows = session.execute(
        columns(
            col(DepartmentSeat.department_id), col(Holding.id), col(Person.id), col(Person.name),
            col(Holding.since), until,
        )
        .join(Holding, col(Holding.id) == col(DepartmentSeat.holding_id))
        .join(Person, col(Person.id) == col(Holding.person_id))
        .where(
            col(DepartmentSeat.department_id).in_([one.id for one in departments]),
            or_(until.is_(None), until > now),
        )
        .order_by(col(Person.name), col(Holding.since))
    )  # fmt: skip
    found: dict[str, list[Seat]] = {one.id: [] for one in departments}
    for department, held, person, name, since, ends in rows:
        found[department].append(Seat(held, person, name, since, ends, since <= now))
    return found


def seat_of(session: Session, department_id: str, holding_id: str, now: datetime) -> Holding | None:
    """One seat of a department that is not over."""
    seat = session.get(DepartmentSeat, holding_id)
    held = session.get(Holding, holding_id)
    if seat is None or held is None or seat.department_id != department_id:
        return None
    return None if held.until is not None and held.until <= now else held


def answers_for(
    session: Session, person_id: str, posts: Collection[Post], area_id: str, now: datetime
) -> list[Department]:
    """The departments for which somebody answers now: where they have a seat, and for an officer of
    a street its own office (row R94)."""
    held = columns(col(DepartmentSeat.department_id)).join(
        Holding, col(Holding.id) == col(DepartmentSeat.holding_id)
    )
    mine: list[ColumnElement[bool]] = [
        col(Department.id).in_(
            held.where(
                col(Holding.person_id) == person_id,
                col(Holding.post) == Post.DEPARTMENT_OFFICER,
                running(Holding, now),
            )
        )
    ]
    if Post.STREET_OFFICER in posts:
        mine.append(
            (col(Department.area_id) == area_id) & (col(Department.kind) == DepartmentKind.STREET)
        )
    rows = select(Department).where(or_(*mine), col(Department.until).is_(None))
    return list(session.exec(rows.order_by(col(Department.name))))


def officers_of(
    session: Session, departments: Sequence[Department], now: datetime
) -> dict[str, set[str]]:
    """Who answers for each department now: the other way round of `answers_for`."""
    seats = seats_of(session, departments, now)
    found = {one: {seat.person_id for seat in some if seat.begun} for one, some in seats.items()}
    streets = {one.area_id: one.id for one in departments if one.kind == DepartmentKind.STREET}
    rows = session.execute(
        columns(col(Holding.area_id), col(Holding.person_id)).where(
            col(Holding.post) == Post.STREET_OFFICER,
            col(Holding.area_id).in_(list(streets)),
            running(Holding, now),
        )
    )
    for area, person in rows:
        found[streets[area]].add(person)
    return found
