"""Visits that were written on paper and entered by a lead in the worker's name."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.org.scope import Scope
from app.visits.models import PaperVisit, Visit

MOST_ROWS = 100


class Paper(NamedTuple):
    """A paper visit in a list."""

    visit_id: str
    household_id: str | None
    visited_at: datetime
    outcome: str
    worker_id: str
    entered_by: str
    entered_at: datetime
    answer: str
    reply: str


PAPER = columns(
    col(PaperVisit.visit_id),
    col(Visit.household_id),
    col(Visit.made_at),
    col(Visit.outcome),
    col(PaperVisit.worker_id),
    col(PaperVisit.entered_by),
    col(PaperVisit.entered_at),
    col(PaperVisit.answer),
    col(PaperVisit.reply),
).join(Visit, (col(Visit.id) == col(PaperVisit.visit_id)) & col(Visit.erased_at).is_(None))


def papers_in(session: Session, scope: Scope) -> list[Paper]:
    """The paper visits of a lead's community: those not answered first, then the newest."""
    if not scope.leads:
        return []
    rows = session.execute(
        PAPER.where(col(PaperVisit.community_id) == scope.community_id)
        .order_by(col(PaperVisit.answer) != "", col(PaperVisit.entered_at).desc())
        .limit(MOST_ROWS)
    )
    return [Paper._make(row) for row in rows]


def papers_to_confirm(session: Session, person_id: str) -> list[Paper]:
    """What was entered in a worker's name and waits for their word, the oldest first."""
    rows = session.execute(
        PAPER.where(col(PaperVisit.worker_id) == person_id, col(PaperVisit.answer) == "").order_by(
            col(PaperVisit.entered_at), col(PaperVisit.visit_id)
        )
    )
    return [Paper._make(row) for row in rows]


def on_paper(session: Session, visits: Collection[str]) -> set[str]:
    """Those of `visits` that were entered from paper."""
    if not visits:
        return set()
    rows = session.execute(
        columns(col(PaperVisit.visit_id)).where(col(PaperVisit.visit_id).in_(list(visits)))
    )
    return {visit for (visit,) in rows}
