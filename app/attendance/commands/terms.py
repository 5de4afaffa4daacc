"""The head sets what the community asks of its day (rows R26, R102, R104, R112, R114)."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.attendance.forms.terms import TermsEntry
from app.attendance.models import Terms
from app.attendance.queries.terms import terms_of
from app.kit import audit
from app.station.commands.settings import lock


def set_terms(
    session: Session, now: datetime, community_id: str, by: str, today: date, entry: TermsEntry
) -> None:
    """Other terms from tomorrow on: nobody is judged by what they could not know. Weeks that are
    published stay as they are; a second change on one day takes the place of the first."""
    lock(session, community_id)
    since = today + timedelta(days=1)
    held = terms_of(session, community_id, since)
    wanted = asdict(entry)
    was = {name: str(getattr(held, name)) for name in wanted}
    row = session.get(Terms, (community_id, since)) or Terms(community_id=community_id, since=since)
    for name, value in wanted.items():
        setattr(row, name, value)
    session.add(row)
    said = {"since": str(since), "was": was, "now": entry.said}
    audit.record(session, community_id, now, "day.terms", by, community_id, said)
