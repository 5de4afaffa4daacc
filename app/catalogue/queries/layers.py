"""The three layers: a city admits, a district lists, a community uses (row R61)."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.catalogue.models import ItemListing, ItemUse, ItemVersion, ServiceItem, VersionState
from app.kit.html import ZONE
from app.org.queries import start_of


def admitted(on: date) -> ColumnElement[bool]:
    """Items that nobody had withdrawn by the end of the day `on`."""
    end = start_of(on + timedelta(days=1), ZONE.key)
    return or_(col(ServiceItem.withdrawn_at).is_(None), col(ServiceItem.withdrawn_at) >= end)


def running_on(table: type[ItemListing] | type[ItemUse], on: date) -> ColumnElement[bool]:
    """The rows of `table` that hold on the day `on`."""
    until = col(table.until)
    return and_(col(table.since) <= on, or_(until.is_(None), until > on))


def held_on(on: date) -> ColumnElement[bool]:
    """Rows of `ItemVersion` that hold on the day `on`: published, begun, and no other of the same
    item came later. Asked of each row that matches, which are few when somebody searches."""
    later = aliased(ItemVersion)
    version = ItemVersion
    followed = (
        columns(col(later.id))
        .where(
            col(later.item_id) == col(version.item_id),
            col(later.state) == VersionState.PUBLISHED,
            col(later.effective_on) <= on,
            or_(
                col(later.effective_on) > col(version.effective_on),
                and_(
                    col(later.effective_on) == col(version.effective_on),
                    col(later.number) > col(version.number),
                ),
            ),
        )
        .correlate(ItemVersion)
        .exists()
    )
    return and_(
        col(version.state) == VersionState.PUBLISHED, col(version.effective_on) <= on, ~followed
    )


def listed_in(areas: Select[Any] | BindParameter[Any], on: date) -> ColumnElement[bool]:
    """Items that one of `areas` lists on the day `on`."""
    return (
        columns(col(ItemListing.id))
        .where(
            col(ItemListing.item_id) == col(ServiceItem.id),
            col(ItemListing.area_id).in_(areas),
            running_on(ItemListing, on),
        )
        .correlate(ServiceItem)
        .exists()
    )
