"""The items of a list with all that they say, for a sheet."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from app.catalogue.models import ItemVersion, ServiceItem, VersionState
from app.catalogue.queries.finding import items_on
from app.catalogue.queries.shelves import Shelf
from app.catalogue.rules.layers import Layer


def whole_items(session: Session, shelf: Shelf, on: date) -> list[tuple[str, ItemVersion]]:
    """The code and the version that holds of each item, by code; for the list of what is admitted
    also the drafts of items that were never published."""
    found = items_on(session, shelf, on)
    versions = _versions(session, [one.version_id for one in found])
    rows = [(one.code, versions[one.version_id]) for one in found]
    if shelf.layer is Layer.ADMITTED:
        rows += _unpublished(session, shelf.top, {code for code, _ in rows})
    return sorted(rows, key=lambda row: row[0])


def _versions(session: Session, ids: Sequence[str]) -> dict[str, ItemVersion]:
    rows = session.exec(select(ItemVersion).where(col(ItemVersion.id).in_(ids)))
    return {one.id: one for one in rows}


def _unpublished(session: Session, area_id: str, known: set[str]) -> list[tuple[str, ItemVersion]]:
    rows = session.exec(
        select(ServiceItem.code, ItemVersion)
        .join(ItemVersion, col(ItemVersion.item_id) == ServiceItem.id)
        .where(
            ServiceItem.area_id == area_id,
            ItemVersion.state == VersionState.DRAFT,
            col(ServiceItem.withdrawn_at).is_(None),
        )
    )
    return [(code, version) for code, version in rows if code not in known]
