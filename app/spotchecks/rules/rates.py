"""How many records are drawn of whom, and who may check: the rules in force, as a text (R110).

The text itself is bound by every seed, byte for byte; here is what the draw reads in it.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.spotchecks.rules.rows import NAME, Row

MOST = 1_000_000


class Rate(StrEnum):
    """Whether the checkers can do all that the rules ask."""

    FULL = "full"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True)
class Checker:
    """Who checks, and how many records a day."""

    id: str
    capacity: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules as the draw needs them; `text` is what was put in force.

    `per_worker` records of each worker a day; of what came late `per_worker` in `of` at least;
    `anomaly` more of those with signals, in the whole community. A conflict is (checker, worker).
    """

    text: str
    per_worker: int
    of: int
    anomaly: int
    checkers: tuple[Checker, ...]
    conflicts: frozenset[tuple[str, str]]

    @property
    def capacity(self) -> int:
        """Checks a day, of all checkers together."""
        return sum(one.capacity for one in self.checkers)

    def lets_check(self, person: str, row: Row) -> bool:
        """Whether somebody may check a record: not their own, none that they had a hand in, and
        nobody's with whom they have a conflict of interest."""
        return (
            person not in (row.worker, *row.barred) and (person, row.worker) not in self.conflicts
        )


def read_rules(text: str) -> Rules:
    """The rules that `text` says. Raises ValueError when a draw cannot be made by it."""
    try:
        said = json.loads(text)
        checkers = tuple(
            Checker(_name(one["id"]), _count(one["capacity"])) for one in said["checkers"]
        )
        conflicts = frozenset((_name(one), _name(other)) for one, other in said["conflicts"])
        numbers = (_count(said["per_worker"]), _count(said["of"], 1), _count(said["anomaly"]))
    except (KeyError, TypeError) as problem:
        raise ValueError(f"no rules of a draw: {problem!r}") from problem
    if type(said.get("v")) is not int or said["v"] != 1:
        raise ValueError("rules of another version")
    if len({one.id for one in checkers}) < len(checkers):
        raise ValueError("a checker stands in the rules twice")
    return Rules(text, *numbers, checkers, conflicts)


def shares(
    workers: Collection[str], owed: Collection[str], rules: Rules, rank: Callable[[str], str]
) -> tuple[Rate, dict[str, int]]:
    """How many ordinary records of each worker are drawn.

    When the checkers cannot do `per_worker` of everybody, what they can do is divided evenly,
    `rank` says who has one more, and whoever is owed one has one all the same: never under one a
    worker in seven lists.
    """
    if rules.capacity >= rules.per_worker * len(workers):
        return Rate.FULL, dict.fromkeys(workers, rules.per_worker)
    each, over = divmod(rules.capacity, len(workers))
    more = set(sorted(workers, key=rank)[:over])
    return Rate.CAPACITY, {one: max(each + (one in more), one in owed) for one in workers}


def late_share(late: int, before: int, rules: Rules) -> int:
    """How many of `late` records of one worker and day are drawn, when `before` came in time.

    Rounded up, and never under the rate of a full day: to hold a record back cannot help it.
    """
    of_that_day = -(-late * rules.per_worker // (before + late))
    return max(of_that_day, -(-late * rules.per_worker // rules.of))


def _count(value: Any, least: int = 0) -> int:
    if type(value) is not int or not least <= value <= MOST:
        raise ValueError(f"not a number of records: {value!r}")
    return value


def _name(value: Any) -> str:
    if type(value) is not str or not NAME.fullmatch(value):
        raise ValueError(f"not an id: {value!r}")
    return value
