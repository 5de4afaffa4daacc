"""Asking a colleague to exchange a shift, and what comes of it (row R24)."""

from datetime import datetime

from sqlmodel import Session

from app.attendance.commands.telling import tell
from app.attendance.models import RosterShift, Swap, SwapState
from app.attendance.queries.leave import leaders_of
from app.attendance.queries.swaps import OPEN, Exchange
from app.kit import audit
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.org.queries import names_of

SWAPS = "/swaps"


def ask(
    session: Session, now: datetime, gives: RosterShift, takes: RosterShift, reason: str
) -> Swap:
    """Ask whoever has the shift `takes` for it, and offer `gives`."""
    row = Swap(
        id=uuid7(), community_id=gives.community_id, shift_id=gives.id, other_shift_id=takes.id,
        asked_by=gives.person_id, asked_of=takes.person_id, reason=reason,
        state=SwapState.ASKED, asked_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, now, row, row.asked_by, "swap.asked")
    _tell(session, now, Exchange(row, gives, takes), {row.asked_of}, "swap_asked")
    return row


def agree(session: Session, now: datetime, swap: Exchange) -> None:
    """The colleague is willing; now the lead decides."""
    _from(session, swap.row, SwapState.ASKED)
    swap.row.state, swap.row.agreed_at = SwapState.AGREED, now
    session.add(swap.row)
    _note(session, now, swap.row, swap.row.asked_of, "swap.agreed")
    _tell(session, now, swap, {swap.row.asked_by}, "swap_accepted")
    leaders = set(leaders_of(session, swap.row.community_id, now))
    _tell(session, now, swap, leaders - {swap.row.asked_by}, "swap_agreed")


def refuse(session: Session, now: datetime, swap: Exchange, by: str, words: str) -> None:
    """The colleague or the lead says no."""
    _end(session, now, swap.row, SwapState.REFUSED, by, words)
    _note(session, now, swap.row, by, "swap.refused")
    _tell(session, now, swap, {swap.row.asked_by, swap.row.asked_of} - {by}, "swap_refused")


def withdraw(session: Session, now: datetime, swap: Exchange) -> None:
    """Whoever asked thinks better of it."""
    _end(session, now, swap.row, SwapState.WITHDRAWN, swap.row.asked_by, "")
    _note(session, now, swap.row, swap.row.asked_by, "swap.withdrawn")
    _tell(session, now, swap, {swap.row.asked_of}, "swap_withdrawn")


def grant(session: Session, now: datetime, swap: Exchange, by: str, words: str) -> None:
    """The two shifts change hands. The rules were asked before."""
    _from(session, swap.row, SwapState.AGREED)
    _end(session, now, swap.row, SwapState.GRANTED, by, words)
    swap.gives.person_id, swap.takes.person_id = swap.row.asked_of, swap.row.asked_by
    session.add_all([swap.gives, swap.takes])
    session.flush()
    _note(session, now, swap.row, by, "swap.granted")
    _tell(session, now, swap, {swap.row.asked_by, swap.row.asked_of}, "swap_granted")


def _from(session: Session, row: Swap, state: SwapState) -> None:
    """Hold the row, and see that it is where it is thought to be. Raises Conflict."""
    session.refresh(row, with_for_update=True)
    if row.state != state:
        raise Conflict


def _end(session: Session, now: datetime, row: Swap, state: SwapState, by: str, words: str) -> None:
    session.refresh(row, with_for_update=True)
    if row.state not in OPEN:
        raise Conflict
    row.state, row.answered_by, row.answered_at, row.answer = state, by, now, words
    session.add(row)


def _note(session: Session, now: datetime, row: Swap, by: str, kind: str) -> None:
    said = {"gives": row.shift_id, "takes": row.other_shift_id, "answer": row.answer}
    audit.record(session, row.community_id, now, kind, by, row.id, said)


def _tell(session: Session, now: datetime, swap: Exchange, people: set[str], kind: str) -> None:
    row = swap.row
    names = names_of(session, {row.asked_by, row.asked_of})
    # By whose name it goes: who agreed, or else who asked.
    name = names[row.asked_of if kind == "swap_accepted" else row.asked_by]
    values = {"name": name, "gives": str(swap.gives.on), "takes": str(swap.takes.on)}
    tell(session, row.community_id, people, kind, values, SWAPS, now)
