"""Takes the steps of the draws that the clock asks for, while the server runs."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

import structlog
from sqlmodel import Session

from app.kit.clock import Clock
from app.kit.db import Database
from app.spotchecks.commands import draws
from app.spotchecks.queries.due import Step, StepKind, due_steps

log = structlog.get_logger()


def _advise(session: Session, community_id: str, day: date, now: datetime) -> None:
    draws.make(session, community_id, day, "", now)


TAKE: Mapping[StepKind, Callable[[Session, str, date, datetime], None]] = {
    StepKind.PROMISE: draws.promise,
    StepKind.CUT_OFF: draws.cut_off,
    StepKind.ADVISE: _advise,
    StepKind.PUBLISH: draws.publish,
}


def take_steps(db: Database, clock: Clock) -> int:
    """Take every step that is due, each in a transaction of its own; how many there were.

    A step that fails is logged and tried again at the next look; it keeps no other community back.
    """
    now, taken = clock(), 0
    with db.session() as session:
        due = list(due_steps(session, now))
    for step in due:
        try:
            _take(db, step, now)
        except Exception:
            log.exception("a draw's step failed", step=step.kind, day=str(step.day))
        else:
            taken += 1
    return taken


def _take(db: Database, step: Step, now: datetime) -> None:
    with db.session(writes=True) as session:
        TAKE[step.kind](session, step.community_id, step.day, now)
        session.commit()
