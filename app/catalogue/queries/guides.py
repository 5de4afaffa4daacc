"""One item with everything that its guide says (rows R59, R60, R68), and its history (row R57)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.catalogue.models import ItemUse, ItemVersion, ReviewChain, ServiceItem, VersionState
from app.catalogue.queries.layers import running_on
from app.catalogue.queries.shelves import Shelf, item_by_code, lister_of, listing_of, use_of
from app.catalogue.rules.items import Limit, limit_of
from app.catalogue.rules.layers import Layer, Published, Span, holding, reaches
from app.kit.clock import local_day
from app.kit.html import ZONE


@dataclass(frozen=True, slots=True)
class Guide:
    """An item as a place sees it: the version that is shown, those that were and will be."""

    item: ServiceItem
    version: ItemVersion
    holds: bool
    """Whether the version shown is the one that holds today."""
    published: Sequence[ItemVersion]
    draft: ItemVersion | None
    layer: Layer | None
    """How far down the item goes here today."""
    use: ItemUse | None
    chain: ReviewChain | None

    @property
    def own(self) -> Limit | None:
        """The community's own promise."""
        return limit_of(self.use.promised) if self.use else None

    @property
    def listed(self) -> Limit | None:
        """What the list promises, or else what the law says."""
        return limit_of(self.version.promised) or limit_of(self.version.statutory)

    @property
    def limit(self) -> Limit | None:
        """What counts for a resident of this place."""
        return self.own or self.listed


def guide_of(
    session: Session, shelf: Shelf, code: str, on: date, number: int | None = None
) -> Guide | None:
    """The item of a code for a place on the day `on`; None when nothing of it was ever published.

    `number`: an older or coming version instead of the one that holds."""
    item = item_by_code(session, shelf, code)
    if item is None:
        return None
    published = published_of(session, item.id)
    held = holding([_named(one) for one in published], on)
    wanted = number if number is not None else held.number if held else None
    shown = next((one for one in published if one.number == wanted), None)
    if shown is None:
        return None
    use = use_of(session, shelf.community_id, item.id) if shelf.community_id else None
    return Guide(
        item,
        shown,
        held is not None and held.number == shown.number,
        published,
        draft_of(session, item.id),
        layer_of(session, shelf, item, on),
        use if use and Span(use.since, use.until).holds(on) else None,
        chain_of(session, item.area_id, shown.chain_code, on),
    )


def layer_of(session: Session, shelf: Shelf, item: ServiceItem, on: date) -> Layer | None:
    """How far down an item goes for a place on a day."""
    gone = item.withdrawn_at
    listing = listing_of(session, lister_of(session, shelf.area_id), item.id)
    use = use_of(session, shelf.community_id, item.id) if shelf.community_id else None
    return reaches(
        gone is None or local_day(gone, ZONE.key) > on,
        listing is not None and Span(listing.since, listing.until).holds(on),
        use is not None and Span(use.since, use.until).holds(on),
    )


def published_of(session: Session, item_id: str) -> Sequence[ItemVersion]:
    """The versions of an item that were published, the newest first."""
    return session.exec(
        select(ItemVersion)
        .where(ItemVersion.item_id == item_id, ItemVersion.state == VersionState.PUBLISHED)
        .order_by(col(ItemVersion.effective_on).desc(), col(ItemVersion.number).desc())
    ).all()


def draft_of(session: Session, item_id: str) -> ItemVersion | None:
    """The version that is worked on, if any."""
    return session.exec(
        select(ItemVersion)
        .where(ItemVersion.item_id == item_id, ItemVersion.state == VersionState.DRAFT)
        .order_by(col(ItemVersion.number).desc())
    ).first()


def drafts_in(session: Session, area_id: str) -> Sequence[tuple[ServiceItem, ItemVersion]]:
    """The drafts of the items that an area admitted, the newest first."""
    rows = session.exec(
        select(ServiceItem, ItemVersion)
        .join(ItemVersion, col(ItemVersion.item_id) == ServiceItem.id)
        .where(
            ServiceItem.area_id == area_id,
            ItemVersion.state == VersionState.DRAFT,
            col(ServiceItem.withdrawn_at).is_(None),
        )
        .order_by(col(ItemVersion.made_at).desc(), col(ServiceItem.code))
    )
    return [(item, version) for item, version in rows]


def chain_of(session: Session, area_id: str, code: str, on: date) -> ReviewChain | None:
    """The version of a review chain that holds on a day (row R58)."""
    if not code:
        return None
    return session.exec(
        select(ReviewChain)
        .where(
            ReviewChain.area_id == area_id,
            ReviewChain.code == code,
            col(ReviewChain.effective_on) <= on,
        )
        .order_by(col(ReviewChain.effective_on).desc(), col(ReviewChain.number).desc())
    ).first()


def in_use(
    session: Session, community_id: str, on: date, items: Collection[str]
) -> dict[str, ItemUse]:
    """Which of these items a community uses on a day, by item."""
    rows = session.exec(
        select(ItemUse).where(
            ItemUse.community_id == community_id,
            col(ItemUse.item_id).in_(list(items)),
            running_on(ItemUse, on),
        )
    )
    return {one.item_id: one for one in rows}


def _named(one: ItemVersion) -> Published:
    assert one.effective_on is not None
    return Published(one.number, one.effective_on)
