"""Telling those who answer for a department, in the app's own news (row R94). It names the number,
never what a resident said."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from app.attendance.commands.news import see
from app.attendance.commands.telling import tell
from app.attendance.models import Told
from app.matters.models import Matter
from app.referrals.queries.news import KIND, link_of
from app.referrals.rules.news import News


def tell_officers(
    session: Session, matter: Matter, people: Collection[str], news: News, now: datetime
) -> None:
    """Put one piece of news about a matter before people."""
    values = {"state": news.value, "number": matter.number}
    tell(session, matter.community_id, people, KIND, values, link_of(matter.id, news), now)


def see_each(session: Session, rows: Collection[Told], now: datetime) -> None:
    """Their person has read these."""
    for one in rows:
        see(session, one, now)
