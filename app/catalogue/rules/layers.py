"""What each layer may do with an item: admit, list, use (row R61); which version holds. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.catalogue.rules.items import Limit


class Layer(StrEnum):
    """Whose list of items it is."""

    ADMITTED = "admitted"
    LISTED = "listed"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Span:
    """From a day up to, but not including, another (None: still running)."""

    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it holds on that day."""
        return self.since <= on and (self.until is None or on < self.until)


class Published(NamedTuple):
    """A version that was published: its number and the day from which it holds."""

    number: int
    effective_on: date


def holding(versions: Iterable[Published], on: date) -> Published | None:
    """The version that holds on a day: the one whose day came last; of two of one day the later
    one (row R57)."""
    begun = [one for one in versions if one.effective_on <= on]
    return max(begun, key=lambda one: (one.effective_on, one.number), default=None)


def reaches(admitted: bool, listed: bool, used: bool) -> Layer | None:
    """How far down an item goes: a lower layer counts only as far as the upper ones let it."""
    if not admitted:
        return None
    if not listed:
        return Layer.ADMITTED
    return Layer.USED if used else Layer.LISTED


def may_promise(own: Limit, listed: Limit | None) -> bool:
    """Whether a community may promise `own`: only what is shorter than the list's limit."""
    return listed is None or own.hours < listed.hours
