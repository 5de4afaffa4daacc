"""Opinions by class, those that stand first (row R133)."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.auth.principal import Principal
from app.hotline.models import Entry, Opinion
from app.hotline.queries.register import Reader, entries_clause
from app.matters.models import Matter
from app.matters.queries.sight import seen_clause
from app.org.scope import met_clause, told_clause
from app.visits.models import Visit

PAGE = 50


class Shown(NamedTuple):
    """An opinion, with the number of the matter that struck it off."""

    opinion: Opinion
    number: str


def _mine(person: Principal) -> ColumnElement[bool]:
    mine = col(Opinion.by) == person.id
    return told_clause(person, col(Opinion.community_id), col(Opinion.grid_id), mine)


def opinions_of(
    session: Session, person: Principal, line: str, struck: bool, page: int = 1
) -> list[Shown]:
    """Opinions of one class or of all, those that stand or those that are struck off; the newest
    first, and one more than a page when there is another."""
    asked = columns(Opinion, col(Matter.number)).outerjoin(
        Matter, col(Matter.id) == col(Opinion.matter_id)
    )
    gone = col(Opinion.struck_at)
    asked = asked.where(_mine(person), gone.is_not(None) if struck else gone.is_(None))
    if line:
        asked = asked.where(col(Opinion.line) == line)
    asked = asked.order_by((gone if struck else col(Opinion.at)).desc(), col(Opinion.id).desc())
    rows = session.execute(asked.limit(PAGE + 1).offset(PAGE * (page - 1)))
    return [Shown(opinion, number or "") for opinion, number in rows]


def standing_by_line(session: Session, person: Principal) -> dict[str, tuple[int, int]]:
    """How many of each class there are, and how many of them still stand."""
    rows = session.execute(
        columns(col(Opinion.line), func.count(), func.count(col(Opinion.struck_at)))
        .where(_mine(person))
        .group_by(col(Opinion.line))
    )
    return {line: (count, count - struck) for line, count, struck in rows}


def opinion_of(session: Session, person: Principal, opinion_id: str) -> Opinion | None:
    """An opinion in scope."""
    return session.exec(select(Opinion).where(Opinion.id == opinion_id, _mine(person))).first()


def source_of(
    session: Session, reader: Reader, visit_id: str | None, entry_id: str | None
) -> tuple[str | None, bool]:
    """The grid of the visit or entry that an opinion stems from, and whether it is in scope."""
    if not visit_id and not entry_id:
        return None, True
    if visit_id:
        asked = columns(col(Visit.grid_id)).where(
            col(Visit.id) == visit_id,
            met_clause(
                reader.scope, col(Visit.community_id), col(Visit.grid_id), col(Visit.author_id)
            ),
            col(Visit.id).not_in(sorted(reader.hidden)),
        )
    else:
        asked = columns(col(Entry.grid_id)).where(
            col(Entry.id) == entry_id, entries_clause(reader.person)
        )
    row = session.execute(asked).first()
    return (row[0], True) if row else (None, False)


def matter_with_result(session: Session, person: Principal, number: str) -> Matter | None:
    """The matter of this number that the reader may see, when it has a result."""
    return session.exec(
        select(Matter).where(
            seen_clause(person), Matter.number == number, col(Matter.done_at).is_not(None)
        )
    ).first()
