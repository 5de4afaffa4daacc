"""Doors: how people say them, how they are found, in which order. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

GAPS = re.compile(r"[\s\-—–_·,，。、.#]+")
SPOKEN = re.compile(r"号楼|栋|幢|单元|室|号")
DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class DoorState:
    """What a list says about a household besides its address."""

    last_on: date | None = None
    visited: bool = False
    attention: bool = False


def room_label(entrance: str, room: str) -> str:
    """The door within its building: `501`, or `3-501` where there are entrances."""
    return f"{entrance}-{room}" if entrance else room


def door_label(number: str, entrance: str, room: str) -> str:
    """A door as people say it: `12号楼 3-501`."""
    return f"{number} {room_label(entrance, room)}"


def normalise(text: str) -> str:
    """`text` as it is compared: half width, lower case, without gaps and marks."""
    return GAPS.sub("", unicodedata.normalize("NFKC", text).casefold())


def search_text(number: str, entrance: str, room: str, *more: str) -> str:
    """What a search looks through: the door as written, as said in short, and other words."""
    short = SPOKEN.sub("-", f"{number}-{entrance}-{room}")
    short = re.sub("-+", "-", short).strip("-")
    # Many leave the entrance out when room numbers are unique in the building.
    brief = f"{number}{room}" if entrance else ""
    said = [number, room_label(entrance, room), short, brief, *more]
    return " ".join(part for part in said if part)


def matches(query: str, text: str) -> bool:
    """Whether every word of `query` stands in `text`, however it is spaced or marked."""
    whole = normalise(text)
    short = normalise(SPOKEN.sub("-", query))
    if normalise(query) in whole or (short and short in whole):
        return True
    return all(normalise(word) in whole for word in query.split())


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which 2 comes before 10."""
    return tuple(
        (0, int(part[:18]), "") if part.isdecimal() else (1, 0, part)
        for part in DIGITS.split(text)
        if part
    )


def building_names(buildings: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Headings by building id, from (id, estate, number): with the estate if there are several."""
    known = list(buildings)
    several = len({estate for _, estate, _ in known}) > 1
    return {one: f"{estate} {number}" if several else number for one, estate, number in known}
