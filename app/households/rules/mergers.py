"""Two files of one household: how they are found, and which of their fields win (R47). Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.households.rules.doors import normalise

PARTS = re.compile(r"[\s\-—–_·/]+|单元")
MARKS = re.compile(r"[室号户]+$")
DIGITS = re.compile(r"\D")
LEAST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Kept:
    """The fields of a file that two files may disagree on."""

    people: int | None = None
    contact_name: str = ""
    contact_phone: str = ""
    contact_by: str = "door"
    verified_on: date | None = None
    moved_in_on: date | None = None


def winner(kept: Kept, other: Kept) -> Kept:
    """The fields of the file that goes on.

    The file that was verified last is believed, the one that goes on when neither was; what it
    leaves empty comes from the other. A name, its phone and the way stay together: the name of one
    and the phone of another would be nobody's.
    """
    first, second = kept, other
    if (other.verified_on or date.min) > (kept.verified_on or date.min):
        first, second = other, kept
    contact = first if first.contact_name or first.contact_phone else second
    if not (contact.contact_name or contact.contact_phone):
        contact = first
    moved_in = [one for one in (kept.moved_in_on, other.moved_in_on) if one]
    return Kept(
        people=first.people if first.people is not None else second.people,
        contact_name=contact.contact_name,
        contact_phone=contact.contact_phone,
        contact_by=contact.contact_by,
        verified_on=first.verified_on,
        moved_in_on=min(moved_in, default=None),
    )


# A community has thousands of doors and few spellings: 1-101 stands in every building.
@lru_cache(maxsize=8192)
def door_key(entrance: str, room: str) -> tuple[str, str]:
    """A door within its building, however it was spelled: full width, 3单元, 0501, 501室."""
    whole = unicodedata.normalize("NFKC", f"{entrance}-{room}" if entrance else room)
    parts = [MARKS.sub("", normalise(part)) for part in PARTS.split(whole)]
    said = [part.lstrip("0") or part for part in parts if part]
    if not said:
        return "", ""
    return "-".join(said[:-1]), said[-1]


def phone_key(phone: str) -> str:
    """A phone by its digits, without the country; empty when too short to say who it is."""
    if not phone:
        return ""
    digits = DIGITS.sub("", unicodedata.normalize("NFKC", phone)).removeprefix("86")
    return digits if len(digits) >= LEAST_DIGITS else ""


class Listed(NamedTuple):
    """A file as the search for duplicates reads it."""

    id: str
    building_id: str
    entrance: str
    room: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two files that may be one household, and why: `door` or `phone`."""

    first: str
    second: str
    why: str


def likely(files: Iterable[Listed]) -> list[Pair]:
    """Files that may be of one household: the same door or the same phone, spelled otherwise."""
    doors: dict[tuple[str, tuple[str, str]], list[str]] = defaultdict(list)
    phones: dict[str, list[str]] = defaultdict(list)
    for one in files:
        doors[one.building_id, door_key(one.entrance, one.room)].append(one.id)
        if key := phone_key(one.phone):
            phones[key].append(one.id)
    found: dict[tuple[str, str], str] = {}
    for why, groups in (("door", doors.values()), ("phone", phones.values())):
        for ids in groups:
            if len(ids) == 1:
                continue
            first, *rest = sorted(ids)
            for second in rest:
                found.setdefault((first, second), why)
    return [Pair(first, second, why) for (first, second), why in found.items()]
