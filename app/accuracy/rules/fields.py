"""What is compared of a record: the few fields that the books hold anyway, nothing new."""

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """Which book is held against the place."""

    UNITS = "units"
    HOUSEHOLDS = "households"


class Tick(StrEnum):
    """A field beside what is there."""

    SAME = "same"
    DIFFERS = "differs"
    UNSEEN = "unseen"


class Outcome(StrEnum):
    """What came of going there. Only the first two ever count."""

    COMPARED = "compared"
    GONE = "gone"
    NOT_REACHED = "not_reached"
    DECLINED = "declined"


class Standing(StrEnum):
    """Whether a unit is there, as the file says."""

    OPEN = "open"
    CLOSED = "closed"


FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.UNITS: ("open", "name", "kind", "address", "uscc"),
    # Whether a contact was left, never who it is.
    Kind.HOUSEHOLDS: ("address", "people", "contact"),
}


def compared(kind: Kind, file: Mapping[str, str]) -> tuple[str, ...]:
    """The fields to look at. Of a unit that the file calls closed one question is left: is it?"""
    if file.get("open") == Standing.CLOSED:
        return ("open",)
    return FIELDS[kind]


def may_be_gone(file: Mapping[str, str]) -> bool:
    """Whether "there is no such place" is an answer; of a closed unit it is what the file says."""
    return file.get("open") != Standing.CLOSED
