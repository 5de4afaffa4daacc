"""Finding an item as somebody types (row R57): initials or words, in a few milliseconds."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.catalogue.models import ItemUse, ItemVersion, ServiceItem
from app.catalogue.queries.layers import (
    admitted,
    areas_above,
    listed_in,
    running_on,
    version_on,
)
from app.catalogue.rules.items import Agency, Limit, Unit, limit_of
from app.catalogue.rules.search import words_of

SHOWN = 20
# Of two letters, almost every name has both in their order.
FORGIVEN_FROM = 3


class Found(NamedTuple):
    """An item as lists and the accept window show it; `limit` is what the community promises."""

    item_id: str
    version_id: str
    code: str
    name: str
    category: str
    department: str
    agency: Agency
    level: str
    limit: Limit | None
    chain_code: str
    sample: bool

    @property
    def instant(self) -> bool:
        """Whether it is done while the resident waits (row R66)."""
        return self.limit is not None and self.limit.unit is Unit.INSTANT


def find_items(
    session: Session, community_id: str, text: str, on: date, limit: int = SHOWN
) -> list[Found]:
    """The items that a community uses on the day `on` and that match what was typed: every word
    in the name, its pinyin initials, the department or the code. The nearest first; all of them
    by code for an empty text. Where nothing matches so, what is left out is forgiven: 社保卡 or
    `sbk` finds 社会保障卡. Withdrawn, unlisted or unpublished items are not found."""
    words = words_of(text)
    found = _rows(session, community_id, on, [_matches(one) for one in words], words, limit)
    if not found and words and len(max(words, key=len)) >= FORGIVEN_FROM:
        loosely = [_resembles(one) for one in words]
        found = _rows(session, community_id, on, loosely, words, limit)
    return found


def _rows(
    session: Session,
    community_id: str,
    on: date,
    matching: Sequence[ColumnElement[bool]],
    words: Sequence[str],
    limit: int,
) -> list[Found]:
    areas = [one.id for one in areas_above(session, community_id)]
    rows = session.execute(
        columns(
            col(ServiceItem.id),
            col(ItemVersion.id),
            col(ServiceItem.code),
            col(ItemVersion.name),
            col(ItemVersion.category),
            col(ItemVersion.department),
            col(ItemVersion.agency),
            col(ItemVersion.level),
            col(ItemVersion.promised),
            col(ItemVersion.statutory),
            col(ItemUse.promised),
            col(ItemVersion.chain_code),
            col(ItemVersion.sample),
        )
        .select_from(ItemUse)
        .join(ServiceItem, col(ServiceItem.id) == col(ItemUse.item_id))
        .join(ItemVersion, col(ItemVersion.id) == version_on(on))
        .where(
            col(ItemUse.community_id) == community_id,
            running_on(ItemUse, on),
            admitted(on),
            col(ServiceItem.area_id).in_(areas),
            listed_in(areas, on),
            *matching,
        )
        .order_by(*[_nearness(word) for word in words[:1]], col(ServiceItem.code))
        .limit(limit)
    )
    return [_found(tuple(row)) for row in rows]


def _found(row: tuple[Any, ...]) -> Found:
    *known, promised, statutory, own, chain, sample = row
    known[6] = Agency(known[6])
    said = limit_of(own) or limit_of(promised) or limit_of(statutory)
    return Found._make([*known, said, chain, sample])


def _matches(word: str) -> ColumnElement[bool]:
    return or_(
        col(ItemVersion.initials).contains(word, autoescape=True),
        col(ItemVersion.name).icontains(word, autoescape=True),
        col(ItemVersion.department).icontains(word, autoescape=True),
        col(ServiceItem.code).istartswith(word, autoescape=True),
    )


def _resembles(word: str) -> ColumnElement[bool]:
    """Names and initials that have the characters of `word` in their order."""
    pattern = "%" + "%".join("\\" + one if one in "%_\\" else one for one in word) + "%"
    return or_(
        col(ItemVersion.initials).like(pattern, escape="\\"),
        col(ItemVersion.name).ilike(pattern, escape="\\"),
    )


def _nearness(word: str) -> Any:
    """0 for what begins with the word, then what has it within, then everything else."""
    name, initials = col(ItemVersion.name), col(ItemVersion.initials)
    begins = or_(
        name.istartswith(word, autoescape=True), initials.startswith(word, autoescape=True)
    )
    within = or_(name.icontains(word, autoescape=True), initials.contains(word, autoescape=True))
    return case((begins, 0), (within, 1), else_=2)
