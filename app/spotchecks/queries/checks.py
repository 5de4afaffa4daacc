"""Checks: whose they are, what of each may be seen by whom, and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from app.org.models import AccessLog, SeenHousehold
from app.org.scope import Scope
from app.spotchecks.models import Draw, SpotCheck
from app.visits.models import Visit

# What the access log calls the pages with the words of a record: itself, the file, kept pages.
READ_ON = ("visit", "household", "round")


class Sight(IntEnum):
    """How much of a check somebody may see, the most last."""

    NOTHING = 0
    DOOR = 1
    """The household to be asked and the questions: nothing of the record."""
    RECORD = 2
    """The answers with the record beside them."""


def sight(check: SpotCheck, draw: Draw, scope: Scope) -> Sight:
    """What of a check is for this person's eyes now.

    Its worker sees it once it is over and its draw is published, and before that not even that it
    is there. The checker sees the record only after the answers are saved; other leads when the
    worker does.
    """
    shown = draw.published_at is not None and check.closed_at is not None
    if check.community_id != scope.community_id:
        return Sight.NOTHING
    if check.worker_id == scope.person_id:
        return Sight.RECORD if shown else Sight.NOTHING
    if not scope.leads:
        return Sight.NOTHING
    saved = check.checker_id == scope.person_id and check.answered_at is not None
    return Sight.RECORD if shown or saved else Sight.DOOR


def check_of(session: Session, scope: Scope, check_id: str) -> tuple[SpotCheck, Draw, Sight] | None:
    """A check with its draw and how much of it may be seen; None where that is nothing."""
    check = session.get(SpotCheck, check_id)
    draw = session.get(Draw, (check.community_id, check.day)) if check else None
    if check is None or draw is None:
        return None
    seen = sight(check, draw, scope)
    return None if seen == Sight.NOTHING else (check, draw, seen)


@dataclass(frozen=True, slots=True)
class Question:
    """An open check as its blind form and the lists show it: there is no field for anything of the
    record, so that nothing of it can slip into a page or onto a phone."""

    id: str
    household_id: str
    due_on: date
    checker_id: str
    mine: bool
    answered: bool


def question_of(check: SpotCheck, scope: Scope) -> Question:
    """A check as whoever asks may see it before it is answered."""
    return Question(
        id=check.id,
        household_id=check.household_id,
        due_on=check.due_on,
        checker_id=check.checker_id or "",
        mine=check.checker_id == scope.person_id,
        answered=check.answered_at is not None,
    )


def questions_of(session: Session, scope: Scope) -> list[Question]:
    """The checks of a lead's community that are still to do, the oldest first."""
    return [question_of(one, scope) for one in open_checks(session, scope)]


def open_checks(session: Session, scope: Scope) -> list[SpotCheck]:
    """The checks of a lead's community that are still to do, the oldest first; of their own
    records nobody sees any."""
    if not scope.leads:
        return []
    return list(
        session.exec(
            select(SpotCheck)
            .where(
                SpotCheck.community_id == scope.community_id,
                col(SpotCheck.closed_at).is_(None),
                SpotCheck.worker_id != scope.person_id,
            )
            .order_by(col(SpotCheck.due_on), col(SpotCheck.id))
        )
    )


def closed_by(session: Session, scope: Scope, since: datetime) -> list[SpotCheck]:
    """The checks that this person closed since a moment, the newest first."""
    return list(
        session.exec(
            select(SpotCheck)
            .where(SpotCheck.closed_by == scope.person_id, col(SpotCheck.closed_at) >= since)
            .order_by(col(SpotCheck.closed_at).desc(), col(SpotCheck.id))
        )
    )


def closed_of(session: Session, community_id: str, day: date) -> list[SpotCheck]:
    """The checks of a day's draw that are over."""
    return list(
        session.exec(
            select(SpotCheck)
            .where(
                SpotCheck.community_id == community_id,
                SpotCheck.day == day,
                col(SpotCheck.closed_at).is_not(None),
            )
            .order_by(col(SpotCheck.id))
        )
    )


def checks_on(session: Session, community_id: str, visits: Collection[str]) -> dict[str, SpotCheck]:
    """The checks of some records, by record."""
    found = session.exec(
        select(SpotCheck).where(
            SpotCheck.community_id == community_id, col(SpotCheck.visit_id).in_(list(visits))
        )
    )
    return {one.visit_id: one for one in found}


def veiled(session: Session, scope: Scope) -> set[str]:
    """Records that a person may not look at yet, because they are to check them blind, or may
    take the check over from whoever is. Whose record it is sees it as ever: it tells them nothing.

    One that nobody could be drawn for stays open, as it may be so for good.
    """
    mine = col(SpotCheck.checker_id) == scope.person_id
    anybodys = and_(
        col(SpotCheck.community_id) == scope.community_id, col(SpotCheck.checker_id).is_not(None)
    )
    found = session.exec(
        select(SpotCheck.visit_id).where(
            or_(mine, anybodys) if scope.leads else mine,
            SpotCheck.worker_id != scope.person_id,
            col(SpotCheck.closed_at).is_(None),
            col(SpotCheck.answered_at).is_(None),
        )
    )
    return set(found)


def has_read(session: Session, check: SpotCheck, person_id: str) -> bool:
    """Whether somebody was shown the record of a check, or the household's file with it in it,
    since it was received; what was opened while it was veiled showed nothing of it."""
    seen = (
        select(AccessLog.id)
        .join(SeenHousehold, col(SeenHousehold.access_id) == col(AccessLog.id))
        .join(Visit, col(Visit.id) == check.visit_id)
        .where(
            SeenHousehold.household_id == check.household_id,
            AccessLog.person_id == person_id,
            col(AccessLog.what).in_(READ_ON),
            col(AccessLog.at) >= col(Visit.received_at),
        )
        .limit(1)
    )
    if check.checker_id is not None:
        seen = seen.where(col(AccessLog.at) < check.opened_at)
    return session.exec(seen).first() is not None


def shown_of(session: Session, scope: Scope, worker_id: str, most: int) -> list[SpotCheck]:
    """A worker's checks that may be looked at, the newest first: one's own, or a lead's staff."""
    if worker_id != scope.person_id and not scope.leads:
        return []
    return list(
        session.exec(
            select(SpotCheck)
            .join(
                Draw,
                (col(Draw.community_id) == col(SpotCheck.community_id))
                & (col(Draw.day) == col(SpotCheck.day)),
            )
            .where(
                SpotCheck.community_id == scope.community_id,
                SpotCheck.worker_id == worker_id,
                col(SpotCheck.closed_at).is_not(None),
                col(Draw.published_at).is_not(None),
            )
            .order_by(col(SpotCheck.day).desc(), col(SpotCheck.id))
            .limit(most)
        )
    )


def open_of(session: Session, community_id: str) -> list[SpotCheck]:
    """Every check of a community that is still to do."""
    return list(
        session.exec(
            select(SpotCheck)
            .where(
                SpotCheck.community_id == community_id,
                col(SpotCheck.closed_at).is_(None),
            )
            .order_by(col(SpotCheck.id))
        )
    )
