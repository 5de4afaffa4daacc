"""Which phones are to be reminded now."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, select

from app.attendance.models import PushSubscription, Told
from app.attendance.queries.unsigned import unsigned_now
from app.attendance.rules.parts import part_at
from app.attendance.rules.push import lasts, may_disturb
from app.auth.models import SignIn
from app.auth.principal import Principal, principal_by_id
from app.org.queries import zones_of
from app.org.scope import scope_of


class Due(NamedTuple):
    """A phone to remind, what it was told until now, and what it will have been told then;
    `lasts_s`: for how many seconds the reminder may wait for it."""

    id: str
    endpoint: str
    was: tuple[datetime, str]
    will: tuple[datetime, str]
    lasts_s: int


def subscription_of(session: Session, session_id: str) -> PushSubscription | None:
    """The reminders of one sign-in, if it asked for any."""
    return session.exec(
        select(PushSubscription).where(PushSubscription.session_id == session_id)
    ).first()


def reminded_half(session: Session, person_id: str) -> str:
    """The half day of which somebody was reminded last, on any phone."""
    asked = select(func.max(PushSubscription.half)).where(PushSubscription.person_id == person_id)
    return session.exec(asked).one() or ""


def ended(session: Session, now: datetime) -> Sequence[str]:
    """Subscriptions whose sign-in has ended."""
    return session.exec(
        select(PushSubscription.id)
        .join(SignIn, col(SignIn.id) == PushSubscription.session_id)
        .where(~_open(now))
    ).all()


def due(session: Session, now: datetime, with_halves: bool) -> Iterator[Due]:
    """Phones to remind of news that nobody opened, and, `with_halves`, of a half day that is not
    signed yet; each at most once, by day. Only people who hold a post."""
    zones = zones_of(session, _communities(session))
    for row, news_at in _open_ones(session, now, with_halves):
        local = now.astimezone(ZoneInfo(zones[row.community_id]))
        asked = with_halves and part_at(local) is not None
        if not may_disturb(local) or not (news_at or asked):
            continue
        principal = principal_by_id(session, row.session_id, now)
        if principal is None or principal.post is None:
            continue
        half = _half(session, principal, now) if asked else ""
        if news_at or half not in ("", row.half):
            was, will = (row.news_at, row.half), (news_at or row.news_at, half or row.half)
            yield Due(row.id, row.endpoint, was, will, int(lasts(local).total_seconds()))


def _half(session: Session, principal: Principal, now: datetime) -> str:
    found = unsigned_now(session, scope_of(principal, now))
    return f"{found.on}/{found.part}" if found else ""


def _communities(session: Session) -> list[str]:
    return list(session.exec(select(PushSubscription.community_id).distinct()))


def _open_ones(
    session: Session, now: datetime, also_without_news: bool
) -> Sequence[tuple[PushSubscription, datetime | None]]:
    """Subscriptions of open sign-ins, each with the time of its newest news not yet told of."""
    new = and_(
        col(Told.person_id) == PushSubscription.person_id,
        col(Told.seen_at).is_(None),
        col(Told.at) > PushSubscription.news_at,
    )
    return session.exec(
        select(PushSubscription, func.max(Told.at))
        .join(SignIn, col(SignIn.id) == PushSubscription.session_id)
        .join(Told, new, isouter=also_without_news)
        .where(_open(now))
        .group_by(col(PushSubscription.id))
        .order_by(col(PushSubscription.id))
    ).all()


def _open(now: datetime) -> ColumnElement[bool]:
    return and_(col(SignIn.ended_at).is_(None), col(SignIn.expires_at) > now)
