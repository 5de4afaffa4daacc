"""The technical check: what the program can see of causes that are nobody's fault (R111).

A hint is no finding. Where there is none, the program itself writes that it looked; where there
is one, the data steward says on the same day whether that was it. Of old builds there is no trace
to see: every build so far writes its records in the same way.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from app.attendance.intake import ANOTHER_TIME
from app.attendance.models import Decision, Touch
from app.cases.models import CaseFile
from app.cases.rules.evidence import Kind
from app.cases.rules.steps import Cause
from app.cases.rules.written import read_facts
from app.spotchecks.models import SpotCheck
from app.spotchecks.queries.lists import frozen_row
from app.spotchecks.rules.signals import Signal
from app.sync.models import Device
from app.visits.models import Amendment, RevisionState, Visit

# A touch that waited longer than this on the phone had no network.
WAITED = timedelta(hours=1)


def hints(session: Session, file: CaseFile) -> frozenset[Cause]:
    """Which causes the program sees a trace of, in the record of a visit or in the touches of the
    half-days that were decided late."""
    check = session.get(SpotCheck, file.check_id) if file.check_id else None
    visit = session.get(Visit, check.visit_id) if check else None
    if check is not None and visit is not None:
        return _traced(_of_visit(session, check, visit))
    return _traced(_of_lateness(session, file))


def _traced(found: Mapping[Cause, bool]) -> frozenset[Cause]:
    return frozenset(cause for cause, traced in found.items() if traced)


def _of_visit(session: Session, check: SpotCheck, visit: Visit) -> dict[Cause, bool]:
    row = frozen_row(session, check)
    return {
        Cause.CLOCK: visit.clock_doubtful or (row is not None and Signal.CLOCK in row.signals),
        Cause.REPAIR: _being_mended(session, visit),
        Cause.PHONE: _phone_lost(session, [(visit.device_id or "", visit.author_id)]),
        Cause.OUTAGE: row is not None and row.late_of is not None,
    }


def _of_lateness(session: Session, file: CaseFile) -> dict[Cause, bool]:
    late = [one.record for one in read_facts(file.subject) if one.kind is Kind.LATE]
    decisions = session.exec(select(Decision).where(col(Decision.id).in_(late))).all()
    touches = _touches(session, decisions)
    sent = [one for one in touches if one.entered_by is None]
    return {
        # Of a touch whose clock was in doubt no claimed time is kept.
        Cause.CLOCK: any(one.claimed is None or one.set_aside == ANOTHER_TIME for one in sent),
        Cause.REPAIR: any(one.set_aside and one.settled_by is None for one in touches)
        or any(one.replied_at is not None and one.replied_at > one.at for one in decisions),
        Cause.PHONE: _phone_lost(session, [(one.device_id, one.person_id) for one in sent]),
        Cause.OUTAGE: any(_waited(one) > WAITED for one in sent),
    }


def _touches(session: Session, decisions: Sequence[Decision]) -> Sequence[Touch]:
    """Every touch of the half-days that were decided."""
    halves = tuple_(col(Touch.person_id), col(Touch.on), col(Touch.part))
    asked = [(one.person_id, one.on, one.part) for one in decisions]
    return session.exec(select(Touch).where(halves.in_(asked))).all()


def _waited(touch: Touch) -> timedelta:
    """How long it may have waited on the phone, by the proof or by the phone's own clock."""
    made = touch.claimed or touch.earliest
    return max(touch.latest - touch.earliest, touch.received_at - made)


def _phone_lost(session: Session, phones: Iterable[tuple[str, str]]) -> bool:
    """Whether one of these phones, each with whose it is, was emptied."""
    found = [session.get(Device, one) for one in set(phones) if one[0]]
    return any(phone is not None and phone.lost for phone in found)


def _being_mended(session: Session, visit: Visit) -> bool:
    """The record was set aside, or a correction of it waits for somebody to look at."""
    waiting = session.exec(
        select(Amendment.id).where(
            Amendment.visit_id == visit.id, col(Amendment.state) == RevisionState.PENDING
        )
    ).first()
    return bool(visit.set_aside) or waiting is not None
