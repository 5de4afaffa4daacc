"""What was handed in and handed out under a matter's number (rows R33, R76, R80, R101)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.matters.models import MatterPaper, MatterPhoto
from app.matters.queries.whole import Whole
from app.matters.rules.steps import OneTimeNotice, Result
from app.visits.models import Concern

AUTHORISATION, NOTICE, AGREEMENT = "authorisation", "notice", "agreement"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: its kind, when, by whom, what is written beside it, and in which step it stands
    (0: in none)."""

    kind: str
    at: datetime
    by: str
    words: str
    step: int = 0


def papers_of(session: Session, found: Whole) -> list[Paper]:
    """The papers of a matter, the oldest first. The notice and what was agreed stand in steps, also
    where nobody kept a slip of them."""
    rows = session.exec(
        select(MatterPaper)
        .where(MatterPaper.matter_id == found.matter.id)
        .order_by(col(MatterPaper.at), col(MatterPaper.id))
    ).all()
    given = next((one.words for one in rows if one.kind == NOTICE), "")
    papers = [Paper(one.kind, one.at, one.by, one.words) for one in rows if one.kind != NOTICE]
    for number, step in enumerate(found.steps, 1):
        if isinstance(step, OneTimeNotice):
            papers.append(Paper(NOTICE, step.at, step.by, given, number))
        if isinstance(step, Result) and step.agreement:
            papers.append(Paper(AGREEMENT, step.at, step.by, "", number))
    return sorted(papers, key=lambda one: one.at)


def photos_of(session: Session, found: Whole) -> Sequence[MatterPhoto]:
    """The photos of a report that have come, in their order."""
    return session.exec(
        select(MatterPhoto)
        .where(MatterPhoto.matter_id == found.matter.id, col(MatterPhoto.stored) != "")
        .order_by(col(MatterPhoto.place), col(MatterPhoto.sha256))
    ).all()


def visit_of(session: Session, found: Whole) -> str | None:
    """The visit in which the request was made that this matter came from."""
    asked = select(Concern.visit_id).where(Concern.id == found.matter.concern_id)
    return session.exec(asked).first() if found.matter.concern_id else None
