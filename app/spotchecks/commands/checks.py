"""Doing a check: the answers first, blind, then what they mean beside the record (R110).

Each step happens once. Whoever comes second is told who was first, and changes nothing.
"""

from datetime import datetime

from sqlmodel import Session

from app.kit import audit
from app.kit.held import ROW
from app.kit.i18n import Message
from app.kit.problems import Conflict, NotFound
from app.spotchecks.commands.readings import open_reading
from app.spotchecks.commands.telling import done, tell_worker
from app.spotchecks.forms.checks import JUDGED, Answers, Verdict
from app.spotchecks.held import WORDS, check_digest, words_digest
from app.spotchecks.models import CheckOutcome, Draw, Reached, SpotCheck
from app.spotchecks.queries.checks import has_read
from app.spotchecks.queries.lists import frozen_row
from app.spotchecks.queries.terms import conflicts_of
from app.spotchecks.rules.rates import read_rules

BARRED = Message("您经手过这条记录，或与这位网格员有利益关系，不能抽查")
HAS_READ = Message("您看过这条记录，不能再来抽查")
ANOTHER = Message("请让站里其他人接手。")


def answer(
    session: Session, now: datetime, check: SpotCheck, by: str, said: Answers, envelope: str = ""
) -> None:
    """Save what the household said. Where it could not be asked, the check ends with that.

    `envelope` brought it, where it came from a phone.
    """
    _hold(session, check)
    if check.answered_at is not None:
        raise done(session, check.answered_by)
    _only_checker(check, by)
    check.way, check.reached, check.heard = said.way, said.reached, said.heard
    check.visited = said.visited or ""
    check.visited_by, check.visited_when = said.visited_by, said.visited_when
    check.about = [one.value for one in said.about]
    check.answered_at, check.answered_by, check.answers_id = now, by, envelope or None
    session.add(check)
    session.flush()
    _note(session, check, now, by, "check.answered", reached=said.reached, visited=check.visited)
    if said.reached != Reached.ANSWERED:
        _close(session, now, check, by, Verdict(CheckOutcome(said.reached.value), ""))


def judge(session: Session, now: datetime, check: SpotCheck, by: str, said: Verdict) -> None:
    """Say what the record is worth beside the answers. It finds nothing against anybody: that
    takes a notice, a reply and two other people (R111)."""
    _hold(session, check)
    if check.closed_at is not None:
        raise done(session, check.closed_by)
    _only_checker(check, by)
    if check.answered_at is None:
        raise Conflict(Message("请先填写问到的情况"))
    _close(session, now, check, by, said)


def take_over(session: Session, now: datetime, check: SpotCheck, by: str, why: str) -> None:
    """Somebody else does a check that its checker cannot do; it is counted (substitution)."""
    _hold(session, check)
    if check.answered_at is not None:
        raise done(session, check.answered_by)
    if check.checker_id == by:
        raise Conflict
    _only_who_may(session, check, by)
    check.drawn_checker_id = check.drawn_checker_id or check.checker_id
    check.checker_id, check.taken_over_at, check.taken_over_why = by, now, why
    session.add(check)
    session.flush()
    _note(session, check, now, by, "check.taken_over", of=check.drawn_checker_id or "")


def _only_who_may(session: Session, check: SpotCheck, by: str) -> None:
    """Whom the draw could not have drawn, by its own list and rules or by a conflict of interest
    named since, does not take a check over either; nor who has read the record before."""
    draw = session.get(Draw, (check.community_id, check.day))
    row = frozen_row(session, check)
    named = conflicts_of(session, check.community_id)
    if draw is None or row is None or not read_rules(draw.rules).lets_check(by, row):
        raise Conflict(BARRED, ANOTHER)
    if (by, check.worker_id) in named:
        raise Conflict(BARRED, ANOTHER)
    if has_read(session, check, by):
        raise Conflict(HAS_READ, ANOTHER)


def _hold(session: Session, check: SpotCheck) -> None:
    # The chain first, as where records come in: two who wait for each other would wait for ever.
    audit.lock_heads(session, [check.community_id])
    session.refresh(check, with_for_update=True)


def _only_checker(check: SpotCheck, by: str) -> None:
    if check.checker_id != by:
        raise NotFound


def _close(session: Session, now: datetime, check: SpotCheck, by: str, said: Verdict) -> None:
    check.outcome, check.reason = said.outcome, said.reason
    check.closed_at, check.closed_by = now, by
    session.add(check)
    session.flush()
    _note(session, check, now, by, "check.closed", outcome=said.outcome)
    draw = session.get(Draw, (check.community_id, check.day))
    if draw is None:
        return
    if said.outcome in JUDGED:
        open_reading(session, now, check, draw)
    if draw.published_at is not None:
        show(session, [check], now)


def show(session: Session, checks: list[SpotCheck], now: datetime) -> None:
    """Tell the workers whose records these are that they can be looked at."""
    for one in checks:
        values = {"on": one.day.isoformat(), "state": one.outcome}
        tell_worker(session, one.community_id, [one.worker_id], values, f"/checks/{one.id}", now)


def _note(
    session: Session, check: SpotCheck, now: datetime, by: str, kind: str, **said: str
) -> None:
    payload = {"visit": check.visit_id, **said, ROW: check_digest(check.model_dump())}
    audit.record(session, check.community_id, now, kind, by, check.id, payload)
    # Of the visit, so that it goes when that is erased: only then do the words of the check.
    words = {"check": check.id, ROW: words_digest(check.model_dump())}
    audit.record(session, check.community_id, now, WORDS, by, check.visit_id, words)
