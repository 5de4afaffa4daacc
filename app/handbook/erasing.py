"""Letting go of matters: replies to breaches go with them, a case keeps nothing of where it is
from."""

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlmodel import Session

from app.handbook.models import BreachReply, CaseState, KnowledgeCase
from app.kit.sql import table


def let_go(session: Session, matters: Sequence[str]) -> None:
    """Replies that were about these matters are deleted, as the entries of the log go; so are
    cases that nobody has published. A published one names nobody, and stays."""
    replies, cases = table(BreachReply), table(KnowledgeCase)
    ids, connection = list(matters), session.connection()
    connection.execute(delete(replies).where(replies.c.matter_id.in_(ids)))
    mine = cases.c.matter_id.in_(ids)
    connection.execute(delete(cases).where(mine, cases.c.state != CaseState.PUBLISHED.value))
    connection.execute(update(cases).where(mine).values(matter_id=None))
    session.expire_all()
