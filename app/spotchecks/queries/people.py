"""What the checks say of a worker's records, always with how many they were."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.org.scope import Scope
from app.spotchecks.models import CheckOutcome, Draw, SpotCheck
from app.spotchecks.queries.readings import unread_by
from app.spotchecks.rules.draw import Stratum

JUDGED = (CheckOutcome.TRUE, CheckOutcome.PARTLY, CheckOutcome.FALSE)


@dataclass(frozen=True, slots=True)
class Tally:
    """The published checks of a worker's randomly drawn records since a moment.

    Only these say how often: the others were not drawn evenly. `unasked` households could not be
    asked, which counts for nobody and against nobody.
    """

    outcomes: Counter[str]

    @property
    def judged(self) -> int:
        """Records that could be compared."""
        return sum(self.outcomes[one] for one in JUDGED)

    @property
    def differing(self) -> int:
        """Those in which the record did not hold."""
        return self.outcomes[CheckOutcome.FALSE]

    @property
    def unasked(self) -> int:
        """Those whose household could not be asked."""
        return self.outcomes.total() - self.judged


def tallies(session: Session, scope: Scope, since: datetime) -> dict[str, Tally]:
    """By worker, for a lead the whole community, for anybody else only their own.

    Without what the reader is still to compare once more: a count of few would tell them.
    """
    rows = columns(col(SpotCheck.worker_id), col(SpotCheck.outcome), func.count()).join(
        Draw,
        (col(Draw.community_id) == col(SpotCheck.community_id))
        & (col(Draw.day) == col(SpotCheck.day)),
    )
    rows = rows.where(
        col(SpotCheck.community_id) == scope.community_id,
        col(SpotCheck.stratum) == Stratum.BASE,
        col(SpotCheck.advisory).is_(False),
        col(SpotCheck.opened_at) >= since,
        col(SpotCheck.closed_at).is_not(None),
        col(Draw.published_at).is_not(None),
        col(SpotCheck.id).not_in(unread_by(session, scope)),
    ).group_by(col(SpotCheck.worker_id), col(SpotCheck.outcome))
    if not scope.leads:
        rows = rows.where(col(SpotCheck.worker_id) == scope.person_id)
    found: dict[str, Counter[str]] = {}
    for worker, outcome, count in session.execute(rows):
        found.setdefault(worker, Counter())[outcome] = count
    return {worker: Tally(outcomes) for worker, outcomes in found.items()}


@dataclass(frozen=True, slots=True)
class Checking:
    """How the checking itself went: how many were drawn, done, and done by somebody else."""

    drawn: int
    closed: int
    taken_over: int


def checking(session: Session, scope: Scope, since: datetime) -> dict[str, Checking]:
    """By checker as drawn, for a lead's community."""
    if not scope.leads:
        return {}
    first = func.coalesce(col(SpotCheck.drawn_checker_id), col(SpotCheck.checker_id))
    rows = session.execute(
        columns(
            first,
            func.count(),
            func.count(col(SpotCheck.closed_at)),
            func.count(col(SpotCheck.taken_over_at)),
        )
        .where(
            col(SpotCheck.community_id) == scope.community_id,
            col(SpotCheck.opened_at) >= since,
            first.is_not(None),
        )
        .group_by(first)
    )
    return {checker: Checking(*counts) for checker, *counts in rows}
