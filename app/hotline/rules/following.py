"""What a resident sees of a matter: three steps, however many there are inside (row R149). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Shown(StrEnum):
    """接办、处理、答复."""

    ACCEPTED = "accepted"
    HANDLED = "handled"
    ANSWERED = "answered"


# By which kinds of step each of the three is reached.
BEGINS = {
    Shown.ACCEPTED: ("acceptance",),
    Shown.HANDLED: ("route", "progress", "task_opened", "result"),
    Shown.ANSWERED: ("feedback", "not_ours"),
}
TEXT_OF = ("feedback", "not_ours")


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of the matter: its kind and when."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Visible:
    """One of the three steps, and when it was reached; None while it was not."""

    step: Shown
    at: datetime | None


def visible(steps: Sequence[Taken]) -> list[Visible]:
    """The three steps with their dates. One that is reached has those before it reached too."""
    found: dict[Shown, datetime | None] = {}
    for shown, kinds in BEGINS.items():
        found[shown] = min((one.at for one in steps if one.kind in kinds), default=None)
    handled, answered = found[Shown.HANDLED], found[Shown.ANSWERED]
    if handled is None or (answered is not None and handled > answered):
        found[Shown.HANDLED] = answered
    return [Visible(shown, found[shown]) for shown in Shown]
