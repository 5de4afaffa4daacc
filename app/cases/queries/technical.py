"""The technical check: what the program can see of causes that are nobody's fault (R111).

A hint is no finding. Where there is none, the program itself writes that it looked; where there
is one, the data steward says on the same day whether that was it. Of old builds there is no trace
to see: every build so far writes its records in the same way.
"""

from sqlmodel import Session, col, select

from app.cases.rules.steps import Cause
from app.spotchecks.models import Draw, SpotCheck
from app.spotchecks.queries.lists import unpacked
from app.spotchecks.rules.reading import read_list
from app.spotchecks.rules.rows import Row
from app.spotchecks.rules.signals import Signal
from app.sync.models import Device
from app.visits.models import Amendment, RevisionState, Visit


def hints(session: Session, check_id: str | None) -> frozenset[Cause]:
    """Which causes the program sees a trace of. Lateness rests on what is proved; nothing of these
    can have made it so."""
    check = session.get(SpotCheck, check_id) if check_id else None
    visit = session.get(Visit, check.visit_id) if check else None
    if check is None or visit is None:
        return frozenset()
    row = _row(session, check)
    found = {
        Cause.CLOCK: visit.clock_doubtful or (row is not None and Signal.CLOCK in row.signals),
        Cause.REPAIR: _being_mended(session, visit),
        Cause.PHONE: _phone_lost(session, visit),
        Cause.OUTAGE: row is not None and row.late_of is not None,
    }
    return frozenset(cause for cause, traced in found.items() if traced)


def _row(session: Session, check: SpotCheck) -> Row | None:
    """What the frozen list says of the record."""
    draw = session.get(Draw, (check.community_id, check.day))
    rows = read_list(unpacked(draw.frozen)) if draw else ()
    return next((one for one in rows if one.visit == check.visit_id), None)


def _phone_lost(session: Session, visit: Visit) -> bool:
    phone = session.get(Device, (visit.device_id, visit.author_id)) if visit.device_id else None
    return phone is not None and phone.lost


def _being_mended(session: Session, visit: Visit) -> bool:
    """The record was set aside, or a correction of it waits for somebody to look at."""
    waiting = session.exec(
        select(Amendment.id).where(
            Amendment.visit_id == visit.id, col(Amendment.state) == RevisionState.PENDING
        )
    ).first()
    return bool(visit.set_aside) or waiting is not None
