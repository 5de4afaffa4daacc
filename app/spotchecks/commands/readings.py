"""Comparing a check a second time, by somebody who does not know what came of it (R110)."""

from datetime import datetime

from sqlmodel import Session

from app.kit import audit
from app.kit.problems import NotFound
from app.spotchecks.commands.telling import done, tell_reader
from app.spotchecks.forms.checks import Verdict
from app.spotchecks.models import Draw, SecondReading, SpotCheck
from app.spotchecks.queries.lists import frozen_row
from app.spotchecks.rules.rates import read_rules
from app.spotchecks.rules.second import is_read_again, second_reader


def open_reading(session: Session, now: datetime, check: SpotCheck, draw: Draw) -> None:
    """Let a check that was just compared be compared again, if the seed of its draw says so."""
    if not draw.seed or not is_read_again(draw.seed, check.visit_id):
        return
    first = {one for one in (check.answered_by, check.closed_by) if one}
    row = frozen_row(session, check)
    reader = second_reader(draw.seed, row, read_rules(draw.rules), first) if row else ""
    if not reader:
        return
    session.add(
        SecondReading(
            check_id=check.id, community_id=check.community_id, reader_id=reader, opened_at=now
        )
    )
    session.flush()
    tell_reader(session, check, reader, now)


def read_again(session: Session, now: datetime, check: SpotCheck, by: str, said: Verdict) -> None:
    """Save what the second reader makes of it. The first outcome stays whatever this one is.

    Raises NotFound for anybody else, and Done when it was saved already.
    """
    audit.lock_heads(session, [check.community_id])
    reading = session.get(SecondReading, check.id, with_for_update=True, populate_existing=True)
    if reading is None or reading.reader_id != by:
        raise NotFound
    if reading.saved_at is not None:
        raise done(session, by)
    reading.outcome, reading.reason, reading.saved_at = said.outcome, said.reason, now
    session.add(reading)
    session.flush()
    payload = {"visit": check.visit_id, "outcome": said.outcome}
    audit.record(session, check.community_id, now, "check.read_again", by, check.id, payload)
