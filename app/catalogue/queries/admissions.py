"""The log of who asked stations to take on what, and what was answered (row R63)."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.catalogue.models import Admission, AdmissionAnswer
from app.org.models import Community


def admissions_in(session: Session, area_id: str) -> Sequence[Admission]:
    """The requests to an area, those undecided first, then the newest."""
    return session.exec(
        select(Admission)
        .where(Admission.area_id == area_id)
        .order_by(col(Admission.decided_at).is_not(None), col(Admission.filed_at).desc())
    ).all()


def admission_of(session: Session, area_id: str, admission_id: str) -> Admission | None:
    """One request to an area; None for another's."""
    found = session.get(Admission, admission_id)
    return found if found is not None and found.area_id == area_id else None


def answers_to(session: Session, admission_id: str) -> list[tuple[AdmissionAnswer, str]]:
    """What communities said to a request, with their names, refusals first."""
    rows = session.exec(
        select(AdmissionAnswer, Community.name)
        .join(Community, col(Community.id) == AdmissionAnswer.community_id)
        .where(AdmissionAnswer.admission_id == admission_id)
        .order_by(col(AdmissionAnswer.accepts), col(AdmissionAnswer.at))
    )
    return [(answer, name) for answer, name in rows]
