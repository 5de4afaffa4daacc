"""What an item says of itself: lines of work, agency, limits, when it may be published. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

HOURS_A_DAY = 8
"""A working day when limits in days and in hours are compared; clocks use the hall's own hours."""
MOST_AMOUNT = 365


class DutyLine(StrEnum):
    """The seven lines of work of a grid, which are the top categories of its matters (row R46)."""

    INFORMATION = "information"
    SAFETY = "safety"
    LABOUR = "labour"
    CIVIL_AFFAIRS = "civil_affairs"
    FAMILY_PLANNING = "family_planning"
    CITY = "city"
    GENERAL = "general"


class Agency(StrEnum):
    """How far somebody does it for the resident (row R80)."""

    FULL = "full"
    ASSIST = "assist"
    EXPLAIN = "explain"


class Unit(StrEnum):
    """In what a limit is counted (row R82). `INSTANT`: done while the resident waits (row R66)."""

    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    INSTANT = "instant"


# Those by which a clock runs.
RUNNING = (Unit.WORKING_DAYS, Unit.WORKING_HOURS)


class Level(StrEnum):
    """Where an item is decided (row R68)."""

    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"


class Way(StrEnum):
    """Where an item is accepted (row R68)."""

    WINDOW = "window"
    DOOR = "door"
    PHONE = "phone"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Limit:
    """Within how much working time something is done, at most a year. An instant limit has the
    amount 0. Raises ValueError for an amount that does not fit its unit."""

    amount: int
    unit: Unit = Unit.WORKING_DAYS

    def __post_init__(self) -> None:
        least, most = (0, 0) if self.unit is Unit.INSTANT else (1, MOST_AMOUNT)
        if not least <= self.amount <= most:
            raise ValueError(f"amount: from {least} to {most}")

    @property
    def hours(self) -> int:
        """The working hours of it, as limits are compared."""
        return self.amount * (HOURS_A_DAY if self.unit is Unit.WORKING_DAYS else 1)

    def stored(self) -> dict[str, Any]:
        """As it is kept in the database."""
        return {"amount": self.amount, "unit": self.unit.value}


GUIDE_FIELDS = ("basis", "department", "flow", "materials", "sample_text")
"""The five fields of a guide (row R60): 办理依据、受理单位、基本流程、申请材料、示范文本."""


def missing(content: Mapping[str, Any]) -> list[str]:
    """The fields of the guide that are empty, for which an item cannot be published (row R60)."""
    return [name for name in GUIDE_FIELDS if not content.get(name)]


def limit_of(said: Mapping[str, Any] | None) -> Limit | None:
    """A limit as it is stored."""
    return Limit(int(said["amount"]), Unit(said["unit"])) if said else None
