"""The item that somebody chose, as the form and its slips need it (rows R58, R66, R80)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.catalogue.models import ItemUse, ItemVersion, ReviewChain, ServiceItem
from app.catalogue.queries.layers import (
    admitted,
    areas_above,
    held_on,
    listed_in,
    running_on,
)
from app.catalogue.rules import Agency, Limit, Unit
from app.catalogue.rules.items import limit_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """A version of an item that a community uses, with the chain that it binds; `limit` is what
    the community promises."""

    id: str
    version: ItemVersion
    limit: Limit | None
    chain: ReviewChain | None

    @property
    def agency(self) -> Agency:
        """How far it is done for the resident."""
        return Agency(self.version.agency)

    @property
    def instant(self) -> bool:
        """Whether it is done while the resident waits (row R66)."""
        return self.limit is not None and self.limit.unit is Unit.INSTANT

    @property
    def materials(self) -> list[dict[str, Any]]:
        """What is to be brought, in order."""
        return self.version.materials

    @property
    def checks(self) -> list[dict[str, Any]]:
        """What is looked at, in order; none where the item binds no chain."""
        return self.chain.checks if self.chain else []


def chosen(session: Session, community_id: str, item_id: str, on: date) -> Chosen | None:
    """An item that the community uses on the day `on`, or None."""
    areas = [one.id for one in areas_above(session, community_id)]
    row = session.exec(
        select(ItemVersion, col(ItemUse.promised))
        .select_from(ItemUse)
        .join(ServiceItem, col(ServiceItem.id) == col(ItemUse.item_id))
        .join(ItemVersion, col(ItemVersion.item_id) == col(ServiceItem.id))
        .where(
            held_on(on),
            ItemUse.community_id == community_id,
            ItemUse.item_id == item_id,
            running_on(ItemUse, on),
            admitted(on),
            col(ServiceItem.area_id).in_(areas),
            listed_in(areas, on),
        )
    ).first()
    if row is None:
        return None
    version, own = row
    limit = limit_of(own) or limit_of(version.promised) or limit_of(version.statutory)
    return Chosen(item_id, version, limit, chain_of(session, areas, version.chain_code, on))


def chain_of(session: Session, areas: list[str], code: str, on: date) -> ReviewChain | None:
    """The version of a chain that holds on the day `on`."""
    if not code:
        return None
    return session.exec(
        select(ReviewChain)
        .where(
            col(ReviewChain.area_id).in_(areas),
            ReviewChain.code == code,
            col(ReviewChain.effective_on) <= on,
        )
        .order_by(col(ReviewChain.effective_on).desc(), col(ReviewChain.number).desc())
        .limit(1)
    ).first()


def version_named(session: Session, version_id: str | None) -> ItemVersion | None:
    """The version under which a matter was accepted."""
    return session.get(ItemVersion, version_id) if version_id else None
