"""The receipts of the records on which a case stands, so that the worker can look them up."""

from sqlmodel import Session, col, select

from app.attendance.models import Decision, Touch
from app.cases.queries.whole import Whole
from app.cases.rules.evidence import Kind
from app.cases.rules.written import read_facts
from app.spotchecks.models import SpotCheck
from app.sync.queries import receipt_shorts


def receipts_of(session: Session, whole: Whole) -> list[str]:
    """What the phone was given for the questioned records. None of what was entered on paper."""
    shorts = receipt_shorts(session, _records(session, whole))
    return [shorts[one] for one in sorted(shorts)]


def _records(session: Session, whole: Whole) -> list[str]:
    check = session.get(SpotCheck, whole.file.check_id) if whole.file.check_id else None
    found = [check.visit_id] if check else []
    late = [one.record for one in read_facts(whole.file.subject) if one.kind is Kind.LATE]
    rows = session.exec(select(Decision).where(col(Decision.id).in_(late))).all()
    for row in rows:
        touches = select(Touch.id).where(
            Touch.person_id == row.person_id, Touch.on == row.on, Touch.part == row.part
        )
        found += session.exec(touches.order_by(Touch.id)).all()
    return found
