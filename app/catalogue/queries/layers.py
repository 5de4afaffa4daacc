"""The three layers: a city admits, a district lists, a community uses (row R61)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.catalogue.models import ItemListing, ItemUse, ItemVersion, ServiceItem, VersionState
from app.kit.html import ZONE
from app.org.models import Area
from app.org.queries import start_of

DEEPEST = 6


def areas_above(session: Session, area_id: str) -> list[Area]:
    """An area and those that it lies in, itself first."""
    found: list[Area] = []
    at: str | None = area_id
    while at is not None and len(found) < DEEPEST:
        area = session.get(Area, at)
        if area is None:
            break
        found.append(area)
        at = area.parent_id
    return found


def admitted(on: date) -> ColumnElement[bool]:
    """Items that nobody had withdrawn by the end of the day `on`."""
    end = start_of(on + timedelta(days=1), ZONE.key)
    return or_(col(ServiceItem.withdrawn_at).is_(None), col(ServiceItem.withdrawn_at) >= end)


def running_on(table: type[ItemListing] | type[ItemUse], on: date) -> ColumnElement[bool]:
    """The rows of `table` that hold on the day `on`."""
    until = col(table.until)
    return and_(col(table.since) <= on, or_(until.is_(None), until > on))


def version_on(on: date) -> ScalarSelect[Any]:
    """The id of the version of a `ServiceItem` that holds on the day `on`: of those published,
    the one whose day came last."""
    version = aliased(ItemVersion)
    return (
        columns(col(version.id))
        .where(
            col(version.item_id) == col(ServiceItem.id),
            col(version.state) == VersionState.PUBLISHED,
            col(version.effective_on) <= on,
        )
        .order_by(col(version.effective_on).desc(), col(version.number).desc())
        .limit(1)
        .correlate(ServiceItem)
        .scalar_subquery()
    )


def listed_in(areas: Sequence[str], on: date) -> ColumnElement[bool]:
    """Items that one of `areas` lists on the day `on`."""
    return (
        columns(col(ItemListing.id))
        .where(
            col(ItemListing.item_id) == col(ServiceItem.id),
            col(ItemListing.area_id).in_(list(areas)),
            running_on(ItemListing, on),
        )
        .correlate(ServiceItem)
        .exists()
    )
