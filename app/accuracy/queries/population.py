"""What a campaign may draw from, and what the files of the drawn ones say."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, false, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.accuracy.rules.fields import Kind, Standing
from app.households.models import Household, LocalUnit
from app.households.queries import labels_of
from app.org.models import Building, Grid, GridBuilding
from app.org.scope import Scope, building_clause, running, unit_clause


class Subject(NamedTuple):
    """A record that may be drawn, where it is, and the number of its grid (0 without one)."""

    id: str
    building_id: str | None
    number: int


def population(
    session: Session, scope: Scope, kind: Kind, grids: Collection[str], day: date
) -> list[Subject]:
    """Every record of a book in these grids of a lead's community (none named: in all of it)."""
    rows = session.execute(_POPULATIONS[kind](scope, grids, day))
    return [Subject(one, building, number or 0) for one, building, number in rows]


def _households(scope: Scope, grids: Collection[str], day: date) -> Select[*tuple[Any, ...]]:
    left = col(Household.moved_out_on)
    rows = columns(col(Household.id), col(Household.building_id), col(Grid.number)).where(
        building_clause(scope, col(Household.community_id), col(Household.building_id)),
        col(Household.merged_into).is_(None),
        col(Household.erased_at).is_(None),
        or_(left.is_(None), left > day),
    )
    return _in_grids(rows, col(Household.building_id), scope, grids)


def _units(scope: Scope, grids: Collection[str], day: date) -> Select[*tuple[Any, ...]]:
    # Closed ones too: whether they are closed is the question of the row (R97).
    rows = columns(col(LocalUnit.id), col(LocalUnit.building_id), col(Grid.number)).where(
        unit_clause(scope, col(LocalUnit.community_id), col(LocalUnit.building_id))
    )
    return _in_grids(rows, col(LocalUnit.building_id), scope, grids)


_POPULATIONS = {Kind.HOUSEHOLDS: _households, Kind.UNITS: _units}


def _in_grids(
    rows: Select[*tuple[Any, ...]], building: Any, scope: Scope, grids: Collection[str]
) -> Select[*tuple[Any, ...]]:
    now = and_(col(GridBuilding.building_id) == building, running(GridBuilding, scope.now))
    rows = rows.outerjoin(GridBuilding, now).outerjoin(
        Grid, col(Grid.id) == col(GridBuilding.grid_id)
    )
    if not scope.leads:
        return rows.where(false())
    return rows.where(col(Grid.id).in_(sorted(grids))) if grids else rows


def files(session: Session, kind: Kind, ids: Collection[str]) -> Mapping[str, dict[str, str]]:
    """What the files of drawn records say now, by record."""
    return _household_files(session, ids) if kind is Kind.HOUSEHOLDS else _unit_files(session, ids)


def _household_files(session: Session, ids: Collection[str]) -> dict[str, dict[str, str]]:
    labels = labels_of(session, ids)
    rows = session.execute(
        columns(
            col(Household.id),
            col(Building.estate),
            col(Household.people),
            col(Household.contact_name),
            col(Household.contact_phone),
        )
        .join(Building, col(Building.id) == col(Household.building_id))
        .where(col(Household.id).in_(list(ids)))
    )
    return {
        one: {
            "address": f"{estate} {labels[one]}",
            "people": "" if people is None else str(people),
            "contact": "yes" if name or phone else "no",
        }
        for one, estate, people, name, phone in rows
    }


def _unit_files(session: Session, ids: Collection[str]) -> dict[str, dict[str, str]]:
    rows = session.execute(
        columns(LocalUnit, col(Building.estate), col(Building.number))
        .outerjoin(Building, col(Building.id) == col(LocalUnit.building_id))
        .where(col(LocalUnit.id).in_(list(ids)))
    )
    return {
        unit.id: {
            "open": Standing.OPEN if unit.closed_on is None else Standing.CLOSED,
            "name": unit.name,
            "kind": unit.kind,
            "address": unit.address or f"{estate or ''} {number or ''}".strip(),
            "uscc": unit.uscc,
        }
        for unit, estate, number in rows
    }
