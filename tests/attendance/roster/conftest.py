"""A station of two workers and others, whose weeks are planned."""

from datetime import date, time

import pytest
from sqlmodel import Session

from app.attendance.commands import rosters
from app.attendance.models import RosterState, RosterWeek, Skill
from app.attendance.rules.roster import Hotline, Post, Shift
from app.attendance.rules.rotation import Suggestion
from app.kit.db import Database
from tests.clock import MONDAY_NINE
from tests.people import Town, found_town
from tests.station.conftest import Desk, desk

__all__ = ["Desk", "desk"]
THIS, NEXT = date(2026, 11, 23), date(2026, 11, 30)
OPEN, NOON, ONE, CLOSE = time(8, 30), time(12), time(13), time(19)


@pytest.fixture
def town(db: Database) -> Town:
    """The cast; the head certified three for everything."""
    with db.session(writes=True) as session:
        found = found_town(session)
        for person in (found.wang, found.li, found.clerk):
            session.add(
                Skill(person_id=person, line="all", community_id=found.community, by=found.head,
                      at=MONDAY_NINE)
            )  # fmt: skip
        session.commit()
        return found


def kept(town: Town, monday: date = THIS) -> Suggestion:
    """A week that keeps every rule: 王敏 and 李强 in the hall from morning to noon and from noon
    until closing, the clerk and the steward beside them; 王敏 goes to doors on Friday afternoon."""
    shifts, hotline = [], []
    for number in range(5):
        on = date.fromordinal(monday.toordinal() + number)
        for person, begins, ends in (
            (town.wang, OPEN, ONE), (town.li, ONE, CLOSE), (town.clerk, OPEN, ONE),
            (town.steward, ONE, CLOSE),
        ):  # fmt: skip
            shifts.append(Shift(person, on, Post.HALL, begins, ends))
        shifts.append(Shift(town.wang, on, Post.DOOR, time(14), time(17, 30)))
        hotline.append(Hotline(on, town.wang, town.li))
    return Suggestion(shifts, hotline)


def published(session: Session, town: Town, monday: date = THIS) -> RosterWeek:
    """That week, holding."""
    row = rosters.begin(session, MONDAY_NINE, town.community, town.lead, monday, kept(town, monday))
    row.state, row.published_by, row.published_at = RosterState.PUBLISHED, town.lead, MONDAY_NINE
    session.add(row)
    session.commit()
    return row
