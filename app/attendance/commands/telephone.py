"""Whoever is the backup at the telephone hears of it when leave makes them answer (R23, R145)."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session

from app.attendance.commands.telling import tell
from app.attendance.models import Leave
from app.attendance.queries.rosters import monday_of
from app.attendance.queries.terms import leave_granted, span_of, telephone
from app.attendance.rules.gaps import at_telephone
from app.attendance.rules.leave import Span
from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Hotline
from app.kit.clock import local_day
from app.org.queries import names_of

Parts = Collection[tuple[str, date, Part]]


def tell_of_telephone(
    session: Session, leave: Leave, was: Span | None, will: Span | None, zone: str, now: datetime
) -> None:
    """`leave` is no longer `was` but `will` (None: none). Tell each backup who answers first now
    (`hotline_yours`), or no longer (`hotline_back`), day by day; days gone by are not told."""
    first, person = max(leave.first_on, local_day(now, zone)), leave.person_id
    others = leave_granted(session, leave.community_id, first, leave.last_on)
    others -= _parts(person, span_of(leave))
    before, after = others | _parts(person, was), others | _parts(person, will)
    for line in telephone(session, leave.community_id, first, leave.last_on):
        if person in (line.person, line.backup):
            _tell(session, leave.community_id, line, _first(line, before), _first(line, after), now)


def _parts(person: str, span: Span | None) -> set[tuple[str, date, Part]]:
    return {(person, on, part) for on, part in span.parts()} if span else set()


def _first(line: Hotline, away: Parts) -> str:
    """Who answers first; "" when nobody is there."""
    return next(iter(at_telephone(line, away)), "")


def _tell(
    session: Session, community_id: str, line: Hotline, was: str, will: str, now: datetime
) -> None:
    if was == will:
        return
    values = {"on": f"{line.on}", "name": names_of(session, [line.person])[line.person]}
    link = f"/roster/{monday_of(line.on)}"
    if will and will == line.backup:
        tell(session, community_id, [will], "hotline_yours", values, link, now)
    elif was and was == line.backup and will == line.person:
        tell(session, community_id, [was], "hotline_back", values, link, now)
