"""The queue of the data steward: what workers found to be otherwise (row R47)."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.households.models import Correction, CorrectionState, Household
from app.org.scope import Scope, question_clause

MOST_ROWS = 100


class Asked(NamedTuple):
    """A correction beside the file that it is about."""

    correction: Correction
    household: Household


class Said(NamedTuple):
    """What became of a correction, for those who look after the household."""

    household_id: str
    state: str
    answer: str
    made_at: datetime
    decided_at: datetime | None


def _open(scope: Scope) -> object:
    return columns(col(Correction.household_id)).where(
        col(Correction.community_id) == scope.community_id,
        col(Correction.state) == CorrectionState.OPEN,
    )


def queue(session: Session, scope: Scope) -> list[Asked]:
    """The open corrections of the community, the oldest first."""
    rows = session.execute(
        columns(Correction, Household)
        .join(Household, col(Household.id) == col(Correction.household_id))
        .where(
            question_clause(
                scope, col(Correction.community_id), col(Correction.household_id), _open(scope)
            ),
            col(Correction.state) == CorrectionState.OPEN,
        )
        .order_by(col(Correction.made_at), col(Correction.id))
        .limit(MOST_ROWS)
    )
    return [Asked(correction, household) for correction, household in rows]


def waiting(session: Session, scope: Scope) -> int:
    """How many corrections wait for the steward."""
    if not scope.stewards:
        return 0
    return session.exec(
        select(func.count())
        .select_from(Correction)
        .where(
            Correction.community_id == scope.community_id,
            Correction.state == CorrectionState.OPEN,
        )
    ).one()


def correction_in(session: Session, scope: Scope, correction_id: str) -> Asked | None:
    """An open or decided correction for somebody who may decide it."""
    if not scope.stewards:
        return None
    correction = session.get(Correction, correction_id)
    if correction is None or correction.community_id != scope.community_id:
        return None
    household = session.get(Household, correction.household_id)
    return None if household is None else Asked(correction, household)


def said_of(session: Session, households: Collection[str], since: datetime) -> dict[str, Said]:
    """The newest correction of each household that waits, or was decided after `since`."""
    if not households:
        return {}
    rows = session.execute(
        columns(
            col(Correction.household_id),
            col(Correction.state),
            col(Correction.answer),
            col(Correction.made_at),
            col(Correction.decided_at),
        )
        .where(
            col(Correction.household_id).in_(list(households)),
            (col(Correction.state) == CorrectionState.OPEN) | (col(Correction.decided_at) >= since),
        )
        .order_by(col(Correction.made_at), col(Correction.id))
    )
    return {row[0]: Said(*row) for row in rows}


def answers_to(session: Session, person_id: str, since: datetime) -> list[Said]:
    """What the steward answered to a worker's corrections after `since`, the newest first."""
    rows = session.execute(
        columns(
            col(Correction.household_id),
            col(Correction.state),
            col(Correction.answer),
            col(Correction.made_at),
            col(Correction.decided_at),
        )
        .where(
            col(Correction.author_id) == person_id,
            col(Correction.decided_at) >= since,
        )
        .order_by(col(Correction.decided_at).desc())
    )
    return [Said(*row) for row in rows]
