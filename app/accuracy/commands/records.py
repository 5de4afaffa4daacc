"""Comparing one record with its place: once, and never by whoever keeps it."""

from datetime import date, datetime

from sqlmodel import Session

from app.accuracy.forms import Comparison
from app.accuracy.models import AccuracyRecord, Campaign
from app.accuracy.queries.campaigns import over
from app.accuracy.queries.keepers import keeps
from app.kit import audit
from app.kit.i18n import Message
from app.kit.problems import Conflict
from app.org.queries import names_of

OWN = Message("这份档案由您管，不能由您核对")
OWN_HINT = Message("换一个人去看，结果才作数。")
OVER = Message("这次核对已经结束")


def compare(
    session: Session,
    record: AccuracyRecord,
    campaign: Campaign,
    said: Comparison,
    by: str,
    now: datetime,
    today: date,
) -> None:
    """Write down what was found; the file itself stays as it is. Raises Conflict when somebody was
    first, when the campaign is over, and for who keeps the record."""
    session.refresh(campaign, with_for_update=True)
    session.refresh(record, with_for_update=True)
    if record.outcome:
        name = names_of(session, {record.compared_by or ""}).get(record.compared_by or "", "")
        raise Conflict(Message("{name}已经核对过这一处", name=name))
    if over(campaign, today):
        raise Conflict(OVER)
    if keeps(session, record, [by], campaign.opened_at, now):
        raise Conflict(OWN, OWN_HINT)
    record.outcome, record.ticks, record.found = said.outcome, said.ticks, said.found
    record.compared_at, record.compared_by = now, by
    session.add(record)
    session.flush()
    audit.record(
        session, record.community_id, now, "accuracy.compared", by, record.id,
        {"campaign": campaign.id, "outcome": said.outcome},
    )  # fmt: skip
