"""Telling those who answer for a department, in the app's own news (row R94). It names the number,
never what a resident said."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session

from app.attendance.commands.news import see
from app.attendance.commands.telling import tell
from app.attendance.models import Told
from app.kit.sql import table
from app.matters.models import Matter
from app.referrals.queries.news import KIND, link_of
from app.referrals.rules.news import News


def tell_officers(
    session: Session, matter: Matter, people: Collection[str], news: News, now: datetime
) -> None:
    """Put one piece of news about a matter before people."""
    values = {"state": news.value, "number": matter.number}
    tell(session, matter.community_id, people, KIND, values, link_of(matter.id, news), now)


def settle(session: Session, matter_id: str, people: Collection[str], now: datetime) -> None:
    """Their department answered: what these people were told of a matter that it has waits for
    nobody any more."""
    rows = table(Told)
    session.connection().execute(
        update(rows)
        .where(
            rows.c.person_id.in_(sorted(people)), rows.c.seen_at.is_(None), rows.c.kind == KIND,
            rows.c.link == link_of(matter_id, News.PASSED),
        )
        .values(seen_at=now)
    )  # fmt: skip


def see_each(session: Session, rows: Collection[Told], now: datetime) -> None:
    """Their person has read these."""
    for one in rows:
        see(session, one, now)
