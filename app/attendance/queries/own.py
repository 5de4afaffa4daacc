"""What one worker's own card shows: when they are asked to sign in, and what they signed today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.attendance.models import RosterState, RosterWeek, Touch
from app.attendance.queries.terms import (
    calendar_of,
    leave_granted,
    shifts_in_force,
    terms_in_time,
)
from app.attendance.rules.calendar import Calendar
from app.attendance.rules.parts import CLOSES, OPENS, REMIND, Due, Part, asked
from app.attendance.rules.roster import Shift
from app.org.scope import Scope

AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Card:
    """What the card knows without a server. `halves`: by "2026-11-23/am" when it is asked (`due`),
    at which post, and why not (`free`: off, leave, none); `remind`: so many minutes before."""

    windows: dict[str, tuple[str, str]]
    due: dict[str, str]
    halves: dict[str, dict[str, str]]
    hall_code: bool
    remind: int = REMIND // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Signed:
    """One half of a day that the server has, by its best evidence."""

    on: date
    part: str
    clock: str
    grade: str


def card_of(session: Session, scope: Scope, day: date, ahead: timedelta = AHEAD) -> Card:
    """The card of `scope`'s person, for the two weeks from `day`, or as long as `ahead`."""
    community_id = scope.community_id or ""
    terms = terms_in_time(session, community_id)
    last = day + ahead
    shifts = shifts_in_force(session, community_id, day, last, [scope.person_id])
    leave = leave_granted(session, community_id, day, last)
    calendar = calendar_of(session, community_id)
    weeks = _published(session, community_id, day, last)
    halves = {}
    for offset in range(ahead.days + 1):
        on = day + timedelta(days=offset)
        mine = shifts.get((scope.person_id, on), [])
        for part in Part:
            away = (scope.person_id, on, part) in leave
            rostered = on - timedelta(days=on.weekday()) in weeks
            halves[f"{on}/{part}"] = _half(calendar, on, part, mine, terms.due(on), away, rostered)
    return Card(
        windows={part: (_clock(OPENS[part]), _clock(CLOSES[part])) for part in Part},
        due={part: _clock(terms.due(day).of(part)) for part in Part},
        halves={key: said for key, said in halves.items() if said},
        hall_code=terms.on(day).hall_code,
    )


def _half(
    calendar: Calendar,
    on: date,
    part: Part,
    mine: Sequence[Shift],
    due: Due,
    away: bool,
    rostered: bool,
) -> dict[str, str]:
    if away:
        return {"free": "leave"}
    if not calendar.day(on).works:
        return {"free": "off"}
    at = asked(mine, part, due)
    if at is None:
        return {"free": "none"} if rostered else {}
    serving = next((one for one in mine if one.ends > at), mine[-1])
    return {"due": _clock(at), "post": serving.post}


def _published(session: Session, community_id: str, first: date, last: date) -> set[date]:
    """The Mondays of the weeks whose roster is published."""
    monday = first - timedelta(days=first.weekday())
    found = session.exec(
        select(RosterWeek).where(
            RosterWeek.community_id == community_id,
            RosterWeek.state == RosterState.PUBLISHED,
            col(RosterWeek.monday) >= monday,
            col(RosterWeek.monday) <= last,
        )
    )
    return {one.monday for one in found}


def signed_on(session: Session, scope: Scope, on: date, zone: str) -> list[Signed]:
    """What the person of `scope` signed on one day, the morning first."""
    rows = session.exec(
        select(Touch)
        .where(Touch.person_id == scope.person_id, Touch.on == on, Touch.counts)
        .order_by(Touch.part, Touch.grade, col(Touch.latest))
    )
    best: dict[str, Touch] = {}
    for one in rows:
        best.setdefault(one.part, one)
    return [Signed(on, part, clock_of(one, zone), one.grade) for part, one in best.items()]


def clock_of(touch: Touch, zone: str) -> str:
    """The time of a touch as its page says it: what the phone said, where that can be, else the
    latest moment that is proved."""
    said = touch.claimed
    at = said if said and touch.earliest <= said <= touch.latest else touch.latest
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
