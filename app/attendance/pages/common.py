"""What the pages of the day share."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.attendance.queries.standings import HEARD, Heard
from app.auth.guards import member, posts
from app.kit.clock import local_day
from app.kit.problems import NotFound
from app.kit.web import Work
from app.org.models import Community, Post
from app.org.queries import community_of
from app.station.pages.common import scope_here

LEADS = posts(Post.GRID_LEAD, Post.STATION_HEAD)
HEAD = posts(Post.STATION_HEAD)
STAFF = member
FARTHEST = timedelta(days=3 * 366)


def community_here(work: Work) -> Community:
    """The community whose staff this person belongs to. Raises NotFound above it."""
    found = community_of(work.session, scope_here(work))
    if found is None:
        raise NotFound
    return found


def today_here(work: Work) -> date:
    """The calendar day in that community."""
    return local_day(work.now, community_here(work).zone)


def known_day(given: str, today: date) -> date:
    """A day out of an address. Raises NotFound for none, and for one that nobody plans."""
    try:
        found = date.fromisoformat(given)
    except ValueError:
        raise NotFound from None
    if len(given) != len("2026-11-23") or abs(found - today) > FARTHEST:
        raise NotFound
    return found


def known_monday(given: str, today: date) -> date:
    """The Monday of an address. Raises NotFound for any other day."""
    found = known_day(given, today)
    if found.weekday():
        raise NotFound
    return found


def heard_by(work: Work) -> Heard:
    """Up to when phones have told all they had; without phones in the house, nobody's has."""
    found = list(work.house.parts["registry"].at(HEARD).values())
    return found[0] if found else _nobody


def _nobody(session: Session, people: Collection[str]) -> Mapping[str, datetime]:
    return {}
