"""A month as a calendar shows it: its weeks, and the months beside it."""

import re
from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

SHAPE = re.compile(r"20[2-9]\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year, written 2026-11. Raises ValueError for anything else."""

    text: str

    def __post_init__(self) -> None:
        if not SHAPE.fullmatch(self.text):
            raise ValueError("month: written 2026-11")

    @property
    def first(self) -> date:
        """Its first day."""
        return date.fromisoformat(f"{self.text}-01")

    @property
    def last(self) -> date:
        """Its last day."""
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def before(self) -> str:
        """The month before it."""
        return month_of(self.first - timedelta(days=1))

    @property
    def after(self) -> str:
        """The month after it."""
        return month_of(self.last + timedelta(days=1))

    @property
    def weeks(self) -> list[list[date]]:
        """From Monday to Sunday, with the days of the neighbours that fill the first and last."""
        return Calendar().monthdatescalendar(self.first.year, self.first.month)


def month_of(on: date) -> str:
    """The month of a day, as addresses name it."""
    return f"{on:%Y-%m}"
