"""What a lead sees first in the morning: who is in, and what needs a person (rows R112, R113)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.attendance.models import (
    CalendarDay,
    Decision,
    Leave,
    LeaveState,
    RosterWeek,
    Swap,
    Touch,
)
from app.attendance.queries.shares import shares_by_person
from app.attendance.queries.staff import Member, staff_between
from app.attendance.queries.standings import Heard, Standing, standings
from app.attendance.queries.terms import shifts_in_force
from app.attendance.rules.decisions import may_decide
from app.attendance.rules.parts import Part
from app.attendance.rules.share import Share, together
from app.attendance.rules.verdict import PRESENT, Duty, Verdict
from app.org.models import Post
from app.org.scope import Scope

# How far back a suggestion is still shown for a decision, and unproved halves are counted.
OPEN_DAYS, TALK_DAYS, TALK_AT = 15, 20, 5


@dataclass(frozen=True, slots=True)
class Line:
    """One member of staff today."""

    member: Member
    parts: Mapping[Part, Standing]


@dataclass(frozen=True, slots=True)
class Board:
    """Today, and what waits for the lead."""

    lines: Sequence[Line]
    figures: Mapping[str, int]
    to_decide: Sequence[Standing]
    aside: Sequence[Touch]
    to_talk: Mapping[str, int]
    names: Mapping[str, str]
    # Of the grid workers in this week so far, by person.
    shares: Mapping[str, Share]


def load_board(session: Session, scope: Scope, heard: Heard, zone: str, today: date) -> Board:
    """The board of a lead's community, in a fixed number of queries."""
    members = staff_between(session, scope, zone, today - timedelta(days=TALK_DAYS - 1), today)
    first = today - timedelta(days=TALK_DAYS - 1)
    found = standings(session, scope, heard, first, today)
    by_person: dict[str, dict[Part, Standing]] = defaultdict(dict)
    for one in found:
        if one.on == today:
            by_person[one.person_id][one.part] = one
    here = [one for one in members if one.belongs(scope.now)]
    lines = [Line(one, by_person[one.id]) for one in here if by_person.get(one.id)]
    return Board(
        lines=lines,
        figures=_figures(lines, scope),
        to_decide=_to_decide(found, today),
        aside=_aside(session, scope),
        to_talk=_to_talk(found),
        names={one.id: one.name for one in members},
        shares=_shares(session, scope, here, found, today),
    )


def _shares(
    session: Session, scope: Scope, here: Sequence[Member], found: Sequence[Standing], today: date
) -> dict[str, Share]:
    monday = today - timedelta(days=today.weekday())
    workers = [one.id for one in here if one.post is Post.GRID_WORKER]
    shifts = shifts_in_force(session, scope.community_id or "", monday, today, workers)
    return shares_by_person(shifts, [one for one in found if one.on >= monday])


def share_of_all(found: Board) -> Share:
    """The share of all workers together."""
    return together(found.shares.values())


def current(line: Line, scope: Scope) -> Standing | None:
    """The part of today that counts at this hour: the afternoon once it has opened."""
    afternoon = line.parts.get(Part.AFTERNOON)
    if afternoon is not None and scope.now >= afternoon.half.opens:
        return afternoon
    return line.parts.get(Part.MORNING)


def _figures(lines: Sequence[Line], scope: Scope) -> dict[str, int]:
    now = [one for line in lines if (one := current(line, scope)) is not None]
    return {
        "asked": sum(one.duty is Duty.WORKING for one in now),
        "signed": sum(one.duty is Duty.WORKING and one.verdict in PRESENT for one in now),
        "unproved": sum(one.verdict is Verdict.UNPROVED for one in now),
        "leave": sum(one.duty is Duty.LEAVE for one in now),
        "missing": sum(one.verdict in (Verdict.EXPECTED, Verdict.MAY_ARRIVE) for one in now),
        "late": _with(lines, Verdict.LATE),
        "gone": _with(lines, Verdict.ABSENT, Verdict.LEFT_EARLY),
    }


def _with(lines: Sequence[Line], *verdicts: Verdict) -> int:
    """How many people have one of these suggestions today."""
    return sum(any(one.verdict in verdicts for one in line.parts.values()) for line in lines)


def _to_decide(found: Sequence[Standing], today: date) -> list[Standing]:
    since = today - timedelta(days=OPEN_DAYS - 1)
    return [one for one in found if one.on >= since and open_to_decide(one)]


def open_to_decide(one: Standing) -> bool:
    """Whether a lead has something to decide about it."""
    row = one.decision
    replied = row is not None and row.replied_at is not None and row.replied_at > row.at
    return may_decide(one.verdict, row.suggested if row else None, replied)


def _to_talk(found: Sequence[Standing]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for one in found:
        counts[one.person_id] += one.verdict is Verdict.UNPROVED
    return {person: count for person, count in counts.items() if count >= TALK_AT}


def _aside(session: Session, scope: Scope) -> list[Touch]:
    if not scope.leads:
        return []
    return list(
        session.exec(
            select(Touch)
            .where(
                Touch.community_id == scope.community_id,
                Touch.set_aside != "",
                col(Touch.settled_by).is_(None),
            )
            .order_by(col(Touch.received_at).desc(), Touch.id)
        )
    )


def version_of(session: Session, community_id: str, now: datetime) -> str:
    """Changes whenever something on the board does; cheap enough to ask every other second."""
    newest = [
        columns(func.max(moment)).where(community == community_id).scalar_subquery()
        for moment, community in (
            (col(Touch.received_at), col(Touch.community_id)),
            (col(Touch.settled_at), col(Touch.community_id)),
            (col(Touch.confirmed_at), col(Touch.community_id)),
            (col(Decision.at), col(Decision.community_id)),
            (col(Decision.replied_at), col(Decision.community_id)),
            (col(Leave.answered_at), col(Leave.community_id)),
            (col(Swap.answered_at), col(Swap.community_id)),
            (col(CalendarDay.set_at), col(CalendarDay.community_id)),
            (col(RosterWeek.published_at), col(RosterWeek.community_id)),
        )
    ]
    away = columns(
        func.count(), func.max(col(Leave.last_on)), func.min(col(Leave.last_part))
    ).where(col(Leave.community_id) == community_id, col(Leave.state) == LeaveState.GRANTED)
    arrived = columns(func.count()).where(col(Touch.community_id) == community_id)
    seen = [
        *session.execute(columns(*newest)).one(),
        *session.execute(away).one(),
        *session.execute(arrived).one(),
        # What only time changes is shown within the minute.
        f"{now:%H:%M}",
    ]
    return "|".join(str(one) for one in seen)
