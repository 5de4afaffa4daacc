"""Finding an item as somebody types (row R57): initials or words, in a few milliseconds."""

from collections import Counter
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session

from app.catalogue.queries.asking import (
    Asked,
    said_of,
    said_of_all,
    shape_of,
    shapes_of,
    tally,
    values_of,
    which,
)
from app.catalogue.queries.shelves import Shelf, shelf_of
from app.catalogue.rules.items import Agency, Limit, Unit, limit_of
from app.catalogue.rules.layers import Layer

SHOWN = 20


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
    return page_on(session, shelf, on, Asked(text, most=limit))[0]


def items_on(session: Session, shelf: Shelf, on: date) -> list[Found]:
    """All items of a place on the day `on`, by code."""
    shape = shape_of(shelf.layer, on, Asked())
    rows = session.execute(said_of_all(shape), values_of(shelf, Asked()))
    return [_found(tuple(row)) for row in rows]


def page_on(
    session: Session, shelf: Shelf, on: date, asked: Asked
) -> tuple[list[Found], dict[str, int]]:
    """A page of them, and how many there are of each category on all pages. Which there are is
    asked first, and what they say only of those on the page: an item's texts fill a page of the
    database by themselves."""
    values = values_of(shelf, asked)
    for shape in shapes_of(shelf.layer, on, asked):
        if there := session.execute(which(shape), values).all():
            ids = [one for one, _ in there][asked.skip :][: asked.most]
            here = {"community": shelf.community_id, "versions": ids}
            rows = session.execute(said_of(shelf.layer, on), here) if ids else ()
            found = {row[1]: _found(tuple(row)) for row in rows}
            return [found[one] for one in ids], Counter(category for _, category in there)
    return [], {}


def count_on(session: Session, shelf: Shelf, on: date) -> int:
    """How many items a place has on the day `on`."""
    return sum(_tally(session, shelf, on, "category").values())


def bound_on(session: Session, shelf: Shelf, on: date) -> dict[str, int]:
    """How many items of a place bind each review chain on the day `on`, by its code."""
    return _tally(session, shelf, on, "chain_code")


def _tally(session: Session, shelf: Shelf, on: date, by: str) -> dict[str, int]:
    shape = shape_of(shelf.layer, on, Asked())
    rows = session.execute(tally(shape, by), values_of(shelf, Asked()))
    return {value: count for value, count in rows}


def _found(row: tuple[Any, ...]) -> Found:
    *known, promised, statutory, own, chain, sample = row
    known[7] = Agency(known[7])
    said = limit_of(own) or limit_of(promised) or limit_of(statutory)
    return Found._make([*known, said, chain, sample])
