"""What a case rests on: the records that its reasons may point at, and what was handed in."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from app.cases.models import CaseRecord
from app.cases.queries.whole import Whole
from app.cases.rules.steps import Notice, Reply


def handed_in(session: Session, case_id: str) -> dict[str, CaseRecord]:
    """What was handed in with notice and reply, by id, in its order."""
    rows = session.exec(
        select(CaseRecord)
        .where(CaseRecord.case_id == case_id)
        .order_by(col(CaseRecord.at), col(CaseRecord.id))
    )
    return {one.id: one for one in rows}


def records_of(whole: Whole) -> list[str]:
    """The ids at which a reason may point: the notice's facts and rate, the reply's photos."""
    return list(dict.fromkeys(_named(whole)))


def _named(whole: Whole) -> Iterator[str]:
    for step in whole.steps:
        if isinstance(step, Notice):
            yield from (one.record for one in step.facts)
            if step.rate is not None:
                yield step.rate.record
        if isinstance(step, Reply):
            yield from step.photos
