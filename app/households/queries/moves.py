"""Doors to move to, and files that may be of one household."""

from collections.abc import Collection
from datetime import UTC, datetime
from itertools import product
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.households.models import Household, HouseholdChange
from app.households.rules.doors import natural
from app.households.rules.mergers import Listed, Pair, likely
from app.org.models import Building
from app.org.rules import Period, overlap
from app.org.scope import Care, Scope, building_clause, care_of

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


def buildings_to_choose(session: Session, scope: Scope) -> list[tuple[str, str]]:
    """The buildings in scope, id and name, in the order of the estates."""
    rows = session.execute(
        columns(
            col(Building.id), col(Building.estate), col(Building.number), col(Building.place)
        ).where(building_clause(scope, col(Building.community_id), col(Building.id)))
    ).all()
    ordered = sorted(rows, key=lambda row: (row[3], natural(row[2])))
    return [(row[0], f"{row[1]} {row[2]}") for row in ordered]


def lives_at(session: Session, building_id: str, entrance: str, room: str) -> Household | None:
    """The household that has this door now."""
    return session.exec(
        select(Household).where(
            Household.building_id == building_id,
            Household.entrance == entrance,
            Household.room == room,
            col(Household.moved_out_on).is_(None),
            col(Household.merged_into).is_(None),
        )
    ).first()


class Stay(NamedTuple):
    """A time in which a household lived in a building other than today's."""

    building_id: str
    period: Period


def stays_of(session: Session, households: Collection[str]) -> dict[str, list[Stay]]:
    """Where each of `households` lived before it moved within the community, oldest first."""
    rows = session.execute(
        columns(
            col(HouseholdChange.household_id), col(HouseholdChange.old), col(HouseholdChange.at)
        )
        .where(
            col(HouseholdChange.household_id).in_(list(households)),
            col(HouseholdChange.field) == "building_id",
        )
        .order_by(col(HouseholdChange.at), col(HouseholdChange.id))
    )
    found: dict[str, list[Stay]] = {}
    for household, building, left in rows:
        stays = found.setdefault(household, [])
        since = stays[-1].period.until if stays else None
        stays.append(Stay(building, Period(since or BEGINNING, left)))
    return found


def care_before(
    session: Session, authors: Collection[str], households: Collection[str]
) -> dict[tuple[str, str], list[Care]]:
    """When each author looked after a door at which each household lived before it moved."""
    stays = stays_of(session, households)
    buildings = {stay.building_id for some in stays.values() for stay in some}
    care = care_of(session, authors, buildings)
    found: dict[tuple[str, str], list[Care]] = {}
    for household, some in stays.items():
        for author, stay in product(authors, some):
            for one in care.get((author, stay.building_id), []):
                period = overlap(one.period, stay.period)
                if period is not None:
                    found.setdefault((author, household), []).append(Care(one.grid_id, period))
    return found


def duplicates(session: Session, scope: Scope) -> list[Pair]:
    """Pairs of open files of the community that may be one household; for who keeps the books."""
    if not scope.stewards:
        return []
    rows = session.execute(
        columns(
            col(Household.id),
            col(Household.building_id),
            col(Household.entrance),
            col(Household.room),
            col(Household.contact_phone),
        ).where(
            col(Household.community_id) == scope.community_id,
            col(Household.moved_out_on).is_(None),
            col(Household.merged_into).is_(None),
        )
    )
    return likely(map(Listed._make, rows))


def households_of(session: Session, ids: Collection[str]) -> dict[str, Household]:
    """Files that the caller has already found to be in question or in scope."""
    found = session.exec(select(Household).where(col(Household.id).in_(list(ids))))
    return {one.id: one for one in found}
