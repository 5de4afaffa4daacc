"""What a resident does with the number and the code of their matter (row R149)."""

from datetime import datetime

from sqlmodel import Session

from app.kit.problems import NotFound
from app.matters.commands.taking import take
from app.matters.queries.whole import Whole, held_matter
from app.matters.rules.steps import RESIDENT, Rating, Role, Withdrawal


def rate(session: Session, matter_id: str, score: int, words: str, now: datetime) -> None:
    """The resident says what they think of it. Raises Refused when it is not the time."""
    whole = _held(session, matter_id, now)
    take(session, whole, Rating(whole.now, RESIDENT, Role.RESIDENT, score=score, words=words))


def withdraw(session: Session, matter_id: str, words: str, now: datetime) -> None:
    """The resident does not want it any more. Raises Refused when it is over."""
    whole = _held(session, matter_id, now)
    take(session, whole, Withdrawal(whole.now, RESIDENT, Role.RESIDENT, words=words))


def _held(session: Session, matter_id: str, now: datetime) -> Whole:
    whole = held_matter(session, matter_id, now)
    if whole is None:
        raise NotFound
    return whole
