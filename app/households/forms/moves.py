"""Moves of a household as they are written down, and which of two files goes on (row R137)."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_ENTRANCE = 10
MOST_ROOM = 12
MOST_PEOPLE = 30
MOST_REASON = 200
BACK_DAYS = 366


@dataclass(frozen=True, slots=True)
class DoorEntry:
    """A door in one of the buildings that may be chosen."""

    building_id: str
    entrance: str
    room: str


@dataclass(frozen=True, slots=True)
class MoveEntry:
    """Where a household moved within the community, and how that is known."""

    door: DoorEntry
    reason: str


def parse_move(fields: Fields, buildings: Collection[str]) -> MoveEntry | Refusal:
    """A move within the community."""
    read = Reader(fields)
    door = _door(read, buildings)
    reason = read.text("reason", MOST_REASON, required=True)
    return read.refusal() or MoveEntry(door, reason)


@dataclass(frozen=True, slots=True)
class MoveOutEntry:
    """On which day a household left, and what is known of it."""

    on: date
    reason: str


def parse_move_out(fields: Fields, day: date) -> MoveOutEntry | Refusal:
    """A move out, known on `day`."""
    read = Reader(fields)
    on = read.date("on") or day
    if on > day:
        read.fail("on", Message("搬走的日期不能晚于今天"))
    elif on < day - timedelta(days=BACK_DAYS):
        read.fail("on", Message("搬走的日期不能早于一年前"))
    reason = read.text("reason", MOST_REASON, required=True)
    return read.refusal() or MoveOutEntry(on, reason)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A household that is new at its door."""

    door: DoorEntry
    people: int | None
    moved_in_on: date | None


def parse_new(fields: Fields, buildings: Collection[str], day: date) -> NewEntry | Refusal:
    """A new file; the contact comes later, with consent."""
    read = Reader(fields)
    door = _door(read, buildings)
    people = read.number("people", 0, MOST_PEOPLE)
    moved_in_on = read.date("moved_in_on")
    if moved_in_on is not None and moved_in_on > day:
        read.fail("moved_in_on", Message("搬来的日期不能晚于今天"))
    return read.refusal() or NewEntry(door, people, moved_in_on)


def _door(read: Reader, buildings: Collection[str]) -> DoorEntry:
    building_id = read.raw("building")
    if building_id not in buildings:
        read.fail("building", Message("请选择一栋楼"))
    entrance = _spelled(read.text("entrance", MOST_ENTRANCE))
    room = _spelled(read.text("room", MOST_ROOM, required=True))
    return DoorEntry(building_id, entrance, room)


def _spelled(text: str) -> str:
    """Half width and without gaps, so that one door has one spelling."""
    return "".join(unicodedata.normalize("NFKC", text).split())
