"""Tickets of 12345: those that wait for an answer, overdue ones first (row R150)."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.hotline.models import Ticket, TicketFile
from app.matters.models import Matter, MatterStep
from app.org.scope import Scope

MOST, MOST_FILES = 500, 20
TELLS = ("result", "feedback", "not_ours")


class Answerable(NamedTuple):
    """A ticket with its matter and what is answered: "" while there is no result."""

    ticket: Ticket
    matter_number: str
    title: str
    stage: str
    answer: str
    done_at: datetime | None

    def overdue(self, now: datetime) -> bool:
        """Whether its limit is over and no answer was given."""
        return self.ticket.answered_at is None and now > self.ticket.due_at


def tickets_of(
    session: Session, scope: Scope, answered: bool, with_answer: bool = False
) -> list[Answerable]:
    """The tickets that wait, the one that is due first in front; or those that were answered, the
    newest first. `with_answer`: only those that have something to answer."""
    at = col(Ticket.answered_at)
    asked = (
        columns(Ticket, col(Matter.number), col(Matter.title), col(Matter.stage),
                col(Matter.done_at))
        .join(Matter, col(Matter.id) == col(Ticket.matter_id))
        .where(
            col(Ticket.community_id) == (scope.community_id or ""),
            at.is_not(None) if answered else at.is_(None),
        )
        .order_by(at.desc() if answered else col(Ticket.due_at), col(Ticket.number))
        .limit(MOST)
    )  # fmt: skip
    rows = list(session.execute(asked))
    said = _answers(session, [one.matter_id for one, *_ in rows])
    found = [
        Answerable(one, number, title, stage, said.get(one.matter_id, ""), done_at)
        for one, number, title, stage, done_at in rows
    ]
    return [one for one in found if one.answer] if with_answer else found


def _answers(session: Session, matters: Collection[str]) -> dict[str, str]:
    """What the newest result, feedback or explanation of each matter says."""
    rows = session.execute(
        columns(col(MatterStep.matter_id), col(MatterStep.said))
        .where(col(MatterStep.matter_id).in_(matters), col(MatterStep.kind).in_(TELLS))
        .order_by(col(MatterStep.matter_id), col(MatterStep.number))
    )
    return {
        matter: said.get("words") or "。".join(
            one for one in (said.get("explanation"), said.get("where_to_go")) if one
        )
        for matter, said in rows
    }  # fmt: skip


def ticket_of(session: Session, scope: Scope, ticket_id: str) -> Ticket | None:
    """A ticket of the reader's community."""
    found = session.get(Ticket, ticket_id)
    return found if found and found.community_id == scope.community_id else None


def known_numbers(session: Session, community_id: str, numbers: Collection[str]) -> set[str]:
    """Which of these tickets came before."""
    return set(
        session.exec(
            select(Ticket.number).where(
                Ticket.community_id == community_id, col(Ticket.number).in_(list(numbers))
            )
        )
    )


def file_of(session: Session, scope: Scope, file_id: str) -> TicketFile | None:
    """A file that was read in the reader's community."""
    found = session.get(TicketFile, file_id)
    return found if found and found.community_id == scope.community_id else None


def files_of(session: Session, scope: Scope) -> list[TicketFile]:
    """The newest files."""
    return list(
        session.exec(
            select(TicketFile)
            .where(TicketFile.community_id == (scope.community_id or ""))
            .order_by(col(TicketFile.at).desc(), col(TicketFile.id).desc())
            .limit(MOST_FILES)
        )
    )
