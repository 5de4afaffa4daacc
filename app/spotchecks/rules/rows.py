"""The list of a day: one line a record, frozen before anybody knows what will be drawn (R110)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.spotchecks.rules.merkle import root

# Ids and codes hold nothing that could be taken for the end of a field, here or in a rank.
NAME = re.compile(r"[0-9A-Za-z_-]{1,36}")


@dataclass(frozen=True, slots=True)
class Row:
    """One accepted record. `household` is "" for a door on no list.

    `late_of` is the day it belongs to when it arrived after that day's list was frozen. `asked`:
    nobody may be asked there, because somebody was within 60 days or nobody can be. `barred`: the
    people who may not check it. Raises ValueError for what is no id, no code or no order.
    """

    visit: str
    worker: str
    household: str = ""
    late_of: date | None = None
    signals: tuple[str, ...] = ()
    asked: bool = False
    barred: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [self.visit, self.worker, *self.signals, *self.barred]
        for name in [*names, self.household] if self.household else names:
            if not NAME.fullmatch(name):
                raise ValueError(f"not an id or code: {name!r}")

    @property
    def line(self) -> str:
        """The record as the list says it."""
        day = self.late_of.isoformat() if self.late_of else ""
        signals, barred = ",".join(self.signals), ",".join(self.barred)
        asked = "1" if self.asked else ""
        return f"{self.visit}|{self.worker}|{self.household}|{day}|{signals}|{asked}|{barred}"


def freeze(rows: Iterable[Row]) -> tuple[str, str]:
    """The text of the list and its root in hex. Raises ValueError when a record is there twice."""
    ordered = sorted(rows, key=lambda one: one.visit)
    if len({one.visit for one in ordered}) < len(ordered):
        raise ValueError("a record stands in the list twice")
    lines = [one.line for one in ordered]
    return "\n".join(lines), root(lines).hex()
