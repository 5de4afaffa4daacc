"""What holds for a community's days: its terms, its calendar, its roster and its leave."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, null, union_all
from sqlalchemy import select as columns
from sqlalchemy import text as words
from sqlmodel import Session, col, select

from app.attendance.models import (
    CalendarDay,
    HotlineDuty,
    Leave,
    LeaveState,
    NationalYear,
    RosterShift,
    RosterState,
    RosterWeek,
    Terms,
)
from app.attendance.rules.calendar import Calendar, read
from app.attendance.rules.leave import Span
from app.attendance.rules.parts import Due, Part
from app.attendance.rules.roster import Hotline, Post, Shift
from app.kit.audit import RARE, AuditEvent, AuditPayload

# NateScarlet/holiday-cn (MIT), a file for each year that the State Council has published.
DATA = Path(__file__).parents[1] / "data"


class TermsInTime:
    """What a community asked of each of its days: other terms never judge a day gone by."""

    def __init__(self, community_id: str, rows: Sequence[Terms]) -> None:
        self._rows = sorted(rows, key=lambda one: one.since)
        self._community = community_id

    @cached_property
    def _before(self) -> Terms:
        return Terms(community_id=self._community, since=date.min)

    def on(self, day: date) -> Terms:
        """The terms of a day; the defaults where the community had not said anything."""
        held = [one for one in self._rows if one.since <= day]
        return held[-1] if held else self._before

    def due(self, day: date) -> Due:
        """The times of signing in on a day."""
        return due_of(self.on(day))


# Made once: every matter that is opened asks these.
TERMS = select(Terms).where(Terms.community_id == bindparam("community"))


def terms_in_time(session: Session, community_id: str) -> TermsInTime:
    """All that a community ever asked of its days."""
    rows = session.execute(TERMS, {"community": community_id}).scalars().all()
    return TermsInTime(community_id, rows)


def terms_of(session: Session, community_id: str, on: date) -> Terms:
    """What a community asks of one day."""
    return terms_in_time(session, community_id).on(on)


def due_of(terms: Terms) -> Due:
    """The times of signing in."""
    return Due(terms.morning, terms.afternoon, terms.grace_minutes)


# When a day was decided, which, and its name and whether it is worked; None: taken back.
Change = tuple[datetime, date, tuple[str, bool] | None]
# The chain's words for a day that a community decides itself, or decides no more.
SET, UNSET = "calendar.set", "calendar.unset"
Year = tuple[int, dict[date, tuple[str, bool]]]
National = tuple[dict[date, tuple[str, bool]], frozenset[int]]
"""The days of all national years that are out, and these years."""
OwnDay = tuple[date, str, bool, datetime]
"""A day that a community decides itself: its name, whether it is worked, and since when."""


@cache
def _bundled() -> dict[int, dict[date, tuple[str, bool]]]:
    paths = DATA.glob("holiday_cn_*.json")
    return dict(read(path.read_text(encoding="utf8")) for path in paths)


@lru_cache(maxsize=20)
def _added(text: str) -> Year:
    return read(text)


def calendar_of(session: Session, community_id: str) -> Calendar:
    """The national calendar with what the community decided itself; a year that was added later
    goes before the one that came along."""
    (national, years), own = _days(session, community_id)
    local = {on: (name, works) for on, name, works, _ in own}
    return Calendar(national, years, local)


class CalendarInTime:
    """A community's calendar as it stood at a moment: nothing that the community decides itself
    afterwards, nor takes back, is in it. The national one counts always."""

    def __init__(self, session: Session, community_id: str) -> None:
        (self._national, self._years), self._own = _days(session, community_id)
        self._changes = _changes(session, community_id)

    def at(self, moment: datetime) -> Calendar:
        """The calendar as it was known at `moment`."""
        then: dict[date, tuple[str, bool] | None] = {}
        for at, on, held in self._changes:
            if at <= moment:
                then[on] = held
        then |= {on: (name, works) for on, name, works, set_at in self._own if set_at <= moment}
        local = {on: held for on, held in then.items() if held is not None}
        return Calendar(self._national, self._years, local)


# In one question: what the community decided itself, and each national year that was added later.
DAYS: CompoundSelect[Any] = union_all(
    columns(
        col(CalendarDay.on), col(CalendarDay.name), col(CalendarDay.works), col(CalendarDay.set_at)
    ).where(col(CalendarDay.community_id) == bindparam("community")),
    columns(null(), col(NationalYear.text), null(), null()),
)


def _days(session: Session, community_id: str) -> tuple[National, list[OwnDay]]:
    """The national days, and those that the community decided itself."""
    session.flush()  # what was decided a moment ago counts
    years: list[str] = []
    own: list[OwnDay] = []
    rows = session.connection().execute(DAYS, {"community": community_id})
    for on, name, works, set_at in rows:
        if on is None:
            years.append(name)
        else:
            own.append((on, name, works, set_at))
    return _years(tuple(sorted(years))), own


@lru_cache(maxsize=4)
def _years(texts: tuple[str, ...]) -> National:
    """The days of all years that are out, and these years."""
    added = dict(_added(one) for one in texts)
    years = _bundled() | added
    national: dict[date, tuple[str, bool]] = {}
    for year in sorted(years, key=lambda one: one in added):
        national |= years[year]
    return national, frozenset(years)


CHANGES = (
    columns(col(AuditEvent.at), col(AuditEvent.kind), col(AuditPayload.payload))
    .join(
        AuditPayload,
        (col(AuditPayload.community_id) == col(AuditEvent.community_id))
        & (col(AuditPayload.seq) == col(AuditEvent.seq)),
    )
    .where(
        col(AuditEvent.community_id) == bindparam("community"),
        col(AuditEvent.object) == bindparam("community"),
        col(AuditEvent.kind).in_((SET, UNSET)),
        words(RARE),
    )
    .order_by(col(AuditEvent.seq))
)


def _changes(session: Session, community_id: str) -> list[Change]:
    """Each change of the community's own days as its chain tells it, in order."""
    found = []
    for at, kind, payload in session.connection().execute(CHANGES, {"community": community_id}):
        said = json.loads(payload)
        held = (said["name"], said["works"]) if kind == SET else None
        found.append((at, date.fromisoformat(said["on"]), held))
    return found


def shifts_in_force(
    session: Session,
    community_id: str,
    first: date,
    last: date,
    people: Collection[str] | None = None,
) -> dict[tuple[str, date], list[Shift]]:
    """The shifts of published rosters by worker and day, both days included, each day's in order;
    those of `people` only, where named."""
    asked = (
        columns(
            col(RosterShift.person_id), col(RosterShift.on), col(RosterShift.post),
            col(RosterShift.begins), col(RosterShift.ends),
        )
        .join(RosterWeek, col(RosterWeek.id) == RosterShift.week_id)
        .where(
            col(RosterShift.community_id) == community_id,
            col(RosterWeek.state) == RosterState.PUBLISHED,
            col(RosterShift.on) >= first,
            col(RosterShift.on) <= last,
        )
        .order_by(col(RosterShift.on), col(RosterShift.begins), col(RosterShift.id))
    )  # fmt: skip
    if people is not None:
        asked = asked.where(col(RosterShift.person_id).in_(people))
    found: dict[tuple[str, date], list[Shift]] = defaultdict(list)
    for person, on, post, begins, ends in session.execute(asked):
        found[person, on].append(Shift(person, on, Post(post), begins, ends))
    return dict(found)


def telephone(session: Session, community_id: str, first: date, last: date) -> list[Hotline]:
    """Who answers the hotline by published rosters, and who is the backup, by day."""
    rows = session.exec(
        select(HotlineDuty)
        .join(RosterWeek, col(RosterWeek.id) == HotlineDuty.week_id)
        .where(
            HotlineDuty.community_id == community_id,
            RosterWeek.state == RosterState.PUBLISHED,
            col(HotlineDuty.on) >= first,
            col(HotlineDuty.on) <= last,
        )
        .order_by(col(HotlineDuty.on))
    )
    return [Hotline(one.on, one.person_id, one.backup_id or "") for one in rows]


def replaced_rosters(
    session: Session, community_id: str, first: date, last: date
) -> dict[date, list[tuple[datetime | None, str]]]:
    """Publication and id of every version that held, oldest first, of the weeks between two days,
    by their Monday."""
    rows = session.exec(
        select(RosterWeek)
        .where(
            RosterWeek.community_id == community_id,
            col(RosterWeek.state).in_((RosterState.PUBLISHED, RosterState.REPLACED)),
            col(RosterWeek.monday) >= first - timedelta(days=6),
            col(RosterWeek.monday) <= last,
        )
        .order_by(col(RosterWeek.version))
    )
    found: dict[date, list[tuple[datetime | None, str]]] = defaultdict(list)
    for one in rows:
        found[one.monday].append((one.published_at, one.id))
    return dict(found)


def shifts_of(session: Session, weeks: Collection[str]) -> dict[tuple[str, str, date], list[Shift]]:
    """The shifts of some versions by version, worker and day."""
    found: dict[tuple[str, str, date], list[Shift]] = defaultdict(list)
    if not weeks:
        return found
    for one in session.exec(select(RosterShift).where(col(RosterShift.week_id).in_(list(weeks)))):
        shift = Shift(one.person_id, one.on, Post(one.post), one.begins, one.ends)
        found[one.week_id, one.person_id, one.on].append(shift)
    return found


def leave_granted(
    session: Session, community_id: str, first: date, last: date
) -> set[tuple[str, date, Part]]:
    """Every part of a day between the two, both included, for which somebody has leave."""
    rows = session.exec(
        select(Leave).where(
            Leave.community_id == community_id,
            Leave.state == LeaveState.GRANTED,
            col(Leave.first_on) <= last,
            col(Leave.last_on) >= first,
        )
    )
    return {
        (one.person_id, on, part)
        for one in rows
        for on, part in span_of(one).parts()
        if first <= on <= last
    }


def away_on(session: Session, community_id: str, on: date) -> set[str]:
    """Who has leave for the whole of a day."""
    parts: dict[str, int] = defaultdict(int)
    for person, _, _ in leave_granted(session, community_id, on, on):
        parts[person] += 1
    return {person for person, count in parts.items() if count > 1}


def span_of(leave: Leave) -> Span:
    """From when to when a stored leave runs."""
    return Span(leave.first_on, Part(leave.first_part), leave.last_on, Part(leave.last_part))
