"""Days away: from one part of a day to another, and how many working days that is (row R23)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.attendance.rules.calendar import Calendar
from app.attendance.rules.parts import CLOSES, Part

# As long as somebody may stand in (station), and how far before or ahead a leave may be entered.
LONGEST = timedelta(days=92)
EARLIEST = timedelta(days=92)
FARTHEST = timedelta(days=366)


class Kind(StrEnum):
    """Why in one plain word; nothing of anybody's health."""

    ANNUAL = "annual"
    PERSONAL = "personal"
    OFFICIAL = "official"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Span:
    """From a part of one day to a part of another, both included."""

    first_on: date
    first_part: Part
    last_on: date
    last_part: Part

    @property
    def first(self) -> tuple[date, bool]:
        """For comparing: the day, and whether it is its second part."""
        return self.first_on, self.first_part is Part.AFTERNOON

    @property
    def last(self) -> tuple[date, bool]:
        """For comparing."""
        return self.last_on, self.last_part is Part.AFTERNOON

    @property
    def runs(self) -> bool:
        """Whether it ends after it begins."""
        return self.first <= self.last

    def meets(self, other: "Span") -> bool:
        """Whether both have a part of a day in common."""
        return self.first <= other.last and other.first <= self.last

    def parts(self) -> Iterator[tuple[date, Part]]:
        """Every part of it, in order."""
        for ordinal in range(self.first_on.toordinal(), self.last_on.toordinal() + 1):
            for part in Part:
                on = date.fromordinal(ordinal)
                if self.first <= (on, part is Part.AFTERNOON) <= self.last:
                    yield on, part

    def moments(self, zone: str) -> tuple[datetime, datetime]:
        """From which moment until which it runs; the parts of a day meet at the afternoon's."""
        tz, noon = ZoneInfo(zone), CLOSES[Part.MORNING]
        begins = time() if self.first_part is Part.MORNING else noon
        since = datetime.combine(self.first_on, begins, tz)
        if self.last_part is Part.MORNING:
            return since, datetime.combine(self.last_on, noon, tz)
        return since, datetime.combine(self.last_on + timedelta(days=1), time(), tz)


@dataclass(frozen=True, slots=True)
class Taken:
    """Working days that a leave takes, in halves; `provisional`: a year's calendar is not out."""

    halves: int
    provisional: bool

    @property
    def days(self) -> str:
        """As people say it: 2, 0.5, 2.5."""
        return f"{self.halves // 2}" if self.halves % 2 == 0 else f"{self.halves / 2:.1f}"


def taken(span: Span, calendar: Calendar) -> Taken:
    """How many working days `span` takes: make-up days count, days off do not."""
    days = [calendar.day(on) for on, _ in span.parts()]
    return Taken(sum(one.works for one in days), any(one.provisional for one in days))


def half_before(now: datetime, zone: str) -> tuple[date, bool]:
    """The part of a day that was over last at `now`, as `Span.last` compares."""
    local = now.astimezone(ZoneInfo(zone))
    if local.time() >= CLOSES[Part.MORNING]:
        return local.date(), False
    return local.date() - timedelta(days=1), True
