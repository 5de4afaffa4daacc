"""A person's own calendar: what a feed holds, and whose it is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from app.attendance.models import Feed, Leave, LeaveState
from app.attendance.queries.leave import Answers, hotline_days
from app.attendance.queries.terms import calendar_of, shifts_in_force, span_of
from app.attendance.rules.calendar import SATURDAY, Day
from app.attendance.rules.leave import Span
from app.attendance.rules.roster import Shift
from app.kit.clock import local_day
from app.org.models import Community, Holding
from app.org.scope import running

BACK, AHEAD = timedelta(days=31), timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What one person's calendar shows: nobody else is in it."""

    zone: str
    made_at: datetime
    shifts: list[Shift]
    hotline: list[Answers]
    leave: list[tuple[str, str, Span]]
    days: list[Day]


def feed_by(session: Session, token_hash: str) -> Feed | None:
    """The feed of a secret that still holds."""
    found = session.exec(select(Feed).where(Feed.token_hash == token_hash)).first()
    return found if found is not None and found.revoked_at is None else None


def feeds_of(session: Session, person_id: str) -> list[Feed]:
    """The feeds of one person that still hold."""
    return list(
        session.exec(
            select(Feed).where(Feed.person_id == person_id, col(Feed.revoked_at).is_(None))
        )
    )


def agenda_of(session: Session, feed: Feed, now: datetime) -> Agenda | None:
    """What `feed` shows now; None once its owner has left the community."""
    community = session.get(Community, feed.community_id)
    held = session.exec(
        select(Holding.id).where(
            Holding.person_id == feed.person_id,
            Holding.community_id == feed.community_id,
            running(Holding, now),
        )
    ).first()
    if community is None or held is None:
        return None
    today = local_day(now, community.zone)
    first, last, who = today - BACK, today + AHEAD, feed.person_id
    shifts = shifts_in_force(session, community.id, first, last, [who])
    return Agenda(
        community.zone,
        feed.made_at,
        [one for some in shifts.values() for one in some],
        hotline_days(session, community.id, who, first, last),
        _leave(session, feed, first, last),
        _special(session, community.id, first, last),
    )


def _leave(session: Session, feed: Feed, first: date, last: date) -> list[tuple[str, str, Span]]:
    rows = session.exec(
        select(Leave)
        .where(
            Leave.person_id == feed.person_id,
            Leave.community_id == feed.community_id,
            Leave.state == LeaveState.GRANTED,
            col(Leave.first_on) <= last,
            col(Leave.last_on) >= first,
        )
        .order_by(col(Leave.first_on), Leave.id)
    )
    return [(one.id, one.kind, span_of(one)) for one in rows]


def _special(session: Session, community_id: str, first: date, last: date) -> list[Day]:
    """The days that are not what their weekday says: off, or worked instead."""
    calendar = calendar_of(session, community_id)
    days = [
        calendar.day(date.fromordinal(one))
        for one in range(first.toordinal(), last.toordinal() + 1)
    ]
    return [one for one in days if one.works == (one.on.weekday() >= SATURDAY)]
