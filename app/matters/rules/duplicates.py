"""Whether two reports may be about the same thing: a hint for people, never a merger (row R182).

Pure. Chinese has no spaces between words, so texts are compared by the pairs of characters that
they have in common (Sørensen-Dice), which also stands small changes of wording.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

# Of two sentences about one thing, half of the pairs are the same; of two things at one place, a
# third. Found by trying the pairs of tests/matters/test_duplicates.py.
ALIKE, ALIKE_NEARBY = 0.5, 0.34
# Two or three characters say too little to be compared.
FEWEST = 4
MOST_SHOWN = 5
IDLE = re.compile(r"[\W_]+")


class Ground(StrEnum):
    """Why two reports may be the same: place and class, or words."""

    PLACE = "place"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Reported:
    """What a hint goes by. `building` is "" where no building is known."""

    id: str
    building: str
    place: str
    problem: str
    words: str


@dataclass(frozen=True, slots=True)
class Twin:
    """One that may be the same, and why; `share` is how much of the words is in both, 0 to 1."""

    id: str
    ground: Ground
    share: float


def likeness(one: str, other: str) -> float:
    """How much two texts have in common, from 0 (nothing) to 1 (the same words)."""
    mine, theirs = _pairs(one), _pairs(other)
    if not mine or not theirs:
        return 0.0
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def maybe_same(report: Reported, others: Iterable[Reported]) -> list[Twin]:
    """Those of `others` that may be about the same as `report`, the likeliest first; `report`
    itself is none of them."""
    found = [_twin(report, one) for one in others if one.id != report.id]
    twins = [one for one in found if one is not None]
    twins.sort(key=lambda one: (one.ground is Ground.WORDS, -one.share, one.id))
    return twins[:MOST_SHOWN]


def _twin(report: Reported, other: Reported) -> Twin | None:
    share = likeness(report.words, other.words)
    near = _same_place(report, other)
    if near and report.problem and report.problem == other.problem:
        return Twin(other.id, Ground.PLACE, share)
    if share >= (ALIKE_NEARBY if near else ALIKE) and _says_enough(report.words):
        return Twin(other.id, Ground.WORDS, share)
    return None


def _same_place(one: Reported, other: Reported) -> bool:
    if one.building or other.building:
        return one.building == other.building
    mine, theirs = _plain(one.place), _plain(other.place)
    return bool(mine) and (mine == theirs or likeness(one.place, other.place) >= ALIKE)


def _says_enough(words: str) -> bool:
    return len(_plain(words)) >= FEWEST


def _plain(text: str) -> str:
    """Letters and figures alone, wide and narrow ones alike."""
    return IDLE.sub("", unicodedata.normalize("NFKC", text).casefold())


def _pairs(text: str) -> frozenset[str]:
    plain = _plain(text)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


@dataclass(frozen=True, slots=True)
class Place:
    """A building as people say it; `own`: of who writes, who need not say which estate is meant."""

    id: str
    estate: str
    number: str
    own: bool = False


def building_in(place: str, buildings: Sequence[Place]) -> str:
    """The building that a typed place names ("春晖里12号楼2单元门口"), by its id; "" when it names
    none for sure. Many estates have a building 12: the estate that is named counts, or else the
    writer's own."""
    text = _plain(place)
    named = [one for one in buildings if _names(text, one.number)]
    by_estate = [one for one in named if one.estate and _plain(one.estate) in text]
    found = by_estate or (named if len(named) == 1 else [one for one in named if one.own])
    return found[0].id if len(found) == 1 else ""


def _names(text: str, number: str) -> bool:
    said = _plain(number)
    return bool(said) and re.search(rf"(?<![0-9]){re.escape(said)}", text) is not None
