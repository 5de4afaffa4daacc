"""Doors and what their households asked for, always within a scope."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.households.models import Household, Need
from app.households.rules.doors import door_label, natural, room_label, search_text
from app.org.models import Building, Grid, GridBuilding
from app.org.scope import Scope, building_clause, running


class Door(NamedTuple):
    """A household with its address and the grid that has it now."""

    id: str
    community_id: str
    building_id: str
    estate: str
    number: str
    place: int
    entrance: str
    room: str
    people: int | None
    contact_name: str
    contact_phone: str
    contact_by: str
    grid: str

    @property
    def label(self) -> str:
        """The door as people say it."""
        return door_label(self.number, self.entrance, self.room)

    @property
    def door(self) -> str:
        """The door within its building."""
        return room_label(self.entrance, self.room)

    @property
    def search(self) -> str:
        """What a search by building or room looks through."""
        return search_text(self.number, self.entrance, self.room)


class AskedFor(NamedTuple):
    """A need that a household stated, until when; regular help goes by its code (row R142)."""

    household_id: str
    text: str
    until: date
    id: str = ""
    service: str = ""
    starts_on: date = date.min
    review_on: date | None = None
    every_days: int | None = None
    code: str | None = None


def doors_of(session: Session, scope: Scope, day: date) -> list[Door]:
    """Every door in scope where somebody lives, building by building."""
    if not scope.names:
        return []
    rows = session.execute(_doors(scope).where(_lived_in(day)))
    return sorted((_door(row) for row in rows), key=_place)


def doors_found(
    session: Session, scope: Scope, day: date, found: ColumnElement[bool], most: int
) -> list[Door]:
    """Up to `most` doors in scope where somebody lives and that the database finds, in order."""
    if not scope.names:
        return []
    rows = _doors(scope).where(_lived_in(day), col(Household.erased_at).is_(None), found)
    number, entrance, room = col(Building.number), col(Household.entrance), col(Household.room)
    by_length = [part for one in (number, entrance, room) for part in (func.length(one), one)]
    ordered = rows.order_by(col(Building.place), *by_length, col(Household.id))
    return [_door(row) for row in session.execute(ordered.limit(most))]


def buildings_lived_in(
    session: Session, scope: Scope, day: date
) -> list[tuple[str, str, str, int]]:
    """Buildings in scope as (id, estate, number, households), in the order of their places."""
    rows = session.execute(
        columns(col(Building.id), col(Building.estate), col(Building.number), func.count())
        .join(Household, col(Household.building_id) == col(Building.id))
        .where(
            building_clause(scope, col(Household.community_id), col(Household.building_id)),
            col(Household.merged_into).is_(None),
            col(Household.erased_at).is_(None),
            _lived_in(day),
        )
        .group_by(col(Building.id), col(Building.estate), col(Building.number), col(Building.place))
        .order_by(col(Building.place), func.length(col(Building.number)), col(Building.number))
    )
    return [(one, estate, number, count) for one, estate, number, count in rows]


def door_of(session: Session, scope: Scope, household_id: str) -> Door | None:
    """One door, or None when it is not there or not in scope.

    A closed file is for those who lead alone: to a worker it is as if it were not there.
    """
    asked = _doors(scope).where(col(Household.id) == household_id)
    if not scope.leads:
        asked = asked.where(col(Household.moved_out_on).is_(None))
    row = session.execute(asked).first()
    return None if row is None else _door(row)


def goes_on_as(session: Session, household_id: str) -> str | None:
    """The file into which this one was merged, if it was."""
    return session.execute(
        columns(col(Household.merged_into)).where(col(Household.id) == household_id)
    ).scalar_one_or_none()


def merged_into(session: Session, households: Collection[str]) -> dict[str, str]:
    """Those of `households` that were merged, with the files that go on."""
    if not households:
        return {}
    rows = session.execute(
        columns(col(Household.id), col(Household.merged_into)).where(
            col(Household.id).in_(list(households)), col(Household.merged_into).is_not(None)
        )
    )
    return {merged: into for merged, into in rows}


def files_of(session: Session, households: Collection[str]) -> dict[str, str]:
    """Every file of these households by the one that goes on: visits stay with the file on which
    they were written."""
    whole = {one: one for one in households}
    rows = session.execute(
        columns(col(Household.id), col(Household.merged_into)).where(
            col(Household.merged_into).in_(list(whole))
        )
    )
    return whole | {merged: into for merged, into in rows}


def labels_of(session: Session, households: Collection[str]) -> dict[str, str]:
    """The addresses of households that the caller has already found in scope."""
    if not households:
        return {}
    rows = session.execute(
        columns(
            col(Household.id), col(Building.number), col(Household.entrance), col(Household.room)
        )
        .join(Building, col(Building.id) == col(Household.building_id))
        .where(col(Household.id).in_(households))
    )
    return {found: door_label(number, entrance, room) for found, number, entrance, room in rows}


def needs_of(session: Session, doors: Collection[Door], day: date) -> dict[str, list[AskedFor]]:
    """The needs that hold on `day`, by household, the ones that end first in front."""
    if not doors:
        return {}
    rows = session.execute(
        columns(
            col(Need.household_id),
            col(Need.asked_for),
            col(Need.ends_on),
            col(Need.id),
            col(Need.service),
            col(Need.starts_on),
            col(Need.review_on),
            col(Need.every_days),
            col(Need.code),
        )
        .where(
            col(Need.household_id).in_([door.id for door in doors]),
            col(Need.starts_on) <= day,
            col(Need.ends_on) >= day,
            col(Need.withdrawn_at).is_(None),
            col(Need.ended_on).is_(None),
        )
        .order_by(col(Need.ends_on), col(Need.id))
    )
    found: dict[str, list[AskedFor]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(AskedFor(*row))
    return found


def _doors(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        columns(
            col(Household.id),
            col(Household.community_id),
            col(Household.building_id),
            col(Building.estate),
            col(Building.number),
            col(Building.place),
            col(Household.entrance),
            col(Household.room),
            col(Household.people),
            col(Household.contact_name),
            col(Household.contact_phone),
            col(Household.contact_by),
            col(Grid.name),
        )
        .join(Building, col(Building.id) == col(Household.building_id))
        .outerjoin(
            GridBuilding,
            and_(
                col(GridBuilding.building_id) == col(Building.id), running(GridBuilding, scope.now)
            ),
        )
        .outerjoin(Grid, col(Grid.id) == col(GridBuilding.grid_id))
        .where(
            building_clause(scope, col(Household.community_id), col(Household.building_id)),
            col(Household.merged_into).is_(None),
            col(Household.erased_at).is_(None),
        )
    )


def _lived_in(day: date) -> Any:
    left = col(Household.moved_out_on)
    return or_(left.is_(None), left > day)


def _door(row: Any) -> Door:
    return Door._make([*row[:-1], row[-1] or ""])


def _place(door: Door) -> tuple[Any, ...]:
    return door.place, natural(door.number), natural(door.entrance), natural(door.room), door.id
