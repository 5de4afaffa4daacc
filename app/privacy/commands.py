"""Reporting a breach, taking it on, closing it (row R244). The texts stand in the report alone."""

from datetime import datetime

from sqlmodel import Session

from app.kit import audit
from app.kit.ids import uuid7
from app.org.models import BreachReport
from app.privacy.forms import ReportEntry

NOBODY = "anonymous"


def report(
    session: Session, entry: ReportEntry, reporter_id: str | None, now: datetime
) -> BreachReport:
    """Write down what somebody says has happened."""
    made = BreachReport(
        id=uuid7(),
        community_id=entry.community_id,
        reporter_id=reporter_id,
        at=now,
        page=entry.page,
        what=entry.what,
        place=entry.place,
        happened=entry.happened,
        reach=entry.reach,
    )
    session.add(made)
    _note(session, made, "breach.reported", reporter_id or NOBODY, now)
    return made


def take_on(session: Session, report: BreachReport, person_id: str, now: datetime) -> None:
    """Somebody deals with it from now on."""
    report.taken_by, report.taken_at = person_id, now
    session.add(report)
    _note(session, report, "breach.taken", person_id, now)


def close(
    session: Session, report: BreachReport, outcome: str, person_id: str, now: datetime
) -> None:
    """It is dealt with, and this was done."""
    report.handled_by, report.handled_at, report.outcome = person_id, now, outcome
    session.add(report)
    _note(session, report, "breach.closed", person_id, now)


def _note(session: Session, report: BreachReport, kind: str, actor: str, now: datetime) -> None:
    audit.record(session, report.community_id, now, kind, actor, report.id, {})
