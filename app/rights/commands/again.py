"""Erasing again what a restored backup brought back."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.households.models import ErasedFor, Erasure, Household
from app.kit.clock import local_day
from app.kit.db import Database
from app.org.models import Community
from app.rights.commands.erase import Cause, erase_household
from app.rights.commands.raw import Line, finish, line_of, list_of, note, noted
from app.settings import Settings

OPERATOR = "cli"


def erase_again(settings: Settings, db: Database, now: datetime) -> int:
    """Erase every household that the list beside the database names and that is back; how many.

    What the database knows as erased and the list does not have yet is added to it.
    """
    with db.session() as session:
        known = select(Erasure).where(col(Erasure.household_id).is_not(None))
        note(list_of(settings), [line_of(one) for one in session.exec(known)])
    count = 0
    for line in noted(list_of(settings)):
        with db.session(writes=True) as session:
            household = _back(session, line)
            if household is None:
                continue
            zone = session.get_one(Community, household.community_id).zone
            cause = Cause(OPERATOR, ErasedFor(line.cause), now, local_day(now, zone))
            erased = erase_household(session, household, cause)
            session.commit()
        finish(settings, db, [erased])
        count += 1
    return count


def _back(session: Session, line: Line) -> Household | None:
    if line.cause not in list(ErasedFor):
        return None
    found = session.get(Household, line.household)
    return found if found is not None and found.erased_at is None else None
