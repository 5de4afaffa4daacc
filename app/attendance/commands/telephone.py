"""Whoever is the backup at the telephone hears of it when the first one has leave (R23, R145)."""

from datetime import datetime

from sqlmodel import Session

from app.attendance.commands.telling import tell
from app.attendance.models import Leave
from app.attendance.queries.rosters import monday_of
from app.attendance.queries.terms import leave_granted, span_of, telephone
from app.attendance.rules.gaps import at_telephone
from app.attendance.rules.leave import Span
from app.kit.clock import local_day
from app.org.models import Person


def tell_of_telephone(
    session: Session, leave: Leave, span: Span, kind: str, zone: str, now: datetime
) -> None:
    """Tell each backup of the days of `span` on which `leave` takes its owner from the telephone
    (`hotline_yours`) or gives them back to it (`hotline_back`). Days gone by are not told."""
    first = max(span.first_on, local_day(now, zone))
    name = session.get_one(Person, leave.person_id).name
    away = leave_granted(session, leave.community_id, first, span.last_on)
    away |= {(leave.person_id, on, part) for on, part in span_of(leave).parts()}
    for line in telephone(session, leave.community_id, first, span.last_on):
        if line.person == leave.person_id:
            people = [one for one in at_telephone(line, away)[:1] if one != line.person]
            values = {"on": f"{line.on}", "name": name}
            link = f"/roster/{monday_of(line.on)}"
            tell(session, leave.community_id, people, kind, values, link, now)
