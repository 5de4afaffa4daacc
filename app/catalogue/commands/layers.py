"""A district lists what the city admitted; a community uses what its district lists (row R61)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.catalogue.models import ItemListing, ItemUse, ServiceItem
from app.catalogue.queries.guides import Guide
from app.catalogue.queries.shelves import listing_of, use_of
from app.catalogue.rules.items import limit_of
from app.catalogue.rules.layers import Layer, may_promise
from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.station.commands.posts import Refused

NOT_ADMITTED = Message("市里没有准入，或已经撤销，不能列入目录")
NOT_LISTED = Message("区县目录里没有这个事项，社区不能用")
NOT_SHORTER = Message("社区的承诺只能比目录的期限短")
ALREADY = Message("已经在用了")
NOT_THERE = Message("本来就没有")


def list_item(
    session: Session, now: datetime, today: date, area_id: str, by: str | None, guide: Guide
) -> ItemListing:
    """Put an admitted item onto the list of a district. Raises Refused."""
    if guide.layer is None:
        raise Refused("reason", NOT_ADMITTED)
    known = listing_of(session, area_id, guide.item.id)
    if known is not None:
        raise Refused("reason", ALREADY)
    made = ItemListing(id=uuid7(), area_id=area_id, item_id=guide.item.id, since=today, by=by)
    session.add(made)
    session.flush()
    _note(session, area_id, now, by, "item.listed", guide.item.id, {})
    return made


def unlist_item(
    session: Session, now: datetime, today: date, area_id: str, by: str, item_id: str, reason: str
) -> None:
    """Take an item off a district's list; no community may use it from today on. Raises Refused."""
    known = listing_of(session, area_id, item_id)
    if known is None:
        raise Refused("reason", NOT_THERE)
    known.until, known.reason = today, reason
    session.add(known)
    session.flush()
    _note(session, area_id, now, by, "item.unlisted", item_id, {"reason": reason})


def use_item(
    session: Session,
    now: datetime,
    today: date,
    community_id: str,
    by: str | None,
    guide: Guide,
    promised: dict[str, Any] | None,
) -> ItemUse:
    """A community uses a listed item, or changes what it promises of it. Raises Refused."""
    if guide.layer not in (Layer.LISTED, Layer.USED):
        raise Refused("amount", NOT_LISTED)
    own = limit_of(promised)
    if own is not None and not may_promise(own, guide.listed):
        raise Refused("amount", NOT_SHORTER)
    use = use_of(session, community_id, guide.item.id)
    if use is None:
        use = ItemUse(
            id=uuid7(), community_id=community_id, item_id=guide.item.id, since=today, by=by
        )
    use.promised = promised
    session.add(use)
    session.flush()
    _note(session, community_id, now, by, "item.used", guide.item.id, {"promised": promised})
    return use


def stop_using(
    session: Session,
    now: datetime,
    today: date,
    community_id: str,
    by: str,
    item_id: str,
    reason: str,
) -> None:
    """A community no longer takes an item, with a reason. Raises Refused."""
    use = use_of(session, community_id, item_id)
    if use is None:
        raise Refused("reason", NOT_THERE)
    use.until, use.reason = today, reason
    session.add(use)
    session.flush()
    _note(session, community_id, now, by, "item.dropped", item_id, {"reason": reason})


def list_all(
    session: Session, now: datetime, today: date, area_id: str, by: str | None,
    items: Collection[ServiceItem],
) -> int:  # fmt: skip
    """List every one of `items` that is not listed yet; how many were."""
    new = [one for one in items if listing_of(session, area_id, one.id) is None]
    session.add_all(
        ItemListing(id=uuid7(), area_id=area_id, item_id=one.id, since=today, by=by) for one in new
    )
    session.flush()
    changes = [(one.id, dict[str, Any]()) for one in new]
    audit.record_all(session, area_id, now, "item.listed", by or "system", changes)
    return len(new)


def use_all(
    session: Session, now: datetime, today: date, community_id: str, by: str | None,
    item_ids: Collection[str],
) -> int:  # fmt: skip
    """Use every one of the listed items that is not used yet; how many were."""
    new = [one for one in item_ids if use_of(session, community_id, one) is None]
    session.add_all(
        ItemUse(id=uuid7(), community_id=community_id, item_id=one, since=today, by=by)
        for one in new
    )
    session.flush()
    changes = [(one, dict[str, Any]()) for one in new]
    audit.record_all(session, community_id, now, "item.used", by or "system", changes)
    return len(new)


def _note(
    session: Session, chain: str, now: datetime, by: str | None, kind: str, of: str,
    said: dict[str, Any],
) -> None:  # fmt: skip
    audit.record(session, chain, now, kind, by or "system", of, said)
