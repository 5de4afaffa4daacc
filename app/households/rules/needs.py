"""When agreed help is due, and the opaque code it goes by (rows R119, R142). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# No vowels (nor Y), so that no word can come of it, and nothing that is misread for another.
CODE_LETTERS = "3479CFHJKMNPRTVWX"
CODE_LENGTH = 6
REVIEW_AFTER_DAYS = 90
LONGEST_DAYS = 366


def service_code(chance: Sequence[int]) -> str:
    """A code from random numbers below `len(CODE_LETTERS)`: it says nothing about anybody."""
    return "".join(CODE_LETTERS[one] for one in chance[:CODE_LENGTH])


def next_help(starts_on: date, every_days: int, last_on: date | None, day: date) -> date:
    """The day on which regular help is due: the newest one missed, or else the next one.

    `last_on` is the last day on which somebody of the household was reached.
    """
    if day < starts_on:
        return starts_on
    newest = day - timedelta(days=(day - starts_on).days % every_days)
    if last_on is not None and last_on >= newest:
        return newest + timedelta(days=every_days)
    return newest


@dataclass(frozen=True, slots=True)
class Agreed:
    """What counts of a need when its days are worked out."""

    starts_on: date
    ends_on: date
    review_on: date | None = None
    every_days: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a need makes due: `review`, `help` or `ends`."""

    kind: str
    due_on: date


def tasks(need: Agreed, last_on: date | None, day: date) -> list[Task]:
    """What a need in force asks of its worker, the soonest first."""
    found = []
    if need.every_days:
        due = next_help(need.starts_on, need.every_days, last_on, day)
        if due <= need.ends_on:
            found.append(Task("help", due))
    if need.review_on and need.review_on < need.ends_on:
        found.append(Task("review", need.review_on))
    else:
        found.append(Task("ends", need.ends_on))
    return sorted(found, key=lambda one: one.due_on)
