"""What an item of the catalogue promises, on a day (rows R57, R61, R82)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.catalogue.models import ItemUse, ItemVersion, VersionState
from app.catalogue.rules.items import MOST_AMOUNT, RUNNING, Limit


def version_on(session: Session, item_id: str, on: date) -> ItemVersion | None:
    """The version of an item that holds on a day; None where none does."""
    return session.exec(
        select(ItemVersion)
        .where(
            ItemVersion.item_id == item_id,
            ItemVersion.state == VersionState.PUBLISHED.value,
            col(ItemVersion.effective_on) <= on,
        )
        .order_by(col(ItemVersion.effective_on).desc(), col(ItemVersion.number).desc())
        .limit(1)
    ).first()


def promised(session: Session, community_id: str, version: ItemVersion) -> Limit | None:
    """The limit that the community promises, or the item; what was promised shorter counts."""
    own = session.exec(
        select(ItemUse.promised).where(
            ItemUse.community_id == community_id,
            ItemUse.item_id == version.item_id,
            col(ItemUse.until).is_(None),
        )
    ).first()
    return limit_said(own) or limit_said(version.promised) or limit_said(version.statutory)


def limit_said(said: Mapping[Any, Any] | None) -> Limit | None:
    """A limit as the catalogue writes it; None for what is none, or instant: no clock runs."""
    if not isinstance(said, Mapping):
        return None
    amount, unit = said.get("amount"), said.get("unit")
    if not isinstance(amount, int) or not 1 <= amount <= MOST_AMOUNT:
        return None
    return next((Limit(amount, one) for one in RUNNING if one == unit), None)
