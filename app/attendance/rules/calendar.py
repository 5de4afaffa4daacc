"""Working days: the national calendar with its make-up days, and what a community decided itself.

The State Council publishes a year's holidays in the autumn before. A year that is not out yet is
planned by weekdays, and says so: its days are provisional.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
# Only keeps a wrong question from running for ever.
FARTHEST = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class Day:
    """One day: whether it is worked, its name when it has one, and whether that may change yet."""

    on: date
    works: bool
    name: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of the years.

    `national` holds the days that differ from weekdays: name and whether it is worked. `years`
    are those that are out. `local` is what a community decided, which goes before everything.
    """

    national: Mapping[date, tuple[str, bool]]
    years: frozenset[int]
    local: Mapping[date, tuple[str, bool]] = field(default_factory=dict)

    def day(self, on: date) -> Day:
        """What `on` is."""
        provisional = on.year not in self.years
        for known in (self.local, self.national):
            if on in known:
                name, works = known[on]
                return Day(on, works, name, provisional and known is not self.local)
        return Day(on, on.weekday() < SATURDAY, provisional=provisional)

    def after(self, on: date, count: int) -> date:
        """The `count`-th working day after `on`. Raises ValueError for a count below 1, or when
        there are not so many within two years."""
        if count < 1:
            raise ValueError("count: at least 1")
        found = on
        while found - on < FARTHEST:
            found += timedelta(days=1)
            count -= self.day(found).works
            if count == 0:
                return found
        raise ValueError("count: not so many working days")


def read(text: str) -> tuple[int, dict[date, tuple[str, bool]]]:
    """A year of the national calendar, in the shape of NateScarlet/holiday-cn (MIT).

    Raises ValueError, naming the field, for anything of another shape.
    """
    try:
        said = json.loads(text)
        year, listed = int(said["year"]), said["days"]
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError("year: not a calendar") from error
    found: dict[date, tuple[str, bool]] = {}
    for number, one in enumerate(listed, 1):
        try:
            on, name, off = date.fromisoformat(one["date"]), str(one["name"]), one["isOffDay"]
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"days: {number}") from error
        if not isinstance(off, bool) or on in found:
            raise ValueError(f"days: {number}")
        found[on] = (name, not off)
    return year, found
