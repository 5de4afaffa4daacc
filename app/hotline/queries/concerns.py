"""民情台账: each line with its five parts, from visits, calls and meetings alike (row R130)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, literal, or_, union, union_all
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.hotline.models import Entry, Opinion
from app.hotline.queries.register import Reader, entries_clause, matters_of
from app.households.models import Household
from app.matters.models import Matter, MatterStep
from app.org.scope import met_clause
from app.visits.models import Concern, Visit

PAGE = 20
TOLD = ("result", "feedback", "not_ours")


class Part(NamedTuple):
    """One thing that was asked for: its words, and the matter that it became."""

    id: str
    words: str
    matter_id: str
    number: str
    stage: str


@dataclass(slots=True)
class Line:
    """The five parts: who is served, when, what they said, what they propose, what came of it."""

    what: str
    id: str
    at: datetime
    source: str
    person_id: str
    household_id: str | None
    place: str
    basics: str
    people: int | None
    words: str
    parts: list[Part] = field(default_factory=list)
    opinions: list[str] = field(default_factory=list)
    results: list[tuple[str, str]] = field(default_factory=list)
    """What came of it, each with the number of its matter; "" for an answer at once."""
    restricted: bool = False


class Pick(NamedTuple):
    """Which lines are wanted: a span of time, and a grid or ""."""

    since: datetime
    until: datetime
    grid_id: str


def lines_of(session: Session, reader: Reader, pick: Pick, page: int = 1) -> list[Line]:
    """A page of the ledger, the newest first; one line more than a page when there is another."""
    found = union_all(_visits(reader, pick), _entries(reader, pick)).subquery()
    rows = session.execute(
        columns(found).order_by(found.c.at.desc(), found.c.id.desc())
        .limit(PAGE + 1).offset(PAGE * (page - 1))
    ).all()  # fmt: skip
    visits = _from_visits(session, [row.id for row in rows if row.what == "visit"])
    entries = _from_entries(session, reader, [row.id for row in rows if row.what == "entry"])
    known = visits | entries
    lines = [known[row.id] for row in rows]
    _opinions(session, lines)
    _results(session, lines)
    return lines


def _visits(reader: Reader, pick: Pick) -> Any:
    rows: Any = columns(
        literal("visit").label("what"), col(Visit.id), col(Visit.made_at).label("at")
    )
    rows = rows.where(
        met_clause(reader.scope, col(Visit.community_id), col(Visit.grid_id), col(Visit.author_id)),
        col(Visit.made_at) >= pick.since,
        col(Visit.made_at) < pick.until,
        col(Visit.erased_at).is_(None),
        col(Visit.id).in_(_told_at(reader.scope.community_id or "")),
    )
    if reader.hidden:
        rows = rows.where(col(Visit.id).not_in(sorted(reader.hidden)))
    return rows.where(col(Visit.grid_id) == pick.grid_id) if pick.grid_id else rows


def _told_at(community_id: str) -> Any:
    """The visits of a community at which something was asked for or proposed: few of all, so that
    they are found from there and not by looking through the visits."""
    asked, said = col(Concern.visit_id), col(Opinion.visit_id)
    return union(
        columns(asked).where(col(Concern.community_id) == community_id, asked.is_not(None)),
        columns(said).where(col(Opinion.community_id) == community_id, said.is_not(None)),
    )


def _entries(reader: Reader, pick: Pick) -> Any:
    rows: Any = columns(literal("entry"), col(Entry.id), col(Entry.at)).where(
        entries_clause(reader.person),
        col(Entry.at) >= pick.since,
        col(Entry.at) < pick.until,
        col(Entry.erased_at).is_(None),
    )
    return rows.where(col(Entry.grid_id) == pick.grid_id) if pick.grid_id else rows


def _from_visits(session: Session, ids: Sequence[str]) -> dict[str, Line]:
    if not ids:
        return {}
    rows = session.execute(
        columns(Visit, col(Household.people))
        .outerjoin(Household, col(Household.id) == col(Visit.household_id))
        .where(col(Visit.id).in_(ids))
    )
    lines = {
        one.id: Line(
            "visit", one.id, one.visited_at or one.made_at, "visit", one.author_id,
            one.household_id, one.address, "", people, one.findings,
        )
        for one, people in rows
    }  # fmt: skip
    opened = session.execute(
        columns(
            col(Concern.visit_id), col(Concern.id), col(Concern.text), col(Matter.id),
            col(Matter.number), col(Matter.stage),
        )
        .outerjoin(Matter, col(Matter.concern_id) == col(Concern.id))
        .where(col(Concern.visit_id).in_(ids))
        .order_by(col(Concern.opened_at), col(Concern.id))
    )  # fmt: skip
    for visit, concern, words, matter, number, stage in opened:
        lines[visit].parts.append(Part(concern, words, matter or "", number or "", stage or ""))
    return lines


def _from_entries(session: Session, reader: Reader, ids: Collection[str]) -> dict[str, Line]:
    if not ids:
        return {}
    opened = matters_of(session, ids)
    rows = session.execute(
        columns(Entry, col(Household.people))
        .outerjoin(Household, col(Household.id) == col(Entry.household_id))
        .where(col(Entry.id).in_(sorted(ids)))
    )
    lines = {}
    for one, people in rows:
        parts = [
            Part("", part.words, part.matter_id, part.number, part.stage)
            for part in opened.get(one.id, [])
        ]
        line = Line(
            "entry", one.id, one.at, one.channel, one.taken_by, one.household_id, one.place,
            one.basics, people, one.words, parts,
            results=[("", one.answer)] if one.answer else [],
        )  # fmt: skip
        closed_to = any(part.restricted for part in opened.get(one.id, []))
        if closed_to and not (reader.head or one.taken_by == reader.scope.person_id):
            line = Line(
                "entry", one.id, one.at, one.channel, one.taken_by, None, "", "", None, "",
                [part._replace(words="") for part in parts], restricted=True,
            )  # fmt: skip
        lines[one.id] = line
    return lines


def _opinions(session: Session, lines: Sequence[Line]) -> None:
    """What they propose stands in the register of opinions."""
    known = {one.id: one for one in lines if not one.restricted}
    rows = session.exec(
        select(Opinion)
        .where(or_(col(Opinion.visit_id).in_(known), col(Opinion.entry_id).in_(known)))
        .order_by(col(Opinion.at), col(Opinion.id))
    )
    for one in rows:
        known[one.visit_id or one.entry_id or ""].opinions.append(one.words)


def _results(session: Session, lines: Sequence[Line]) -> None:
    """What the matters' results and feedback say, the newest of each matter."""
    by_matter = {
        part.matter_id: (line, part)
        for line in lines
        if not line.restricted
        for part in line.parts
        if part.matter_id
    }
    newest = (
        columns(
            col(MatterStep.matter_id),
            func.max(col(MatterStep.number)).label("number"),
        )
        .where(col(MatterStep.matter_id).in_(by_matter), col(MatterStep.kind).in_(TOLD))
        .group_by(col(MatterStep.matter_id))
        .subquery()
    )
    rows = session.execute(
        columns(col(MatterStep.matter_id), col(MatterStep.said)).join(
            newest,
            (newest.c.matter_id == col(MatterStep.matter_id))
            & (newest.c.number == col(MatterStep.number)),
        )
    )
    for matter, said in rows:
        line, part = by_matter[matter]
        line.results.append((part.number, said.get("words") or said.get("explanation", "")))


def concern_of(session: Session, reader: Reader, concern_id: str) -> Concern | None:
    """A concern in scope, of a visit that the reader may know of."""
    found = session.exec(
        select(Concern).where(
            Concern.id == concern_id,
            met_clause(
                reader.scope,
                col(Concern.community_id),
                col(Concern.grid_id),
                col(Concern.author_id),
            ),
        )
    ).first()
    return None if found and found.visit_id in reader.hidden else found
