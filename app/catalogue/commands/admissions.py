"""A department asks, the city decides, and each community may say no (row R63)."""

from datetime import datetime

from sqlmodel import Session, select

from app.catalogue.commands.versions import new_item
from app.catalogue.forms.admissions import AdmissionDecision, AdmissionEntry, AnswerEntry
from app.catalogue.forms.content import Content
from app.catalogue.models import Admission, AdmissionAnswer, ServiceItem
from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.station.commands.posts import Refused

DECIDED = Message("这个申请已经决定了")
TAKEN = Message("这个编码已经有了")


def file_admission(
    session: Session, now: datetime, area_id: str, by: str, entry: AdmissionEntry
) -> Admission:
    """A department's request comes onto the log."""
    made = Admission(
        id=uuid7(),
        area_id=area_id,
        department=entry.department,
        title=entry.title,
        basis=entry.basis,
        funding=entry.funding,
        training=entry.training,
        filed_by=by,
        filed_at=now,
    )
    session.add(made)
    session.flush()
    said = {"department": entry.department, "title": entry.title}
    audit.record(session, area_id, now, "admission.filed", by, made.id, said)
    return made


def decide_admission(
    session: Session, now: datetime, of: Admission, by: str, entry: AdmissionDecision
) -> None:
    """The city admits it, and an item begins as a draft; or does not, and why. Raises Refused."""
    if of.decision:
        raise Refused("decision", DECIDED)
    if entry.admits:
        known = select(ServiceItem).where(
            ServiceItem.area_id == of.area_id, ServiceItem.code == entry.code
        )
        if session.exec(known).first() is not None:
            raise Refused("item_code", TAKEN)
        content = Content(of.title, entry.category, department=of.department)
        of.item_id = new_item(session, now, of.area_id, by, entry.code, content).id
    of.decision = "admit" if entry.admits else "refuse"
    of.reason, of.decided_by, of.decided_at = entry.reason, by, now
    session.add(of)
    session.flush()
    said = {"decision": of.decision, "reason": of.reason}
    audit.record(session, of.area_id, now, "admission.decided", by, of.id, said)


def answer_admission(
    session: Session, now: datetime, of: Admission, community_id: str, by: str, entry: AnswerEntry
) -> None:
    """A community agrees or refuses; it may think again, and the record keeps both."""
    session.merge(
        AdmissionAnswer(
            admission_id=of.id,
            community_id=community_id,
            accepts=entry.accepts,
            reason=entry.reason,
            by=by,
            at=now,
        )
    )
    session.flush()
    said = {"accepts": entry.accepts, "reason": entry.reason}
    audit.record(session, community_id, now, "admission.answered", by, of.id, said)
