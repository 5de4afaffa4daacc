"""What stands in the cells of the catalogue's sheet: lists as lines, parts between bars. Pure.

Written and read by the same rules, so that a file that was taken out can be brought in again.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.catalogue.rules.items import Limit, Unit, limit_of

BAR = "|"
YES, NO = re.compile("是|yes|true|1"), re.compile("否|no|false|0|")
DAYS = re.compile("工作日|working days?")
LIMIT = re.compile(r"(\d{1,3})\s*(?:个)?\s*(工作日|工作小时|working days?|working hours?)")
INSTANT = re.compile("当场办结|即办|instant|done on the spot")


def lines(parts: Iterable[Sequence[Any]]) -> str:
    """One line for each of `parts`; empty parts at its end are left out."""
    return "\n".join(BAR.join(_part(one) for one in _trimmed(row)) for row in parts)


def split(cell: str, width: int) -> list[list[str]]:
    """The lines of a cell, each in `width` parts."""
    found = []
    for line in cell.replace("\r\n", "\n").split("\n"):
        if line.strip():
            parts = [one.strip() for one in line.split(BAR, width - 1)]
            found.append([*parts, *[""] * (width - len(parts))])
    return found


def limit_cell(said: Mapping[str, Any] | None) -> str:
    """A limit in a cell."""
    limit = limit_of(said)
    if limit is None:
        return ""
    if limit.unit is Unit.INSTANT:
        return "当场办结"
    unit = "个工作日" if limit.unit is Unit.WORKING_DAYS else "个工作小时"
    return f"{limit.amount} {unit}"


def read_limit(cell: str) -> Limit | None:
    """A limit out of a cell; None for an empty one. Raises ValueError for anything else."""
    text = cell.strip().lower()
    if not text:
        return None
    if INSTANT.fullmatch(text):
        return Limit(0, Unit.INSTANT)
    found = LIMIT.fullmatch(text)
    if found is None:
        raise ValueError(cell)
    unit = Unit.WORKING_DAYS if DAYS.fullmatch(found[2]) else Unit.WORKING_HOURS
    return Limit(int(found[1]), unit)


def read_flag(cell: str) -> bool:
    """Yes or no. Raises ValueError for anything else."""
    text = cell.strip().lower()
    if YES.fullmatch(text):
        return True
    if NO.fullmatch(text):
        return False
    raise ValueError(cell)


def _trimmed(row: Sequence[Any]) -> Sequence[Any]:
    last = max((at for at, one in enumerate(row) if _part(one)), default=0)
    return row[: last + 1]


def _part(value: Any) -> str:
    # A bar or a line within a part would be read as the end of it.
    return "" if value is None else " ".join(str(value).replace(BAR, "｜").split())
