"""What the clock has to look at: late, due soon, promised for a day, or ready for the archive."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.attendance.models import Told
from app.matters.models import Matter, MatterStep
from app.matters.rules.stages import Stage
from app.matters.rules.steps import SYSTEM

OPEN = col(Matter.closed_at).is_(None)
RUNNING = and_(OPEN, col(Matter.done_at).is_(None), col(Matter.paused_since).is_(None))
ORDER = "supervision"
# A rating request is at least so old before anything is archived without anybody's doing.
AT_LEAST = timedelta(days=5)
# The close of the second working day after the day of an order is never nearer than this.
NOT_BEFORE = timedelta(hours=24)


class Order(NamedTuple):
    """An order that nobody answered: of which matter, when that was received, when it was given."""

    matter_id: str
    community_id: str
    received_at: datetime
    at: datetime


def never_ordered(session: Session, now: datetime) -> list[Matter]:
    """Matters that are overdue and of which the clock never ordered anything (row R88)."""
    by_clock = exists().where(
        col(MatterStep.matter_id) == col(Matter.id),
        col(MatterStep.kind) == ORDER,
        col(MatterStep.by) == SYSTEM,
    )
    return _found(
        session, and_(RUNNING, col(Matter.due_at) < now, col(Matter.supervised) == 0, ~by_clock)
    )


def unanswered(session: Session, now: datetime) -> list[Order]:
    """First orders, given a while ago, that nobody answered (row R88). There are hundreds of them
    in a district at any time: what they are about is not read."""
    # Not in one question with the first: no index serves both, and all matters would be read.
    given = func.max(col(MatterStep.at))
    rows = session.execute(
        columns(col(Matter.id), col(Matter.community_id), col(Matter.received_at), given)
        .join(MatterStep, col(MatterStep.matter_id) == col(Matter.id))
        .where(
            OPEN,
            col(Matter.paused_since).is_(None),
            col(Matter.supervised) == 1,
            col(MatterStep.kind) == ORDER,
        )
        .group_by(col(Matter.id), col(Matter.community_id), col(Matter.received_at))
        .having(given <= now - NOT_BEFORE)
        .order_by(col(Matter.id))
    )
    return [Order(*one) for one in rows]


def to_back_up(session: Session, now: datetime) -> list[Matter]:
    """Matters that whoever has them did not take in time (row R87). What was taken, passed on or
    ended has no such time any more."""
    return _found(session, col(Matter.take_until) <= now)


def to_archive(session: Session, now: datetime) -> list[Matter]:
    """Matters whose resident was asked a while ago (row R90)."""
    return _found(
        session,
        and_(
            OPEN,
            col(Matter.stage) == Stage.RATING.value,
            col(Matter.follow_up).is_(False),
            col(Matter.supervised) == 0,
            col(Matter.done_at) < now - AT_LEAST,
        ),
    )


def due_until(
    session: Session, community_id: str, now: datetime, until: datetime
) -> Sequence[Matter]:
    """Matters of a community that are due from now until then, the soonest first."""
    rows = select(Matter).where(
        Matter.community_id == community_id, RUNNING, col(Matter.due_at) >= now,
        col(Matter.due_at) <= until,
    )  # fmt: skip
    return session.exec(rows.order_by(col(Matter.due_at))).all()


def promised_by(session: Session, community_id: str, day: date) -> Sequence[Matter]:
    """Long-term matters whose resident was to hear again by this day (row R84)."""
    rows = select(Matter).where(
        Matter.community_id == community_id, OPEN, col(Matter.long_term_on) <= day
    )
    return session.exec(rows.order_by(col(Matter.id))).all()


def told_since(
    session: Session, people: Collection[str], since: datetime
) -> set[tuple[str, str, str]]:
    """Whom of these people was told what about which matter since then: person, link, state."""
    rows = session.exec(
        select(Told).where(
            col(Told.person_id).in_(sorted(people)), Told.kind == "matter", col(Told.at) >= since
        )
    )
    return {(one.person_id, one.link, one.values.get("state", "")) for one in rows}


def _found(session: Session, which: ColumnElement[bool]) -> list[Matter]:
    return list(session.exec(select(Matter).where(which).order_by(col(Matter.id))))
