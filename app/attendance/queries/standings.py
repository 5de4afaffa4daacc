"""How everybody's days stand: what was asked, what is proved, what was decided (rows R112, R113).

Worked out when it is asked for, so that it is never late itself (never-again 51).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import Select
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.attendance.models import Decision, Touch
from app.attendance.queries.staff import Member, staff_between
from app.attendance.queries.terms import (
    TermsInTime,
    calendar_of,
    leave_granted,
    replaced_rosters,
    shifts_in_force,
    shifts_of,
    terms_in_time,
)
from app.attendance.rules.calendar import Calendar, Day
from app.attendance.rules.parts import Due, Part, asked, asked_in_time, duty, half
from app.attendance.rules.record import best
from app.attendance.rules.roster import Shift
from app.attendance.rules.verdict import (
    Duty,
    Evidence,
    Grade,
    Half,
    Verdict,
    judge,
)
from app.attendance.rules.verdict import (
    day as together,
)
from app.org.queries import community_of
from app.org.scope import Scope

TOUCH = tuple(getattr(Touch, name) for name in Touch.model_fields)
HEARD = "attendance.heard"
"""Place of `(session, people) -> {person: moment}`: up to when every phone of theirs told all."""
Heard = Callable[[Session, Collection[str]], Mapping[str, datetime]]


@dataclass(frozen=True, slots=True)
class Standing:
    """One part of one worker's day. `evidence` is that of the record, `touches` all that came."""

    person_id: str
    on: date
    part: Part
    duty: Duty
    verdict: Verdict
    half: Half
    evidence: Evidence | None
    touches: Sequence[Touch]
    decision: Decision | None
    heard_until: datetime | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What was looked up for all of them at once."""

    zone: str
    terms: TermsInTime
    calendar: Calendar
    shifts: Mapping[tuple[str, date], list[Shift]]
    replaced: Mapping[date, Sequence[tuple[datetime | None, str]]]
    earlier: Mapping[tuple[str, str, date], list[Shift]]
    leave: set[tuple[str, date, Part]]
    touches: Mapping[tuple[str, date, str], list[Touch]]
    waiting: Mapping[str, list[Touch]]
    decisions: Mapping[tuple[str, date, str], Decision]
    heard: Mapping[str, datetime]
    now: datetime
    windows: dict[tuple[date, Part, time], Half] = field(default_factory=dict)

    def window(self, on: date, part: Part, at: time, due: Due) -> Half:
        """The window of those who are asked for at the same time; most are."""
        key = on, part, at
        if key not in self.windows:
            self.windows[key] = half(on, part, at, due, self.zone)
        return self.windows[key]


def standings(
    session: Session,
    scope: Scope,
    heard: Heard,
    first: date,
    last: date,
    people: Collection[str] | None = None,
) -> list[Standing]:
    """Every part of the days from `first` to `last` of a lead's staff (of oneself, for anyone
    else), by person and day; in a number of queries that does not grow with them."""
    community = community_of(session, scope)
    if community is None:
        return []
    members = staff_between(session, scope, community.zone, first, last, people)
    known = _look_up(
        session, scope, community.zone, heard, [one.id for one in members], first, last
    )
    dates = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    days = [(known.calendar.day(on), known.terms.due(on)) for on in dates]
    return [one for member in members for day, due in days for one in _day(known, member, day, due)]


def _look_up(
    session: Session,
    scope: Scope,
    zone: str,
    heard: Heard,
    people: Sequence[str],
    first: date,
    last: date,
) -> _Known:
    community = scope.community_id or ""
    touches: dict[tuple[str, date, str], list[Touch]] = defaultdict(list)
    signed = columns(*TOUCH).where(
        col(Touch.community_id) == community,
        col(Touch.on) >= first,
        col(Touch.on) <= last,
        col(Touch.person_id).in_(people),
    )
    for touch in _read(session, signed.order_by(col(Touch.received_at), Touch.id)):
        touches[touch.person_id, touch.on, touch.part].append(touch)
    decided = select(Decision).where(
        Decision.community_id == community,
        col(Decision.on) >= first,
        col(Decision.on) <= last,
        col(Decision.person_id).in_(people),
    )
    replaced = replaced_rosters(session, community, first, last)
    earlier = {week for versions in replaced.values() for _, week in versions[:-1]}
    return _Known(
        zone=zone,
        replaced=replaced,
        earlier=shifts_of(session, earlier),
        terms=terms_in_time(session, community),
        calendar=calendar_of(session, community),
        shifts=shifts_in_force(session, community, first, last, people),
        leave=leave_granted(session, community, first, last),
        touches=touches,
        waiting=_waiting(session, community, people),
        decisions={(one.person_id, one.on, one.part): one for one in session.exec(decided)},
        heard=heard(session, people),
        now=scope.now,
    )


def _read(session: Session, asked: Select[Any]) -> Iterable[Touch]:
    """Touches as rows, to be read only: a board has some thousand, and each as an object of the
    session takes four times as long."""
    return cast(Iterable[Touch], session.execute(asked))


def _waiting(session: Session, community_id: str, people: Sequence[str]) -> dict[str, list[Touch]]:
    """Touches that were set aside and that nobody has settled, whatever half they name: a clock
    that was wrong names another."""
    found: dict[str, list[Touch]] = defaultdict(list)
    aside = select(Touch).where(
        Touch.community_id == community_id,
        col(Touch.person_id).in_(people),
        Touch.set_aside != "",
        col(Touch.settled_at).is_(None),
    )
    for one in session.exec(aside):
        found[one.person_id].append(one)
    return found


def _day(known: _Known, member: Member, day: Day, due: Due) -> list[Standing]:
    parts = [_part(known, member, day, part, due) for part in Part]
    verdicts = together(*(one.verdict for one in parts))
    return [
        one if one.verdict is verdict else replace(one, verdict=verdict)
        for one, verdict in zip(parts, verdicts, strict=True)
    ]


def _part(known: _Known, member: Member, day: Day, part: Part, due: Due) -> Standing:
    wanted = _asked(known, member.id, day.on, part, due)
    window = known.window(day.on, part, wanted or due.of(part), due)
    away = (member.id, day.on, part) in known.leave
    there = member.belongs(window.due) and member.belongs(window.limit)
    task = duty(wanted is not None, day.works, away, there)
    touches = known.touches.get((member.id, day.on, part.value), [])
    evidence = best(window, [evidence_of(one) for one in touches if one.counts])
    until = _heard(known, member, window)
    return Standing(
        person_id=member.id,
        on=day.on,
        part=part,
        duty=task,
        verdict=judge(window, task, evidence, known.now, until),
        half=window,
        evidence=evidence,
        touches=touches,
        decision=known.decisions.get((member.id, day.on, part.value)),
        heard_until=until,
    )


def _asked(known: _Known, person: str, on: date, part: Part, due: Due) -> time | None:
    shifts = known.shifts.get((person, on), [])
    at = asked(shifts, part, due)
    versions = known.replaced.get(on - timedelta(days=on.weekday()), [])
    if at is None or not versions:
        return at
    (since, _), *later = versions
    if not later and (since is None or since <= known.window(on, part, at, due).due):
        return at  # published once, in time: nearly every week
    told = [(since, known.earlier.get((week, person, on), [])) for since, week in versions]
    return asked_in_time([*told[:-1], (versions[-1][0], shifts)], on, part, due, known.zone)


def _heard(known: _Known, member: Member, window: Half) -> datetime | None:
    """The watermark: before the half while one of its touches waits for a lead, and not beyond
    the moment at which somebody left: what they touch after that goes elsewhere."""
    until = known.heard.get(member.id)
    waiting = known.waiting.get(member.id, ())
    if waiting and any(
        one.earliest < window.closes and one.latest >= window.opens for one in waiting
    ):
        return min(until or window.opens, window.opens)
    return until and min(until, member.left(known.now))


def evidence_of(touch: Touch) -> Evidence:
    """What a stored touch proves."""
    return Evidence(Grade(touch.grade), touch.earliest, touch.latest)
