"""Working time: when a matter is due, and what its clock counts (row R82).

Working days are those of the national calendar with its make-up days and of the community itself;
working hours are the opening hours of such days. The clock stands still only while the resident is
waited for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from app.catalogue.rules.items import Limit, Unit

DAY = timedelta(days=1)
# Only keeps a wrong question from running for ever: ten years.
FARTHEST = 3_660


class Days(Protocol):
    """What is worked, and when the doors are open."""

    def works(self, on: date) -> bool:
        """Whether a day is worked."""
        ...

    def hours(self, on: date) -> tuple[time, time]:
        """When the doors open and close on a worked day, local time."""
        ...


@dataclass(frozen=True, slots=True)
class Time:
    """The working time of one community."""

    days: Days
    zone: str

    def day(self, at: datetime) -> date:
        """The local day of a moment."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def opening(self, on: date) -> datetime:
        """When the doors open on a day."""
        return self._moment(on, self.days.hours(on)[0])

    def close(self, on: date) -> datetime:
        """When they close."""
        return self._moment(on, self.days.hours(on)[1])

    def _moment(self, on: date, at: time) -> datetime:
        return datetime.combine(on, at, ZoneInfo(self.zone)).astimezone(UTC)

    def worked(self, since: date) -> Iterator[date]:
        """The worked days from `since` on."""
        days = (since + DAY * n for n in range(FARTHEST))
        return (on for on in days if self.days.works(on))

    def after(self, on: date, count: int) -> date:
        """The `count`-th working day after `on`. Raises ValueError below 1."""
        if count < 1:
            raise ValueError("count: at least 1")
        found = (one for n, one in enumerate(self.worked(on + DAY), 1) if n == count)
        return next(found)


# From when to when the clock stood still; None: it still does.
Pause = tuple[datetime, datetime | None]


def due_at(accepted: datetime, limit: Limit, pauses: Sequence[Pause], time: Time) -> datetime:
    """When a matter accepted then has to be done. While it waits, the moment is that of a clock
    that goes on at once; the stop itself is counted when it is over."""
    over = [(since, until) for since, until in pauses if until is not None]
    if limit.unit is Unit.WORKING_DAYS:
        return _days_on(accepted, limit.amount, over, time)
    return _hours_on(accepted, timedelta(hours=limit.amount), over, time)


def _days_on(
    accepted: datetime, count: int, pauses: Sequence[tuple[datetime, datetime]], time: Time
) -> datetime:
    """The close of the `count`-th working day after the day of acceptance; a day at whose close the
    matter was waiting does not count."""
    for on in time.worked(time.day(accepted) + DAY):
        close = time.close(on)
        count -= not any(since <= close < until for since, until in pauses)
        if count == 0:
            return close
    raise ValueError("count: not so many working days")


def _hours_on(
    accepted: datetime, left: timedelta, pauses: Sequence[tuple[datetime, datetime]], time: Time
) -> datetime:
    """When the doors were open for that long without the matter waiting."""
    for begins, ends in _running(accepted, pauses, time):
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    raise ValueError("left: not so much working time")


def open_minutes_on(since: datetime, minutes: int, time: Time) -> datetime:
    """When the doors were open for so many minutes since a moment: at night, or on a day that is
    not worked, they begin to count with the next opening (row R87)."""
    return _hours_on(since, timedelta(minutes=minutes), (), time)


def _running(
    since: datetime, pauses: Sequence[tuple[datetime, datetime]], time: Time
) -> Iterator[tuple[datetime, datetime]]:
    for on in time.worked(time.day(since)):
        begins, close = max(since, time.opening(on)), time.close(on)
        for stopped, goes_on in sorted(pauses):
            if begins < close and stopped < close and goes_on > begins:
                if stopped > begins:
                    yield begins, stopped
                begins = goes_on
        if begins < close:
            yield begins, close


def worked_seconds(since: datetime, until: datetime, pauses: Sequence[Pause], time: Time) -> float:
    """For how many seconds the clock ran between two moments, within opening hours."""
    over = [(begun, ended or until) for begun, ended in pauses]
    total = timedelta()
    for begins, ends in _running(since, over, time):
        if begins >= until:
            break
        total += min(ends, until) - begins
    return total.total_seconds()


def share_left(due: datetime, accepted: datetime, now: datetime) -> float:
    """How much of the whole time is left, from 1 down to 0 (and below), for what is due soon."""
    whole = (due - accepted).total_seconds()
    return (due - now).total_seconds() / whole if whole > 0 else 0.0
