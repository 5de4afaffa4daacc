"""The half of today that somebody is asked to sign in for and has not, as the card says it too."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from app.attendance.models import Touch
from app.attendance.queries.own import card_of
from app.attendance.queries.terms import terms_in_time
from app.attendance.rules.parts import Part, part_at, reminds
from app.org.queries import community_of
from app.org.scope import Scope


class Unsigned(NamedTuple):
    """One part of today, and when it is due, as 08:30."""

    on: date
    part: Part
    due: str


def unsigned_now(session: Session, scope: Scope) -> Unsigned | None:
    """What the person of `scope` has not signed in for, from a quarter of an hour before it is due
    until it can no longer be signed. Nothing on a day off, on leave or outside the roster."""
    community = community_of(session, scope)
    if community is None:
        return None
    local = scope.now.astimezone(ZoneInfo(community.zone))
    part, on = part_at(local), local.date()
    # Their shifts may begin later than the community's time, never earlier.
    if part is None or not reminds(local, terms_in_time(session, community.id).due(on).of(part)):
        return None
    if _signed(session, scope, on, part):
        return None
    due = card_of(session, scope, on, timedelta()).halves.get(f"{on}/{part}", {}).get("due")
    if due is None or not reminds(local, datetime.strptime(due, "%H:%M").time()):
        return None
    return Unsigned(on, part, due)


def _signed(session: Session, scope: Scope, on: date, part: Part) -> bool:
    """Also by a touch that a lead has still to look at."""
    found = select(Touch.id).where(
        Touch.person_id == scope.person_id,
        Touch.on == on,
        Touch.part == part,
        or_(col(Touch.counts), col(Touch.settled_at).is_(None)),
    )
    return session.exec(found.limit(1)).first() is not None
