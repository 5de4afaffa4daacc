"""What workers can do: the seven duty lines, and who covers them (rows R46, R104)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum

from app.attendance.rules.roster import Shift

# Certified by the head for every line.
ALL_ROUNDER = "all"


class DutyLine(StrEnum):
    """The lines of work of a grid, which are also the top categories of its matters."""

    INFORMATION = "information"
    SAFETY = "safety"
    LABOUR = "labour"
    CIVIL_AFFAIRS = "civil_affairs"
    FAMILY_PLANNING = "family_planning"
    CITY = "city"
    GENERAL = "general"


def covers(skills: Collection[str]) -> frozenset[DutyLine]:
    """The lines that somebody with these skills can do."""
    if ALL_ROUNDER in skills:
        return frozenset(DutyLine)
    return frozenset(one for one in DutyLine if one in skills)


def uncovered(
    shifts: Iterable[Shift], skills: Mapping[str, Collection[str]]
) -> dict[date, list[DutyLine]]:
    """The lines that nobody who is on duty on a day is certified for: a warning, no refusal."""
    there: dict[date, set[DutyLine]] = defaultdict(set)
    for one in shifts:
        there[one.on] |= covers(skills.get(one.person, ()))
    found = {on: [line for line in DutyLine if line not in lines] for on, lines in there.items()}
    return {on: lines for on, lines in sorted(found.items()) if lines}
