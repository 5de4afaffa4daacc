"""The breach log: found by rule in the steps of matters, with the replies to it (row R103)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column, union_all
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.auth.principal import Principal
from app.handbook.models import BreachReply
from app.handbook.rules.breaches import Breach, breaches
from app.matters.models import Matter, MatterStep
from app.matters.queries.sight import seen_clause
from app.matters.queries.whole import steps_of
from app.matters.rules.steps import SYSTEM
from app.org.models import Post

LEADING = frozenset({Post.GRID_LEAD, Post.STATION_HEAD})
MOST, SHOWN_FOR = 300, timedelta(days=92)
# Written out: only then does the database use the indexes of just these.
BREACHES: tuple[ColumnElement[bool], ...] = (
    col(MatterStep.kind) == literal_column("'further_material'"),
    and_(
        col(MatterStep.kind) == literal_column("'supervision'"),
        col(MatterStep.by) == literal_column(f"'{SYSTEM}'"),
    ),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log: of which matter, whether the reader may open that, and what was said to
    it. It names the number, and nothing of the resident."""

    matter_id: str
    number: str
    opens: bool
    breach: Breach
    reply: BreachReply | None


def entries(session: Session, person: Principal, now: datetime) -> list[Entry]:
    """What concerns this person, and for who leads what concerns anybody of the community; the
    newest first."""
    if person.community_id is None:
        return []
    found = _found(session, person.community_id, now)
    replies = _replies(session, {matter_id for matter_id, _, _ in found})
    opens = _opens(session, person, {matter_id for matter_id, _, _ in found})
    shown = [
        Entry(matter_id, number, matter_id in opens, one, replies.get((matter_id, one.number)))
        for matter_id, number, one in found
        if person.posts & LEADING or one.person == person.id
    ]
    return sorted(shown, key=lambda one: one.breach.at, reverse=True)


def entry_of(session: Session, person: Principal, matter_id: str, number: int) -> Entry | None:
    """One entry that concerns this person."""
    matter = session.get(Matter, matter_id)
    if matter is None or matter.community_id != person.community_id:
        return None
    for one in breaches(steps_of(session, [matter.id])[matter.id]):
        if one.number == number and one.person == person.id:
            return Entry(
                matter.id, matter.number, True, one, session.get(BreachReply, (matter.id, number))
            )
    return None


def _found(session: Session, community_id: str, now: datetime) -> list[tuple[str, str, Breach]]:
    """The newest steps that are entries, with the ids and numbers of their matters. Where a matter
    stands now is not asked: for some hundred of them that takes longer than all the rest."""
    parts = [_steps(community_id, which, now - SHOWN_FOR) for which in BREACHES]
    both = union_all(*parts).subquery()
    rows = session.execute(columns(both).order_by(both.c.at.desc()).limit(MOST))
    wanted: dict[str, set[int]] = defaultdict(set)
    for matter_id, number, _ in rows:
        wanted[matter_id].add(number)
    asked = columns(col(Matter.id), col(Matter.number)).where(col(Matter.id).in_(list(wanted)))
    steps = steps_of(session, list(wanted))
    return [
        (matter_id, number, one)
        for matter_id, number in session.execute(asked)
        for one in breaches(steps[matter_id])
        if one.number in wanted[matter_id]
    ]


def _steps(community_id: str, which: ColumnElement[bool], since: datetime) -> Any:
    return columns(col(MatterStep.matter_id), col(MatterStep.number), col(MatterStep.at)).where(
        col(MatterStep.community_id) == community_id, which, col(MatterStep.at) > since
    )


def _replies(session: Session, matters: set[str]) -> dict[tuple[str, int], BreachReply]:
    rows = session.exec(select(BreachReply).where(col(BreachReply.matter_id).in_(list(matters))))
    return {(one.matter_id, one.number): one for one in rows}


def _opens(session: Session, person: Principal, matters: set[str]) -> set[str]:
    rows = session.exec(
        select(Matter.id).where(col(Matter.id).in_(list(matters)), seen_clause(person))
    )
    return set(rows)
