"""Phones ask for reminders, are told, and are forgotten."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.attendance.models import PushSubscription
from app.attendance.queries.push import Due, ended, reminded_half, subscription_of
from app.auth.models import SignIn
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.kit.sql import table


def subscribe(
    session: Session,
    community_id: str,
    person_id: str,
    session_id: str,
    endpoint: str,
    now: datetime,
) -> None:
    """Remind this sign-in at `endpoint` from now on. A phone's endpoint belongs to whoever asked
    last: on a shared phone nobody is reminded for a colleague who left it. Raises Conflict when
    somebody else asks for the same endpoint in the same moment."""
    session.exec(select(SignIn.id).where(SignIn.id == session_id).with_for_update()).one()
    known = subscription_of(session, session_id)
    if known is not None and known.endpoint == endpoint:
        return
    half = reminded_half(session, person_id)
    session.connection().execute(
        delete(table(PushSubscription)).where(
            (col(PushSubscription.session_id) == session_id)
            | (col(PushSubscription.endpoint) == endpoint)
        )
    )
    made = PushSubscription(
        id=uuid7(),
        community_id=community_id,
        person_id=person_id,
        session_id=session_id,
        endpoint=endpoint,
        made_at=now,
        news_at=now,
        half=half,
    )
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        raise Conflict from None


def unsubscribe(session: Session, session_id: str) -> None:
    """This sign-in is reminded no more."""
    session.connection().execute(
        delete(table(PushSubscription)).where(col(PushSubscription.session_id) == session_id)
    )


def forget(session: Session, ids: Collection[str]) -> None:
    """Subscriptions that lead nowhere any more."""
    session.connection().execute(
        delete(table(PushSubscription)).where(col(PushSubscription.id).in_(ids))
    )


def claim(session: Session, one: Due) -> bool:
    """Note that this phone was reminded, before it is; False when another process was first."""
    news_at, half = one.was
    done = session.connection().execute(
        update(table(PushSubscription))
        .where(
            col(PushSubscription.id) == one.id,
            col(PushSubscription.news_at) == news_at,
            col(PushSubscription.half) == half,
        )
        .values(news_at=one.will[0], half=one.will[1])
    )
    return bool(done.rowcount)


def tidy_reminders(session: Session, now: datetime) -> int:
    """Subscriptions whose sign-in has ended go, also where nobody is reminded any more; how many.
    Commits."""
    over = ended(session, now)
    forget(session, over)
    session.commit()
    return len(over)
