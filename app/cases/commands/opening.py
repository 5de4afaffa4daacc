"""Opening a case, and the technical check with which every case begins (R111).

Cases are opened in the morning of a working day, so that whoever has to look at the technology on
the same day is there.
"""

from datetime import datetime

from sqlmodel import Session

from app.cases.commands.taking import take
from app.cases.held import OPENED, file_digest
from app.cases.models import CaseFile
from app.cases.queries.due import Found, barred_from, is_taken
from app.cases.queries.technical import hints
from app.cases.queries.whole import Whole, held_case
from app.cases.rules.steps import Cause, Role, TechnicalCheck
from app.cases.rules.written import facts_said
from app.kit import audit
from app.kit.held import ROW
from app.kit.ids import uuid7

SYSTEM = "system"
ALL = frozenset(Cause)


def open_case(session: Session, found: Found, now: datetime) -> CaseFile | None:
    """Open a case; where the program sees no trace of a technical cause, it says so at once. None
    where another process was first."""
    audit.lock_heads(session, [found.community.id])
    if is_taken(session, found):
        return None
    file = CaseFile(
        id=uuid7(),
        community_id=found.community.id,
        worker_id=found.worker_id,
        check_id=found.check_id,
        subject=facts_said(found.facts),
        checkers=sorted(found.checkers),
        barred=sorted(barred_from(session, found)),
        happened_at=found.happened_at,
        known_at=found.known_at,
        opened_at=now,
    )
    session.add(file)
    session.flush()
    said = {
        "worker": file.worker_id, "check": file.check_id or "", "subject": file.subject,
        ROW: file_digest(file.model_dump()),
    }  # fmt: skip
    audit.record(session, file.community_id, now, OPENED, SYSTEM, file.id, said)
    whole = held_case(session, file.id, now)
    if whole is not None and not hints(session, file):
        looked(session, whole, SYSTEM, Role.SYSTEM, frozenset())
    return file


def looked(session: Session, whole: Whole, by: str, role: Role, causes: frozenset[Cause]) -> Whole:
    """All five technical causes were looked at, and these it was. Raises Refused."""
    return take(session, whole, TechnicalCheck(whole.now, by, role, ALL, causes))
