"""The rate that may stand in a notice: a quarter's evenly drawn checks of one worker (R111)."""

from datetime import timedelta

from sqlmodel import Session, col, select

from app.cases.models import CaseFile
from app.cases.queries.whole import Whole, wholes
from app.cases.rules.evidence import Rate
from app.cases.rules.measures import RATE_CHECKS
from app.cases.rules.state import Case, agreed
from app.org.scope import Scope
from app.spotchecks.queries.people import tallies

QUARTER = timedelta(days=90)


def rate_of(session: Session, whole: Whole, scope: Scope) -> Rate | None:
    """What the checks say of the worker; None while they are too few to say anything."""
    tally = tallies(session, scope, whole.now - QUARTER).get(whole.file.worker_id)
    if tally is None or tally.judged < RATE_CHECKS:
        return None
    confirmed = _confirmed(session, whole)
    return Rate(f"rate-{whole.file.id}", tally.differing, tally.judged, confirmed)


def _confirmed(session: Session, whole: Whole) -> int:
    """How many of these a panel found to be so."""
    files = session.exec(
        select(CaseFile).where(
            CaseFile.worker_id == whole.file.worker_id,
            col(CaseFile.check_id).is_not(None),
            col(CaseFile.happened_at) >= whole.now - QUARTER,
            col(CaseFile.id) != whole.file.id,
        )
    ).all()
    return sum(_is_confirmed(one) for one in wholes(session, files, whole.now))


def _is_confirmed(whole: Whole) -> bool:
    case = Case(whole.facts, whole.steps, whole.facts.day(whole.now), whole.calendar)
    return any(vote.upto is not None for vote in agreed(case) or ())
