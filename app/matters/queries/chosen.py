"""The item that somebody chose, as the form and its slips need it (rows R58, R66, R80)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.catalogue.models import ItemUse, ItemVersion, ReviewChain, ServiceItem
from app.catalogue.queries.layers import (
    admitted,
    held_on,
    listed_in,
    running_on,
)
from app.catalogue.rules import Agency, Limit, Unit
from app.catalogue.rules.items import limit_of
from app.org.areas import ABOVE


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
    asked = {"community": community_id, "area": community_id, "item": item_id}
    row = session.execute(_used(on), asked).first()
    if row is None:
        return None
    version, own = row
    limit = limit_of(own) or limit_of(version.promised) or limit_of(version.statutory)
    return Chosen(item_id, version, limit, _chain(session, community_id, version.chain_code, on))


@lru_cache(maxsize=16)
def _used(on: date) -> Select[Any]:
    """The question for one item; made once a day, because making it takes longer than answering
    it."""
    return (
        columns(ItemVersion, col(ItemUse.promised))
        .select_from(ItemUse)
        .join(ServiceItem, col(ServiceItem.id) == col(ItemUse.item_id))
        .join(ItemVersion, col(ItemVersion.item_id) == col(ServiceItem.id))
        .where(
            held_on(on),
            col(ItemUse.community_id) == bindparam("community"),
            col(ItemUse.item_id) == bindparam("item"),
            running_on(ItemUse, on),
            admitted(on),
            col(ServiceItem.area_id).in_(ABOVE),
            listed_in(ABOVE, on),
        )
    )


def _chain(session: Session, community_id: str, code: str, on: date) -> ReviewChain | None:
    """The version of a chain that holds on the day `on`."""
    if not code:
        return None
    asked = {"area": community_id, "code": code}
    return session.execute(_held_chain(on), asked).scalars().first()


@lru_cache(maxsize=16)
def _held_chain(on: date) -> Select[Any]:
    return (
        columns(ReviewChain)
        .where(
            col(ReviewChain.area_id).in_(ABOVE),
            col(ReviewChain.code) == bindparam("code"),
            col(ReviewChain.effective_on) <= on,
        )
        .order_by(col(ReviewChain.effective_on).desc(), col(ReviewChain.number).desc())
        .limit(1)
    )


def version_named(session: Session, version_id: str | None) -> ItemVersion | None:
    """The version under which a matter was accepted."""
    return session.get(ItemVersion, version_id) if version_id else None
