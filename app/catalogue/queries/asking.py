"""The questions for the items of a place. Each is made once a day for what it is narrowed by, with
its values left open: making one takes as long as answering it, and somebody types (row R57).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, case, func, or_
from sqlalchemy import select as columns
from sqlmodel import col

from app.catalogue.models import ItemUse, ItemVersion, ServiceItem
from app.catalogue.queries.layers import admitted, held_on, listed_in, running_on
from app.catalogue.queries.shelves import Shelf
from app.catalogue.rules.items import Unit
from app.catalogue.rules.layers import Layer
from app.catalogue.rules.search import words_of

# Of two letters, almost every name has both in their order.
FORGIVEN_FROM = 3
# Of all that could be asked on two days, more than people do.
KEPT = 128
ESCAPE = "/"
AREAS: BindParameter[Any] = bindparam("areas", expanding=True)

# What a list says of an item, in the order in which `Found` takes it.
SAID: tuple[Any, ...] = (
    col(ServiceItem.id), col(ItemVersion.id), col(ServiceItem.code), col(ItemVersion.name),
    col(ItemVersion.name_en), col(ItemVersion.category), col(ItemVersion.department),
    col(ItemVersion.agency), col(ItemVersion.level), col(ItemVersion.promised),
    col(ItemVersion.statutory), col(ItemUse.promised), col(ItemVersion.chain_code),
    col(ItemVersion.sample),
)  # fmt: skip


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


class Shape(NamedTuple):
    """What decides how a question reads: few things, because each kind is kept, and anybody may
    ask. `cased`: whether the words have letters of two sizes; without them a database compares
    bytes, which is quicker by half. `forgiving`: what was left out between the characters of a word
    is forgiven."""

    layer: Layer
    on: date
    words: int
    cased: bool
    forgiving: bool
    categories: bool
    agency: bool
    instant: bool
    order: tuple[str, ...]


def shape_of(layer: Layer, on: date, asked: Asked, forgiving: bool = False) -> Shape:
    """The shape of a question."""
    words = words_of(asked.text)
    cased = any(one.upper() != one for one in words)
    narrowed = asked.categories is not None, bool(asked.agency), asked.instant
    return Shape(layer, on, len(words), cased, forgiving, *narrowed, tuple(asked.order))


def shapes_of(layer: Layer, on: date, asked: Asked) -> Iterator[Shape]:
    """How the words are looked for: as they are, and then with what was left out."""
    yield shape_of(layer, on, asked)
    if max(map(len, words_of(asked.text)), default=0) >= FORGIVEN_FROM:
        yield shape_of(layer, on, asked, forgiving=True)


def values_of(shelf: Shelf, asked: Asked) -> dict[str, Any]:
    """What its questions are asked with."""
    found: dict[str, Any] = {
        "community": shelf.community_id,
        "areas": list(shelf.areas),
        "agency": asked.agency,
        "categories": sorted(asked.categories or ()),
    }
    for number, word in enumerate(words_of(asked.text)):
        marks = [_plain(one) for one in word]
        found |= {
            f"begins_{number}": "".join(marks) + "%",
            f"within_{number}": "%" + "".join(marks) + "%",
            f"spread_{number}": "%" + "%".join(marks) + "%",
            f"letter_{number}": marks[0] + "%",
        }
    return found


@lru_cache(maxsize=KEPT)
def which(shape: Shape) -> Select[Any]:
    """The versions that there are, each with its category, in their order."""
    said: Any = columns(col(ItemVersion.id), col(ItemVersion.category))
    order = [_nearness(shape.cased)] if shape.words else []
    if shape.order:
        place = {code: number for number, code in enumerate(shape.order)}
        order.append(case(place, value=col(ItemVersion.category), else_=len(place)))
    return _narrowed(said, shape).order_by(*order, col(ServiceItem.code))


@lru_cache(maxsize=KEPT)
def tally(shape: Shape, by: str) -> Select[Any]:
    """How many there are by a column of their version."""
    said = getattr(ItemVersion, by)
    return _narrowed(columns(said, func.count()), shape).group_by(said)


@lru_cache(maxsize=KEPT)
def said_of_all(shape: Shape) -> Select[Any]:
    """What each of them says, by code."""
    return _narrowed(columns(*SAID), shape).order_by(col(ServiceItem.code))


@lru_cache(maxsize=KEPT)
def said_of(layer: Layer, on: date) -> Select[Any]:
    """What versions say of which it is known that they hold."""
    known = col(ItemVersion.id).in_(bindparam("versions", expanding=True))
    return _joined(columns(*SAID), layer, on).where(known)


def _narrowed(said: Select[Any], shape: Shape) -> Select[Any]:
    on, looked_for = shape.on, _resembles if shape.forgiving else _matches
    rows = _joined(said, shape.layer, on).where(
        held_on(on), admitted(on), col(ServiceItem.area_id).in_(AREAS),
        *(looked_for(number, shape.cased) for number in range(shape.words)),
    )  # fmt: skip
    if shape.layer is not Layer.ADMITTED:
        rows = rows.where(listed_in(AREAS, on))
    if shape.categories:
        rows = rows.where(col(ItemVersion.category).in_(bindparam("categories", expanding=True)))
    if shape.agency:
        rows = rows.where(col(ItemVersion.agency) == bindparam("agency"))
    return rows.where(_unit() == Unit.INSTANT.value) if shape.instant else rows


def _joined(said: Select[Any], layer: Layer, on: date) -> Select[Any]:
    used = and_(
        col(ItemUse.item_id) == col(ServiceItem.id),
        col(ItemUse.community_id) == bindparam("community"),
        running_on(ItemUse, on),
    )
    return (
        said.select_from(ItemVersion)
        .join(ServiceItem, col(ServiceItem.id) == col(ItemVersion.item_id))
        .join(ItemUse, used, isouter=layer is not Layer.USED)
    )


def _unit() -> Any:
    """In what the limit counts that is promised here, as `Found` has it."""
    limits = (ItemUse.promised, ItemVersion.promised, ItemVersion.statutory)
    return func.coalesce(*[col(one)["unit"].as_string() for one in limits])


def _matches(number: int, cased: bool) -> ColumnElement[bool]:
    within, begins = f"within_{number}", f"begins_{number}"
    return or_(
        _like(ItemVersion.initials, within),
        _like(ItemVersion.name, within, cased),
        _like(ItemVersion.name_en, within, cased),
        _like(ItemVersion.department, within, cased),
        _like(ServiceItem.code, begins, cased),
    )


def _resembles(number: int, cased: bool) -> ColumnElement[bool]:
    """Names and initials that have the characters of a word in their order."""
    spread = f"spread_{number}"
    return or_(_like(ItemVersion.initials, spread), _like(ItemVersion.name, spread, cased))


def _nearness(cased: bool) -> Any:
    """0 for what begins with the first word, then what has it within, then what begins as it
    does."""
    name, initials = ItemVersion.name, ItemVersion.initials
    ways = [
        or_(_like(name, f"{one}_0", cased), _like(initials, f"{one}_0"))
        for one in ("begins", "within", "letter")
    ]
    return case(*((way, place) for place, way in enumerate(ways)), else_=len(ways))


def _like(column: str, value: str, cased: bool = False) -> ColumnElement[bool]:
    """Whether a column is like a value that is told later. Initials are stored small."""
    told: BindParameter[Any] = bindparam(value)
    return (
        col(column).ilike(told, escape=ESCAPE) if cased else col(column).like(told, escape=ESCAPE)
    )


def _plain(mark: str) -> str:
    """A character that stands for nothing but itself."""
    return ESCAPE + mark if mark in ("%", "_", ESCAPE) else mark
