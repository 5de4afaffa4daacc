"""Finding a door by what people type (row R143)."""

from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_
from sqlmodel import col

from app.books.rules.address import parse
from app.households.models import Household
from app.org.models import Building

LEAST_PHONE = 4


def at_address(query: str) -> ColumnElement[bool] | None:
    """Households at the address that was typed; None when it reads as something else."""
    found = parse(query)
    if found is None:
        return None
    entrance, room = col(Household.entrance), col(Household.room)
    wanted: list[ColumnElement[bool]] = [col(Building.number).in_(found.numbers)]
    if found.estate:
        wanted.append(col(Building.estate).icontains(found.estate, autoescape=True))
    if found.entrance and found.room:
        exact = and_(entrance == found.entrance, room == found.room)
        wanted.append(or_(exact, room == f"{found.entrance}-{found.room}"))
    elif found.entrance:
        wanted.append(entrance == found.entrance)
    elif found.room:
        wanted.append(room == found.room)
    elif found.either:
        wanted.append(or_(room == found.either, entrance == found.either))
    return and_(*wanted)


def household_found_by(query: str, *more: Any, names: bool = True) -> ColumnElement[bool]:
    """Households by address or texts of `more`; with `names`, also by contact."""
    said = [col(Building.estate), col(Building.number), *more]
    if names:
        said.insert(2, col(Household.contact_name))
    words = []
    for word in query.split():
        ways = [one.icontains(word, autoescape=True) for one in said]
        if word.isdecimal():  # a whole room: 101 is not 1101
            ways = [col(Household.room) == word, *ways[2:]]
        else:
            ways.append(_door().icontains(word, autoescape=True))
        if names and word.isdecimal() and len(word) >= LEAST_PHONE:
            ways.append(col(Household.contact_phone).contains(word, autoescape=True))
        words.append(or_(*ways))
    by_words = and_(*words)
    address = at_address(query)
    return by_words if address is None else or_(address, by_words)


def _door() -> Any:
    return col(Household.entrance) + literal("-") + col(Household.room)
