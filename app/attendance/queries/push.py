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
from app.attendance.rules.push import may_disturb
from app.auth.models import SignIn
from app.auth.principal import Principal, principal_by_id
from app.org.queries import zones_of
from app.org.scope import scope_of


class Due(NamedTuple):
    """A phone to remind, what it was told until now, and what it will have been told then."""

    id: str
    endpoint: str
    was: tuple[datetime, str]
    will: tuple[datetime, str]


def subscription_of(session: Session, session_id: str) -> PushSubscription | None:
    """The reminders of one sign-in, if it asked for any."""
    return session.exec(
        select(PushSubscription).where(PushSubscription.session_id == session_id)
    ).first()


def ended(session: Session, now: datetime) -> Sequence[str]:
    """Subscriptions whose sign-in has ended."""
    return session.exec(
        select(PushSubscription.id)
        .join(SignIn, col(SignIn.id) == PushSubscription.session_id)
        .where(~_open(now))
    ).all()


def due(session: Session, now: datetime, with_halves: bool) -> Iterator[Due]:
    """Phones to remind of news that nobody opened, and, `with_halves`, of a half day that is not
    signed yet; each at most once. Only people who hold a post, and news by day only."""
    zones = zones_of(session, _communities(session))
    for row, news_at in _open_ones(session, now, with_halves):
        local = now.astimezone(ZoneInfo(zones[row.community_id]))
        told = news_at if news_at and may_disturb(local) else None
        asked = with_halves and part_at(local) is not None
        if not told and not asked:
            continue
        principal = principal_by_id(session, row.session_id, now)
        if principal is None or principal.post is None:
            continue
        half = _half(session, principal, now) if asked else ""
        if told or half not in ("", row.half):
            will = (told or row.news_at, half or row.half)
            yield Due(row.id, row.endpoint, (row.news_at, row.half), will)


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
