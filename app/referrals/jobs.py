"""What departments hear of without anybody of them looking: new, late, stopped or over (row R94).

What was passed on from its own form is told at once; this finds what came by another way, and what
no step says, and tells nothing twice.
"""

from collections.abc import Mapping
from datetime import datetime

import structlog
from sqlmodel import Session, col, select

from app.kit.clock import Clock
from app.kit.db import Database
from app.matters.models import Matter
from app.referrals.commands.telling import tell_officers
from app.referrals.models import Department
from app.referrals.queries.departments import departments_in, officers_of
from app.referrals.queries.news import Happened, happened, link_of, told_lately
from app.referrals.rules.news import News, new

log = structlog.get_logger()
Told = Mapping[tuple[str, str], Mapping[News, datetime]]


def tell_departments(db: Database, clock: Clock) -> int:
    """Tell the departments of each area what is new, each area in a transaction of its own; how
    many were told. What fails is logged and tried again at the next look."""
    with db.session() as session:
        open_ = select(Department.area_id).where(col(Department.until).is_(None)).distinct()
        areas = list(session.exec(open_))
    return sum(_safely(db, clock, area) for area in areas)


def _safely(db: Database, clock: Clock, area_id: str) -> int:
    try:
        with db.session() as session:
            if not to_tell(session, area_id, clock()):
                return 0
        with db.session(writes=True) as session:
            # Asked again under the lock: another process may have told them.
            found, now = to_tell(session, area_id, clock()), clock()
            for person, matter_id, news in found:
                matter = session.get_one(Matter, matter_id)
                tell_officers(session, matter, [person], news, now)
            session.commit()
            return len(found)
    except Exception:
        log.exception("a look for departments failed")
        return 0


def to_tell(session: Session, area_id: str, now: datetime) -> list[tuple[str, str, News]]:
    """Who of the departments of one area is to hear what about which matter."""
    departments = departments_in(session, [area_id])
    people = officers_of(session, departments, now)
    if not any(people.values()):
        return []
    known = told_lately(session, set().union(*people.values()), now)
    return [
        (person, one.matter_id, news)
        for one in happened(session, departments, now)
        for person in sorted(people[one.department_id])
        for news in _for(person, one, known, now)
    ]


def _for(person: str, one: Happened, known: Told, now: datetime) -> list[News]:
    """What this person is to hear of it: not what they did themselves, nor what they heard."""
    mine = [(news, at) for news, at in one.news if one.by.get(news) != person]
    told = {news: known.get((person, link_of(one.matter_id, news)), {}) for news, _ in mine}
    return new(mine, {news: at[news] for news, at in told.items() if news in at}, now)
