"""The rate that may stand in a notice: a quarter's evenly drawn checks of one worker (R111)."""

from collections import Counter
from datetime import timedelta

from sqlmodel import Session, col, select

from app.cases.models import CaseFile
from app.cases.queries.whole import Whole, wholes
from app.cases.rules.evidence import Rate
from app.cases.rules.measures import RATE_CHECKS
from app.cases.rules.state import Stage
from app.org.scope import Scope
from app.spotchecks.models import CheckOutcome, SpotCheck
from app.spotchecks.queries.people import tallies
from app.spotchecks.queries.readings import unread_by
from app.spotchecks.rules.draw import Stratum

QUARTER = timedelta(days=90)
# A measure that can still be appealed against confirms nothing yet.
CONFIRMED = (Stage.FINAL, Stage.SPENT, Stage.EXPORTED)
# It was looked into, and nothing is left of it: such a record does not differ any more.
CLEARED = (Stage.TECHNICAL, Stage.DISMISSED, Stage.OVERTURNED, Stage.FALLEN)


def rate_of(session: Session, whole: Whole, scope: Scope) -> Rate | None:
    """What the checks say of the worker; None while they are too few to say anything."""
    tally = tallies(session, scope, whole.now - QUARTER).get(whole.file.worker_id)
    if tally is None or tally.judged < RATE_CHECKS:
        return None
    ended = _ended(session, whole, scope)
    cleared, confirmed = (sum(ended[one] for one in each) for each in (CLEARED, CONFIRMED))
    return Rate(f"rate-{whole.file.id}", tally.differing - cleared, tally.judged, confirmed)


def _ended(session: Session, whole: Whole, scope: Scope) -> Counter[Stage]:
    """Where the worker's other cases stand, of exactly the checks that the tally counts as
    differing."""
    files = session.exec(
        select(CaseFile)
        .join(SpotCheck, col(SpotCheck.id) == col(CaseFile.check_id))
        .where(
            CaseFile.worker_id == whole.file.worker_id,
            CaseFile.id != whole.file.id,
            SpotCheck.community_id == scope.community_id,
            SpotCheck.stratum == Stratum.BASE,
            SpotCheck.outcome == CheckOutcome.FALSE,
            col(SpotCheck.advisory).is_(False),
            col(SpotCheck.opened_at) >= whole.now - QUARTER,
            col(SpotCheck.id).not_in(unread_by(session, scope)),
        )
    ).all()
    return Counter(one.state.stage for one in wholes(session, files, whole.now))
