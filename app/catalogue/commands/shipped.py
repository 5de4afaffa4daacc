"""Puts the catalogue that comes along into an area: what a new installation, and the demo, begin
with (rows R57, R58). Items with an empty guide stay drafts; nothing is made up here."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from app.catalogue.commands.initials import initials_of
from app.catalogue.models import (
    ItemListing,
    ItemUse,
    ItemVersion,
    ReviewChain,
    ServiceItem,
    VersionState,
)
from app.catalogue.reference import DATA
from app.catalogue.rules.grounds import grounded
from app.catalogue.rules.items import Level, missing
from app.kit import audit
from app.kit.ids import uuid7

# Who decides, as the data say it.
LEVELS = ((re.compile("村|社区"), Level.COMMUNITY), (re.compile("街道|镇"), Level.STREET))


@dataclass(frozen=True, slots=True)
class Shipped:
    """What was put in: how many items, how many of them may be used, and the chains; and how many
    had been there before."""

    items: int
    published: tuple[str, ...]
    """The ids of the items that are published."""
    chains: int
    known_items: int = 0
    known_chains: int = 0


NewId = Callable[[], str]


def put_shipped(
    session: Session,
    now: datetime,
    today: date,
    area_id: str,
    by: str | None = None,
    new_id: NewId = uuid7,
) -> Shipped:
    """The shipped items and chains, admitted by an area; published where the guide is whole, from
    `today` on. What the area has by the same code stays as people left it, withdrawn or not."""
    known = set(session.exec(select(ServiceItem.code).where(ServiceItem.area_id == area_id)))
    chained = set(session.exec(select(ReviewChain.code).where(ReviewChain.area_id == area_id)))
    chains, items = list(_rows("chains.jsonl")), list(_rows("items.jsonl"))
    fresh_chains = [one for one in chains if one["code"] not in chained]
    fresh = [one for one in items if one["code"] not in known]
    for one in fresh_chains:
        session.add(_chain(one, new_id(), now, today, area_id, by))
    published = []
    for one in fresh:
        item = ServiceItem(id=new_id(), area_id=area_id, code=one["code"], admitted_at=now)
        session.add(item)
        session.flush()
        version = version_of(one, item.id, now, today, by, new_id())
        session.add(version)
        if version.state == VersionState.PUBLISHED:
            published.append(item.id)
    session.flush()
    said = {"items": len(fresh), "published": len(published), "chains": len(fresh_chains)}
    if fresh or fresh_chains:
        audit.record(session, area_id, now, "catalogue.shipped", by or "system", area_id, said)
    return Shipped(
        len(fresh), tuple(published), len(fresh_chains),
        len(items) - len(fresh), len(chains) - len(fresh_chains),
    )  # fmt: skip


def list_shipped(
    session: Session, today: date, area_id: str, items: Sequence[str], new_id: NewId = uuid7
) -> None:
    """A district lists them."""
    session.add_all(
        ItemListing(id=new_id(), area_id=area_id, item_id=one, since=today) for one in items
    )
    session.flush()


def use_shipped(
    session: Session, today: date, community_id: str, items: Sequence[str], new_id: NewId = uuid7
) -> None:
    """A community uses them."""
    session.add_all(
        ItemUse(id=new_id(), community_id=community_id, item_id=one, since=today) for one in items
    )
    session.flush()


def version_of(
    one: Mapping[str, Any],
    item_id: str,
    now: datetime,
    today: date,
    by: str | None,
    version_id: str,
) -> ItemVersion:
    """A shipped item as its first version."""
    content = content_of(one)
    whole = not missing(content) and grounded(content["basis"])
    return ItemVersion(
        id=version_id,
        item_id=item_id,
        number=1,
        state=VersionState.PUBLISHED if whole else VersionState.DRAFT,
        effective_on=today if whole else None,
        initials=initials_of(one["name"])[:80],
        made_by=by,
        made_at=now,
        published_by=by if whole else None,
        published_at=now if whole else None,
        **content,
    )


def content_of(one: Mapping[str, Any]) -> dict[str, Any]:
    """A shipped item as the columns of a version."""
    sources = one.get("sources") or []
    return {
        "name": one["name"],
        "name_en": one.get("name_en", ""),
        "category": one["category"],
        "department": one["department"],
        "basis": one["basis"],
        "conditions": one["conditions"],
        "materials": one["materials"],
        "flow": one["flow"],
        "statutory": one["statutory_limit"],
        "promised": one["promised_limit"],
        "limit_note": one.get("limit_note", ""),
        "level": _level(one["level"]).value,
        "channels": one["channels"],
        "agency": one["agency_mode"],
        "rating_required": one["rating_required"],
        "fee": one["fee"],
        "sample_text": one["sample_text"],
        "chain_code": one["chain"],
        "source": "；".join(row["name"] for row in sources)[:200],
        "source_url": sources[0]["url"] if sources else "",
        "sample": one["sample"],
        "sample_fields": one["sample_fields"],
    }


def _level(said: str) -> Level:
    return next((level for word, level in LEVELS if word.search(said)), Level.DISTRICT)


def _chain(
    one: Mapping[str, Any],
    chain_id: str,
    now: datetime,
    today: date,
    area_id: str,
    by: str | None,
) -> ReviewChain:
    return ReviewChain(
        id=chain_id,
        area_id=area_id,
        code=one["code"],
        number=1,
        name=one["name"],
        name_en=one.get("name_en", ""),
        checks=one["checks"],
        effective_on=today,
        made_by=by,
        made_at=now,
    )


def _rows(name: str) -> Iterator[dict[str, Any]]:
    with (DATA / name).open(encoding="utf8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
