"""An address as people type it: `12号楼3单元501`, `12-3-501`, `海棠里12栋`. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from app.books.rules.cells import plain

MARKS = ("", *re.split(r"\|", "号楼|栋|幢|座|号|楼"))
ADDRESS = re.compile(
    r"(?P<estate>[^\d\s-]*)\s*(?P<number>\d{1,4}[a-z]?)\s*(?P<mark>号楼|栋|幢|座|号|楼|-)\s*"
    r"(?:(?P<first>[0-9a-z]{1,10}?)\s*(?P<entrance>单元|-)?\s*(?P<second>\d[0-9a-z]{0,9})?\s*(?:室|号|户)?)?",
    re.IGNORECASE,
)
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Address:
    """The parts that were typed. `either`: one part that may be an entrance or a room."""

    number: str
    estate: str = ""
    entrance: str = ""
    room: str = ""
    either: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """How that building may be written in the books."""
        return tuple(self.number + mark for mark in MARKS)


def tidy(query: str) -> str:
    """A search as it is compared: half width, one space between words, not too long."""
    return " ".join(unicodedata.normalize("NFKC", plain(query)).split())[:LONGEST]


def parse(query: str) -> Address | None:
    """The address in a tidy `query`, or None when it is something else (a name, a room)."""
    found = ADDRESS.fullmatch(query)
    if found is None:
        return None
    number, estate = found["number"].lstrip("0") or "0", found["estate"]
    first, second = found["first"] or "", found["second"] or ""
    if first and second and not found["entrance"]:
        return Address(number, estate, room=first + second)
    if first and second:
        return Address(number, estate, first, second)
    if first and found["entrance"] == "单元":
        return Address(number, estate, first)
    return Address(number, estate, either=first)
