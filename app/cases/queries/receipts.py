"""The receipts of the records on which a case stands, so that the worker can look them up."""

from sqlmodel import Session, col, select

from app.attendance.models import Decision, Touch
from app.cases.queries.whole import Whole
from app.cases.rules.evidence import Kind
from app.cases.rules.written import read_facts
from app.spotchecks.models import SpotCheck
from app.sync.queries import receipt_shorts


def receipts_of(session: Session, whole: Whole) -> list[str]:
    """What the phone was given for the questioned records: one at least of each, or none at all.
    None was given for what was entered on paper."""
    records = _records(session, whole)
    shorts = receipt_shorts(session, [each for some in records for each in some])
    if not all(any(each in shorts for each in some) for some in records):
        return []
    return [shorts[one] for one in sorted(shorts)]


def _records(session: Session, whole: Whole) -> list[list[str]]:
    """Of each fact that opened the case, the records that came from a phone."""
    check = session.get(SpotCheck, whole.file.check_id) if whole.file.check_id else None
    found = [[check.visit_id]] if check else []
    late = [one.record for one in read_facts(whole.file.subject) if one.kind is Kind.LATE]
    for row in session.exec(select(Decision).where(col(Decision.id).in_(late))):
        touches = select(Touch.id).where(
            Touch.person_id == row.person_id, Touch.on == row.on, Touch.part == row.part,
            col(Touch.counts),
        )  # fmt: skip
        found.append(list(session.exec(touches.order_by(Touch.id))))
    return found
