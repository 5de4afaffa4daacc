"""Leave: who asked for what, what it meets, and who could stand in (row R23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.attendance.models import Leave, LeaveState
from app.attendance.queries.crew import not_at_telephone
from app.attendance.queries.terms import shifts_in_force, span_of, telephone
from app.attendance.rules.gaps import at_telephone
from app.attendance.rules.leave import Span
from app.attendance.rules.parts import CLOSES, Part
from app.attendance.rules.roster import Shift
from app.kit.clock import local_day
from app.org.models import Community, Grid, Holding, Post
from app.org.queries import workers_in
from app.org.scope import Scope, running
from app.station.queries.posts import open_grids
from app.station.rules.neighbours import Lying, neighbours

OPEN = (LeaveState.ASKED, LeaveState.GRANTED)
# How long an answered leave stays on the leads' list after it is over.
LATELY = timedelta(days=60)
MOST_SHOWN = 200


class Stand(NamedTuple):
    """Somebody who could stand in for a grid worker."""

    person_id: str
    name: str
    grid: str
    beside: bool
    away: bool


# A day at the telephone, and which part of it; None: all of it.
Answers = tuple[date, Part | None]


@dataclass(frozen=True, slots=True)
class Met:
    """What falls into a leave: shifts, hotline duty, grids where they stand in for others."""

    shifts: Sequence[Shift]
    hotline: Sequence[Answers]
    stands_in: Sequence[str]


def my_leave(session: Session, scope: Scope) -> list[Leave]:
    """A person's own, the newest first."""
    return list(
        session.exec(
            select(Leave)
            .where(Leave.person_id == scope.person_id, Leave.community_id == scope.community_id)
            .order_by(col(Leave.first_on).desc(), col(Leave.id).desc())
            .limit(MOST_SHOWN)
        )
    )


def away_at(session: Session, community_id: str, at: datetime) -> set[str]:
    """Who has leave at a moment."""
    community = session.get_one(Community, community_id)
    day = local_day(at, community.zone)
    rows = session.exec(
        select(Leave).where(
            Leave.community_id == community_id,
            Leave.state == LeaveState.GRANTED,
            col(Leave.first_on) <= day,
            col(Leave.last_on) >= day,
        )
    )
    found = set()
    for one in rows:
        since, until = span_of(one).moments(community.zone)
        if since <= at < until:
            found.add(one.person_id)
    return found


def leave_of(session: Session, scope: Scope, leave_id: str) -> Leave | None:
    """One leave: a person's own, or any of a lead's community."""
    found = session.get(Leave, leave_id)
    if found is None or found.community_id != scope.community_id:
        return None
    return found if scope.leads or found.person_id == scope.person_id else None


def asked_leave(session: Session, scope: Scope) -> list[Leave]:
    """What waits for an answer in a lead's community, the soonest first; their own is not theirs
    to answer."""
    return [one for one in _led(session, scope, LeaveState.ASKED) if _other(one, scope)]


def answered_leave(session: Session, scope: Scope, today: date) -> list[Leave]:
    """What was granted in a lead's community and is not long over, the latest first."""
    rows = _led(session, scope, LeaveState.GRANTED)
    return [one for one in reversed(rows) if one.last_on >= today - LATELY][:MOST_SHOWN]


def _led(session: Session, scope: Scope, state: LeaveState) -> list[Leave]:
    if not scope.leads:
        return []
    return list(
        session.exec(
            select(Leave)
            .where(Leave.community_id == scope.community_id, Leave.state == state)
            .order_by(col(Leave.first_on), Leave.id)
        )
    )


def _other(leave: Leave, scope: Scope) -> bool:
    return leave.person_id != scope.person_id


def open_leave(session: Session, person_id: str, span: Span, *states: LeaveState) -> list[Leave]:
    """What somebody has in one of `states` that meets `span`, the soonest first."""
    rows = session.exec(
        select(Leave)
        .where(
            Leave.person_id == person_id,
            col(Leave.state).in_(states or OPEN),
            col(Leave.first_on) <= span.last_on,
            col(Leave.last_on) >= span.first_on,
        )
        .order_by(col(Leave.first_on), Leave.id)
    )
    return [one for one in rows if span_of(one).meets(span)]


def met_by(session: Session, community_id: str, person_id: str, span: Span, zone: str) -> Met:
    """What of one person falls into `span`."""
    inside = set(span.parts())
    shifts = [
        one
        for some in shifts_in_force(
            session, community_id, span.first_on, span.last_on, [person_id]
        ).values()
        for one in some
        if any((one.on, part) in inside for part in _parts(one))
    ]
    return Met(
        sorted(shifts, key=lambda one: (one.on, one.begins)),
        [
            (on, part)
            for on, part in hotline_days(
                session, community_id, person_id, span.first_on, span.last_on
            )
            if any((on, one) in inside for one in Part if part in (None, one))
        ],
        _stands_in(session, person_id, *span.moments(zone)),
    )


def _parts(shift: Shift) -> set[Part]:
    noon = CLOSES[Part.MORNING]
    found = {Part.MORNING} if shift.begins < noon else set()
    return found | ({Part.AFTERNOON} if shift.ends > noon else set())


def hotline_days(
    session: Session, community_id: str, person_id: str, first: date, last: date
) -> list[Answers]:
    """When somebody answers the hotline by a published roster: on their own days, and in the parts
    of days in which a colleague is away for whom they are the backup."""
    lines = telephone(session, community_id, first, last)
    away = not_at_telephone(session, community_id, lines)
    found: list[Answers] = []
    for line in lines:
        parts = [
            part
            for part in Part
            if line.person == person_id or at_telephone(line, part, away)[:1] == [person_id]
        ]
        if parts:
            found.append((line.on, None if len(parts) == len(Part) else parts[0]))
    return found


def _stands_in(session: Session, person_id: str, since: datetime, until: datetime) -> list[str]:
    rows = session.exec(
        select(Grid.name)
        .join(Holding, col(Holding.grid_id) == Grid.id)
        .where(Holding.person_id == person_id, col(Holding.backup).is_(True))
        .where(col(Holding.since) < until, col(Holding.until) > since)
        .order_by(col(Grid.number))
    )
    return list(rows)


def own_grids(session: Session, person_id: str, since: datetime, until: datetime) -> list[Grid]:
    """The grids whose one worker somebody is at some moment between the two."""
    ends = col(Holding.until)
    rows = session.exec(
        select(Grid)
        .join(Holding, col(Holding.grid_id) == Grid.id)
        .where(
            Holding.person_id == person_id,
            Holding.post == Post.GRID_WORKER,
            col(Holding.backup).is_(False),
            col(Holding.since) < until,
            or_(ends.is_(None), ends > since),
        )
        .order_by(col(Grid.number), Grid.id)
    )
    return list({one.id: one for one in rows}.values())


def stands(session: Session, scope: Scope, leave: Leave, grids: Sequence[Grid]) -> list[Stand]:
    """Who could stand in for `grids`: the neighbours' workers first, who are there before those
    who are away themselves."""
    lying = [Lying(one.id, one.number, one.outline) for one in open_grids(session, scope)]
    beside = {near for one in grids for near in neighbours(lying, one.id)}
    names = {one.name for one in open_grids(session, scope) if one.id in beside}
    found: dict[str, Stand] = {}
    for worker in workers_in(session, scope, scope.now):
        if worker.id == leave.person_id:
            continue
        away = bool(open_leave(session, worker.id, span_of(leave), LeaveState.GRANTED))
        one = Stand(worker.id, worker.name, worker.grid, worker.grid in names, away)
        if worker.id not in found or one.beside:
            found[worker.id] = one
    return sorted(found.values(), key=lambda one: (not one.beside, one.away))


def leaders_of(session: Session, community_id: str, now: datetime) -> list[str]:
    """Everybody who leads a community now."""
    return list(
        session.exec(
            select(Holding.person_id).where(
                Holding.community_id == community_id,
                col(Holding.post).in_([Post.GRID_LEAD, Post.STATION_HEAD]),
                running(Holding, now),
            )
        )
    )


def standing_in(
    session: Session, leave: Leave, grids: Sequence[str], until: datetime
) -> list[Holding]:
    """The holdings by which a leave's backup looks after `grids` until its end."""
    return list(
        session.exec(
            select(Holding).where(
                Holding.person_id == leave.backup_id,
                col(Holding.grid_id).in_(grids),
                col(Holding.backup).is_(True),
                Holding.until == until,
            )
        )
    )
