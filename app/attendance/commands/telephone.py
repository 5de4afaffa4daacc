"""Whoever is the backup at the telephone hears of it when they answer, and when no longer (R23,
R145)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from sqlmodel import Session

from app.attendance.commands.telling import tell
from app.attendance.queries.crew import not_at_telephone
from app.attendance.queries.rosters import monday_of
from app.attendance.queries.terms import telephone
from app.attendance.rules.gaps import at_telephone
from app.attendance.rules.leave import FARTHEST
from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Hotline
from app.kit.clock import local_day
from app.org.queries import names_of

First = Mapping[tuple[Hotline, Part], str]


@contextmanager
def telling_who_answers(
    session: Session, community_id: str, zone: str, now: datetime
) -> Iterator[None]:
    """Around a change of who is away: each backup is told of the halves of days, from today on, in
    which they answer first now (`hotline_yours`), or do so no longer (`hotline_back`)."""
    since = local_day(now, zone)
    was = _firsts(session, community_id, since)
    yield
    session.flush()
    will = _firsts(session, community_id, since)
    for line in sorted({line for line, _ in will}, key=lambda one: one.on):
        changed = [part for part in Part if was[line, part] != will[line, part]]
        yours = [one for one in changed if will[line, one] == line.backup != ""]
        back = [one for one in changed if (was[line, one], will[line, one]) == _over(line)]
        _tell(session, community_id, line, "hotline_yours", yours, now)
        _tell(session, community_id, line, "hotline_back", back, now)


def _firsts(session: Session, community_id: str, since: date) -> First:
    """Who answers first in each half of the days from `since` on; "" when nobody is there."""
    until = since + FARTHEST
    lines = telephone(session, community_id, since, until)
    away = not_at_telephone(session, community_id, lines)
    return {
        (line, part): next(iter(at_telephone(line, part, away)), "")
        for line in lines
        for part in Part
    }


def _over(line: Hotline) -> tuple[str, str]:
    """From the backup to the one whom the roster names."""
    return line.backup, line.person


def _tell(
    session: Session,
    community_id: str,
    line: Hotline,
    kind: str,
    parts: Sequence[Part],
    now: datetime,
) -> None:
    """One piece of news of a day, which names the half when it is only one."""
    if not parts:
        return
    values = {"on": f"{line.on}", "name": names_of(session, [line.person])[line.person]}
    if len(parts) < len(Part):
        values |= {"state": "half", "part": parts[0]}
    link = f"/roster/{monday_of(line.on)}"
    tell(session, community_id, [line.backup], kind, values, link, now)
