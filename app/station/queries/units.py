"""Units and shops by building: a grid is whole buildings with what is in them (row R5)."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.households.models import LocalUnit
from app.org.scope import Scope, unit_clause


class UnitLine(NamedTuple):
    """A unit or shop as the pages of its grid name it; nobody's name or phone."""

    id: str
    building_id: str
    name: str
    kind: str
    address: str


def units_in(
    session: Session, scope: Scope, buildings: Collection[str]
) -> dict[str, list[UnitLine]]:
    """The units that are open, by building, in scope."""
    rows = session.execute(
        columns(
            col(LocalUnit.id),
            col(LocalUnit.building_id),
            col(LocalUnit.name),
            col(LocalUnit.kind),
            col(LocalUnit.address),
        )
        .where(
            unit_clause(scope, col(LocalUnit.community_id), col(LocalUnit.building_id)),
            col(LocalUnit.building_id).in_(list(buildings)),
            col(LocalUnit.closed_on).is_(None),
        )
        .order_by(col(LocalUnit.name), col(LocalUnit.id))
    )
    found: dict[str, list[UnitLine]] = {}
    for row in rows:
        found.setdefault(row[1], []).append(UnitLine._make(row))
    return found
