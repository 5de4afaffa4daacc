"""Finding an item as somebody types (row R57): initials or words, in a few milliseconds."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.catalogue.models import ItemUse, ItemVersion, ServiceItem
from app.catalogue.queries.layers import admitted, held_on, listed_in, running_on
from app.catalogue.queries.shelves import Shelf, shelf_of
from app.catalogue.rules.items import Agency, Limit, Unit, limit_of
from app.catalogue.rules.layers import Layer
from app.catalogue.rules.search import words_of

SHOWN = 20
# Of two letters, almost every name has both in their order.
FORGIVEN_FROM = 3


# What a list says of an item, in the order in which `_found` takes it.
SAID: tuple[Any, ...] = (
    col(ServiceItem.id), col(ItemVersion.id), col(ServiceItem.code), col(ItemVersion.name),
    col(ItemVersion.name_en), col(ItemVersion.category), col(ItemVersion.department),
    col(ItemVersion.agency), col(ItemVersion.level), col(ItemVersion.promised),
    col(ItemVersion.statutory), col(ItemUse.promised), col(ItemVersion.chain_code),
    col(ItemVersion.sample),
)  # fmt: skip


class Found(NamedTuple):
    """An item as lists and the accept window show it; `limit` is what the community promises."""

    item_id: str
    version_id: str
    code: str
    name: str
    name_en: str
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

    def title(self, lang: str) -> str:
        """Its name in `lang`, where there is one."""
        return self.name_en if lang == "en" and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to: words, categories (None: all of them), agency, what is done at
    once. `order`: the categories in whose order it stands; by code without. `skip` and `most`: a
    page of it."""

    text: str = ""
    categories: Collection[str] | None = None
    agency: str = ""
    instant: bool = False
    order: Sequence[str] = ()
    most: int | None = None
    skip: int = 0


def find_items(
    session: Session, community_id: str, text: str, on: date, limit: int = SHOWN
) -> list[Found]:
    """The items that a community uses on the day `on` and that match what was typed: every word
    in the name, its pinyin initials, the department or the code. The nearest first; all of them
    by code for an empty text. Where nothing matches so, what is left out is forgiven: 社保卡 or
    `sbk` finds 社会保障卡. Withdrawn, unlisted or unpublished items are not found."""
    shelf = shelf_of(session, community_id)
    if shelf is None or shelf.layer is not Layer.USED:
        return []
    return items_on(session, shelf, on, Asked(text, most=limit))


def items_on(session: Session, shelf: Shelf, on: date, asked: Asked) -> list[Found]:
    """The items of a place on the day `on`, narrowed; see `find_items`."""
    for matching in _ways(asked):
        if found := _rows(session, shelf, on, asked, matching):
            return found
    return []


def page_on(
    session: Session, shelf: Shelf, on: date, asked: Asked
) -> tuple[list[Found], dict[str, int]]:
    """A page of them, and how many there are of each category on all pages. Which there are is
    asked first, and what they say only of those on the page: an item's texts fill a page of the
    database by themselves."""
    for matching in _ways(asked):
        said: Any = columns(col(ItemVersion.id), col(ItemVersion.category))
        every = _narrowed(said, shelf, on, asked, matching).order_by(*_order(asked))
        if there := session.execute(every).all():
            ids = [one for one, _ in there][asked.skip :][: asked.most]
            found = {one.version_id: one for one in _said(session, shelf, on, ids)}
            return [found[one] for one in ids], Counter(category for _, category in there)
    return [], {}


def _said(session: Session, shelf: Shelf, on: date, versions: Sequence[str]) -> list[Found]:
    """These versions, of which it is known that they hold."""
    rows = _joined(columns(*SAID), shelf, on).where(col(ItemVersion.id).in_(versions))
    return [_found(tuple(row)) for row in session.execute(rows)]


def count_on(session: Session, shelf: Shelf, on: date) -> int:
    """How many items a place has on the day `on`."""
    return sum(_tally(session, shelf, on, Asked(), (), col(ItemVersion.category)).values())


def bound_on(session: Session, shelf: Shelf, on: date) -> dict[str, int]:
    """How many items of a place bind each review chain on the day `on`, by its code."""
    return _tally(session, shelf, on, Asked(), (), col(ItemVersion.chain_code))


def _ways(asked: Asked) -> Iterator[list[ColumnElement[bool]]]:
    """How the words are looked for: as they are, and then with what was left out."""
    words = words_of(asked.text)
    yield [_matches(one) for one in words]
    if words and len(max(words, key=len)) >= FORGIVEN_FROM:
        yield [_resembles(one) for one in words]


def _tally(
    session: Session,
    shelf: Shelf,
    on: date,
    asked: Asked,
    matching: Sequence[ColumnElement[bool]],
    by: Any,
) -> dict[str, int]:
    rows = _narrowed(columns(by, func.count()), shelf, on, asked, matching).group_by(by)
    return {value: count for value, count in session.execute(rows)}


def _rows(
    session: Session,
    shelf: Shelf,
    on: date,
    asked: Asked,
    matching: Sequence[ColumnElement[bool]],
) -> list[Found]:
    rows = _narrowed(columns(*SAID), shelf, on, asked, matching).order_by(*_order(asked))
    page = rows.limit(asked.most).offset(asked.skip or None)
    return [_found(tuple(row)) for row in session.execute(page)]


def _order(asked: Asked) -> list[Any]:
    first = [_nearness(word) for word in words_of(asked.text)[:1]]
    if asked.order:
        place = {code: number for number, code in enumerate(asked.order)}
        first.append(case(place, value=col(ItemVersion.category), else_=len(place)))
    return [*first, col(ServiceItem.code)]


def _narrowed(
    said: Select[Any],
    shelf: Shelf,
    on: date,
    asked: Asked,
    matching: Sequence[ColumnElement[bool]],
) -> Select[Any]:
    rows = _joined(said, shelf, on).where(
        held_on(on), admitted(on), col(ServiceItem.area_id).in_(shelf.areas), *matching
    )
    if shelf.layer is not Layer.ADMITTED:
        rows = rows.where(listed_in(shelf.areas, on))
    if asked.categories is not None:
        rows = rows.where(col(ItemVersion.category).in_(sorted(asked.categories)))
    if asked.agency:
        rows = rows.where(col(ItemVersion.agency) == asked.agency)
    return rows.where(_unit() == Unit.INSTANT.value) if asked.instant else rows


def _joined(said: Select[Any], shelf: Shelf, on: date) -> Select[Any]:
    used = and_(
        col(ItemUse.item_id) == col(ServiceItem.id),
        col(ItemUse.community_id) == shelf.community_id,
        running_on(ItemUse, on),
    )
    return (
        said.select_from(ItemVersion)
        .join(ServiceItem, col(ServiceItem.id) == col(ItemVersion.item_id))
        .join(ItemUse, used, isouter=shelf.layer is not Layer.USED)
    )


def _unit() -> Any:
    """In what the limit counts that is promised here, as `_found` has it."""
    limits = (ItemUse.promised, ItemVersion.promised, ItemVersion.statutory)
    return func.coalesce(*[col(one)["unit"].as_string() for one in limits])


def _found(row: tuple[Any, ...]) -> Found:
    *known, promised, statutory, own, chain, sample = row
    known[7] = Agency(known[7])
    said = limit_of(own) or limit_of(promised) or limit_of(statutory)
    return Found._make([*known, said, chain, sample])


def _matches(word: str) -> ColumnElement[bool]:
    return or_(
        col(ItemVersion.initials).contains(word, autoescape=True),
        col(ItemVersion.name).icontains(word, autoescape=True),
        col(ItemVersion.name_en).icontains(word, autoescape=True),
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
    """0 for what begins with the word, then what has it within, then what begins as it does."""
    name, initials = col(ItemVersion.name), col(ItemVersion.initials)
    begins = or_(
        name.istartswith(word, autoescape=True), initials.startswith(word, autoescape=True)
    )
    within = or_(name.icontains(word, autoescape=True), initials.contains(word, autoescape=True))
    first = or_(
        name.istartswith(word[0], autoescape=True), initials.startswith(word[0], autoescape=True)
    )
    return case((begins, 0), (within, 1), (first, 2), else_=3)
