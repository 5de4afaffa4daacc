"""Whose list of items somebody looks at, and what stands on it (rows R57, R61)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.catalogue.models import ItemListing, ItemUse, ServiceItem
from app.catalogue.queries.layers import running_on
from app.catalogue.rules.layers import Layer
from app.org.areas import areas_above
from app.org.models import Area, AreaLevel, Community

MOST_PLACES = 500


@dataclass(frozen=True, slots=True)
class Shelf:
    """The list of one place: a community's, a district's or a city's. `areas`: the place and all
    that it lies in, which decide for it."""

    layer: Layer
    place: str
    code: str
    area_id: str
    areas: tuple[str, ...]
    top: str
    """The area that admits items here: the city, or where there is none the district."""

    @property
    def community_id(self) -> str:
        """The community whose list it is; "" above."""
        return self.area_id if self.layer is Layer.USED else ""

    @property
    def query(self) -> str:
        """What an address says so that somebody without a session sees this list."""
        return f"community={self.code}" if self.layer is Layer.USED else ""


def shelf_of(session: Session, area_id: str) -> Shelf | None:
    """The list of an area; None when there is no such area."""
    above = areas_above(session, area_id)
    if not above:
        return None
    top = _top(above)
    layer = Layer.LISTED
    if session.get(Community, area_id) is not None:
        layer = Layer.USED
    elif above[0].id == top.id:
        layer = Layer.ADMITTED
    ids = tuple(one.id for one in above)
    return Shelf(layer, above[0].name, above[0].code, area_id, ids, top.id)


def _top(above: list[Area]) -> Area:
    for level in (AreaLevel.CITY, AreaLevel.DISTRICT):
        for one in above:
            if one.level == level:
                return one
    return above[-1]


def lister_of(session: Session, area_id: str) -> str:
    """The area that lists items for an area: its district, or what admits them."""
    above = areas_above(session, area_id)
    found = next((one.id for one in above if one.level == AreaLevel.DISTRICT), None)
    return found or (_top(above).id if above else area_id)


def places_with_items(session: Session, on: date) -> list[tuple[str, str]]:
    """The communities that use items, by code and name, for whoever has no session."""
    using = columns(col(ItemUse.community_id)).where(running_on(ItemUse, on))
    rows = session.execute(
        columns(col(Area.code), col(Community.name))
        .join(Community, col(Community.id) == col(Area.id))
        .where(col(Area.id).in_(using))
        .order_by(col(Area.code))
        .limit(MOST_PLACES)
    )
    return [(code, name) for code, name in rows]


def item_by_code(session: Session, shelf: Shelf, code: str) -> ServiceItem | None:
    """The item of that code, withdrawn or not, that was admitted for this place."""
    return session.exec(
        select(ServiceItem).where(
            ServiceItem.code == code, col(ServiceItem.area_id).in_(shelf.areas)
        )
    ).first()


def listing_of(session: Session, area_id: str, item_id: str) -> ItemListing | None:
    """The running listing of an item by a district."""
    return session.exec(
        select(ItemListing).where(
            ItemListing.area_id == area_id,
            ItemListing.item_id == item_id,
            col(ItemListing.until).is_(None),
        )
    ).first()


def use_of(session: Session, community_id: str, item_id: str) -> ItemUse | None:
    """The running use of an item by a community."""
    return session.exec(
        select(ItemUse).where(
            ItemUse.community_id == community_id,
            ItemUse.item_id == item_id,
            col(ItemUse.until).is_(None),
        )
    ).first()


def uses_of(session: Session, item_id: str) -> int:
    """How many communities use an item now."""
    rows = columns(func.count()).where(
        col(ItemUse.item_id) == item_id, col(ItemUse.until).is_(None)
    )
    return int(session.execute(rows).scalar_one())


def listed_ids(session: Session, area_id: str, on: date) -> set[str]:
    """The items that a district lists on a day."""
    rows = session.exec(
        select(ItemListing.item_id).where(
            ItemListing.area_id == area_id, running_on(ItemListing, on)
        )
    )
    return set(rows)
