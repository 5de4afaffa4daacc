"""The two parts of a working day, and what a roster asks of one worker in each (row R112)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.attendance.rules.roster import Shift
from app.attendance.rules.verdict import Duty, Half

NOON = time(12)
# Somebody who has not signed in is reminded so long before they are asked to be there.
REMIND = timedelta(minutes=15)


class Part(StrEnum):
    """Signing in is asked twice a day."""

    MORNING = "am"
    AFTERNOON = "pm"


# When signing in is possible; the parts meet, so that every touch between belongs to one.
OPENS = {Part.MORNING: time(4), Part.AFTERNOON: time(13, 30)}
CLOSES = {Part.MORNING: time(13, 30), Part.AFTERNOON: time(22)}


@dataclass(frozen=True, slots=True)
class Due:
    """When a community asks its workers to be there; `grace_minutes` later is still in time."""

    morning: time = time(8, 30)
    afternoon: time = time(15, 30)
    grace_minutes: int = 10

    def of(self, part: Part) -> time:
        """The local time of one part."""
        return self.morning if part is Part.MORNING else self.afternoon


def part_at(local: datetime) -> Part | None:
    """The part that a local moment belongs to; None at night."""
    at = local.time()
    return next((one for one in Part if OPENS[one] <= at < CLOSES[one]), None)


def parts_meeting(earliest: datetime, latest: datetime, zone: str) -> list[tuple[date, Part]]:
    """The parts of days in which a touch may have been made that is proved between two moments,
    the first part first."""
    tz = ZoneInfo(zone)
    first, last = earliest.astimezone(tz), latest.astimezone(tz)
    days = [first.date() + timedelta(days=ahead) for ahead in range((last - first).days + 2)]
    return [
        (on, part)
        for on in days
        for part in Part
        if first < datetime.combine(on, CLOSES[part], tz)
        and datetime.combine(on, OPENS[part], tz) <= last
    ]


def asked(shifts: Sequence[Shift], part: Part, due: Due) -> time | None:
    """When the shifts of one worker on one day ask them to be there in `part`; None: not at all.

    Who begins later than the community's time is expected at the beginning of their own shift.
    """
    if part is Part.MORNING:
        mine = [one for one in shifts if one.begins < NOON]
    else:
        mine = [one for one in shifts if one.ends > due.afternoon]
    if not mine:
        return None
    at = max(due.of(part), min(one.begins for one in mine))
    # Nobody is asked to be there when signing in is not possible.
    return at if OPENS[part] <= at < CLOSES[part] else None


def reminds(local: datetime, at: time) -> bool:
    """Whether it is time to remind, at a local moment, of signing in `at` on that day."""
    return local >= datetime.combine(local.date(), at, local.tzinfo) - REMIND


def asked_in_time(
    versions: Sequence[tuple[datetime | None, Sequence[Shift]]],
    on: date,
    part: Part,
    due: Due,
    zone: str,
) -> time | None:
    """As `asked`, by what was published in time: `versions` of the day's roster with their
    publication, the newest last. One that came when it was due already may ask less of a worker,
    never more."""
    at = asked(versions[-1][1], part, due)
    if at is None:
        return None
    moment = datetime.combine(on, at, ZoneInfo(zone))
    known = [shifts for since, shifts in versions if since is None or since <= moment]
    before = asked(known[-1], part, due) if known else None
    return None if before is None else max(at, before)


def half(on: date, part: Part, at: time, due: Due, zone: str) -> Half:
    """The window of one part of a day whose worker is asked to be there `at` (local time)."""
    tz = ZoneInfo(zone)
    return Half(
        opens=datetime.combine(on, OPENS[part], tz),
        due=datetime.combine(on, at, tz),
        closes=datetime.combine(on, CLOSES[part], tz),
        grace=timedelta(minutes=due.grace_minutes),
    )


def duty(asks: bool, works: bool, on_leave: bool, belongs: bool) -> Duty:
    """What was asked of a worker in one part of a day: `asks`: a shift does, `works`: the calendar
    says so, `on_leave`: granted, `belongs`: they held a post in this community then."""
    if not belongs:
        return Duty.OUTSIDE
    if on_leave:
        return Duty.LEAVE
    if not works:
        return Duty.DAY_OFF
    return Duty.WORKING if asks else Duty.OUTSIDE
