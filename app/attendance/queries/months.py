"""The month of one worker, or of everybody, and how much of it went to the doors (R113, R114)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.attendance.queries.shares import share_between
from app.attendance.queries.staff import Member, staff_between
from app.attendance.queries.standings import Heard, Standing, standings
from app.attendance.queries.terms import calendar_of, shifts_in_force
from app.attendance.rules.calendar import Day
from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Post, Shift
from app.attendance.rules.share import Share
from app.org.models import Community
from app.org.scope import Scope

VISITED = "attendance.visited"
"""Place of `(session, people, since, until) -> [(person, moment)]`: when they were at a door."""
Visited = Callable[[Session, Collection[str], datetime, datetime], Iterable[tuple[str, datetime]]]


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One day of one worker. `shifts`: what the roster asked, `parts`: what it came to."""

    day: Day
    shifts: Sequence[Shift]
    parts: Mapping[Part, Standing]


@dataclass(frozen=True, slots=True)
class WorkerMonth:
    """One worker's days from `first` on, in order."""

    member: Member
    days: Sequence[MonthDay]


class WeekShare(NamedTuple):
    """The share of the week from `monday` on, and the visits made in its door shifts."""

    monday: date
    share: Share
    visits: int


def months(
    session: Session,
    scope: Scope,
    community: Community,
    heard: Heard,
    first: date,
    last: date,
    people: Collection[str] | None = None,
) -> list[WorkerMonth]:
    """The days between two, both included, of everybody in scope, by grid and name; their number
    of queries does not grow with them."""
    members = staff_between(session, scope, community.zone, first, last, people)
    ids = [one.id for one in members]
    shifts = shifts_in_force(session, community.id, first, last, ids)
    calendar = calendar_of(session, community.id)
    parts: dict[tuple[str, date], dict[Part, Standing]] = defaultdict(dict)
    for one in standings(session, scope, heard, first, last, people):
        parts[one.person_id, one.on][one.part] = one
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return [
        WorkerMonth(
            member,
            [
                MonthDay(calendar.day(on), shifts.get((member.id, on), []), parts[member.id, on])
                for on in days
            ],
        )
        for member in members
    ]


def share_of_days(days: Iterable[MonthDay]) -> Share:
    """The share of some days of one worker."""
    days = list(days)
    return share_between(
        [shift for one in days for shift in one.shifts],
        [standing for one in days for standing in one.parts.values()],
    )


def week_shares(
    session: Session, worker: WorkerMonth, visited: Visited | None, zone: str
) -> list[WeekShare]:
    """Each week of the worker's days, in order; those without any hour worked are left out."""
    weeks: dict[date, list[MonthDay]] = defaultdict(list)
    for one in worker.days:
        weeks[one.day.on - timedelta(days=one.day.on.weekday())].append(one)
    at = _visits(session, worker, visited, zone)
    found = [
        WeekShare(monday, share_of_days(days), sum(_at_doors(one, at) for one in days))
        for monday, days in weeks.items()
    ]
    return [one for one in found if one.share.worked]


def _visits(
    session: Session, worker: WorkerMonth, visited: Visited | None, zone: str
) -> dict[date, list[datetime]]:
    if visited is None or not worker.days:
        return {}
    tz = ZoneInfo(zone)
    since, until = (
        datetime.combine(on, datetime.min.time(), tz)
        for on in (worker.days[0].day.on, worker.days[-1].day.on + timedelta(days=1))
    )
    found: dict[date, list[datetime]] = defaultdict(list)
    for _, moment in visited(session, [worker.member.id], since, until):
        local = moment.astimezone(tz)
        found[local.date()].append(local)
    return found


def _at_doors(one: MonthDay, visits: Mapping[date, Sequence[datetime]]) -> int:
    """How many visits of a day were made in its door shifts."""
    return sum(
        any(
            shift.post is Post.DOOR and shift.begins <= at.time() <= shift.ends
            for shift in one.shifts
        )
        for at in visits.get(one.day.on, ())
    )
