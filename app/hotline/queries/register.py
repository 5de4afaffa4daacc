"""One register of everything that was told to the station, whatever way it came (row R144).

Nothing is copied into it: a row is an entry, a matter that no entry opened, or a concern of a visit
that is no matter yet.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, case, func, literal, or_, union_all
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.auth.principal import Principal
from app.hotline.models import Entry, EntryRequest
from app.hotline.rules.kinds import Kind, Source
from app.matters.models import Matter
from app.matters.queries.sight import mine_clause
from app.org.models import Post
from app.org.scope import Scope, met_clause, told_clause
from app.visits.models import Concern

PAGE = 50


class Reader(NamedTuple):
    """Who reads, and the visits that they are not to know of yet, because they are to check one
    of them without having seen it."""

    person: Principal
    scope: Scope
    hidden: frozenset[str]

    @property
    def head(self) -> bool:
        """Whether disputes are open to them that others work on (row R76)."""
        return Post.STATION_HEAD in self.person.posts


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the register somebody wants to see: a span of time, and what narrows it."""

    since: datetime
    until: datetime
    source: Source | None = None
    kind: Kind | None = None
    grid_id: str = ""
    still_open: bool = False


class Row(NamedTuple):
    """One line of the register. `words` is empty where the reader may not read them."""

    what: str
    id: str
    at: datetime
    source: str
    kind: str
    grid_id: str | None
    household_id: str | None
    person_id: str
    words: str
    number: str
    still_open: bool
    restricted: bool
    mine: bool
    visit_id: str | None


def rows_of(session: Session, reader: Reader, asked: Asked, page: int = 1) -> list[Row]:
    """A page of the register, the newest first."""
    found = _all(reader, asked).subquery()
    listed = columns(found).order_by(found.c.at.desc(), found.c.id.desc())
    rows = session.execute(listed.limit(PAGE).offset(PAGE * (page - 1)))
    return [_seen(reader, Row(*row)) for row in rows]


def every_row(session: Session, reader: Reader, asked: Asked, most: int) -> list[Row]:
    """The register in the order in which things came, for a file."""
    found = _all(reader, asked).subquery()
    rows = session.execute(columns(found).order_by(found.c.at, found.c.id).limit(most))
    return [_seen(reader, Row(*row)) for row in rows]


def count_of(session: Session, reader: Reader, asked: Asked) -> int:
    """How many lines there are."""
    found = _all(reader, asked).subquery()
    return int(session.execute(columns(func.count()).select_from(found)).scalar_one())


def counted(
    session: Session, reader: Reader, asked: Asked
) -> list[tuple[str | None, str, str, int]]:
    """How many lines by grid, channel and kind (row R93); counts name nobody, so that nothing is
    left out of them."""
    found = _all(reader._replace(hidden=frozenset()), asked).subquery()
    by = (found.c.grid_id, found.c.source, found.c.kind)
    rows = session.execute(columns(*by, func.count()).group_by(*by))
    return [(grid, source, kind, count) for grid, source, kind, count in rows]


def _seen(reader: Reader, row: Row) -> Row:
    """Without what this reader is not to know: of a dispute that others work on its words, of a
    visit that they are to check blind all but that something was asked for."""
    if row.restricted and not (reader.head or row.mine):
        return row._replace(words="", household_id=None)
    if row.visit_id and row.visit_id in reader.hidden:
        # Where it came from shows after the check; the request itself never waits for one.
        return row._replace(person_id="", household_id=None)
    return row


def _all(reader: Reader, asked: Asked) -> CompoundSelect[Any]:
    concerns = _concerns(reader.scope, asked)
    person = reader.person
    if reader.hidden:
        visit = col(Concern.visit_id)
        concerns = concerns.where(or_(visit.is_(None), visit.not_in(sorted(reader.hidden))))
    return union_all(_entries(person, asked), _matters(person, asked), concerns)


def _entries(person: Principal, asked: Asked) -> Any:
    goes_on = _matters_of_entry(col(Matter.closed_at).is_(None))
    rows: Any = columns(
        literal("entry").label("what"), col(Entry.id), col(Entry.at),
        col(Entry.channel).label("source"), col(Entry.kind), col(Entry.grid_id),
        col(Entry.household_id), col(Entry.taken_by).label("person_id"), col(Entry.words),
        literal("").label("number"), goes_on.label("still_open"),
        _matters_of_entry(col(Matter.restricted)).label("restricted"),
        (col(Entry.taken_by) == person.id).label("mine"), literal(None).label("visit_id"),
    ).where(
        entries_clause(person),
        *_within(asked, col(Entry.at), col(Entry.channel), col(Entry.kind), col(Entry.grid_id)),
    )  # fmt: skip
    return rows.where(goes_on) if asked.still_open else rows


def entries_clause(person: Principal) -> ColumnElement[bool]:
    """The entries that this person may see."""
    mine = col(Entry.taken_by) == person.id
    return told_clause(person, col(Entry.community_id), col(Entry.grid_id), mine)


def _matters_of_entry(which: Any) -> Any:
    return (
        columns(col(EntryRequest.entry_id))
        .join(Matter, col(Matter.id) == col(EntryRequest.matter_id))
        .where(col(EntryRequest.entry_id) == col(Entry.id), which)
        .exists()
    )


MATTER_KIND = case(
    (col(Matter.flow) == "dispute", Kind.DISPUTE.value),
    (col(Matter.item_id).is_not(None), Kind.SERVICE.value),
    else_=Kind.PROBLEM.value,
)


def _matters(person: Principal, asked: Asked) -> Any:
    goes_on = col(Matter.closed_at).is_(None)
    by_entry = columns(col(EntryRequest.entry_id)).where(
        col(EntryRequest.matter_id) == col(Matter.id)
    )
    mine = mine_clause(person.id)
    rows: Any = (
        columns(
            literal("matter"), col(Matter.id), col(Matter.opened_at), col(Matter.channel),
            MATTER_KIND, col(Matter.grid_id), col(Matter.household_id),
            col(Matter.first_contact_owner_id), col(Matter.title), col(Matter.number), goes_on,
            col(Matter.restricted), mine, col(Concern.visit_id),
        )
        .outerjoin(Concern, col(Concern.id) == col(Matter.concern_id))
        .where(
            told_clause(person, col(Matter.community_id), col(Matter.grid_id), mine),
            ~by_entry.exists(),
            *_within(
                asked, col(Matter.opened_at), col(Matter.channel), MATTER_KIND, col(Matter.grid_id)
            ),
        )
    )  # fmt: skip
    return rows.where(goes_on) if asked.still_open else rows


def _concerns(scope: Scope, asked: Asked) -> Any:
    source, kind = literal(Source.VISIT.value), literal(Kind.PROBLEM.value)
    goes_on = col(Concern.closed_at).is_(None)
    opened = columns(col(Matter.id)).where(col(Matter.concern_id) == col(Concern.id))
    rows: Any = columns(
        literal("concern"), col(Concern.id), col(Concern.opened_at), source, kind,
        col(Concern.grid_id), col(Concern.household_id), col(Concern.author_id), col(Concern.text),
        literal(""), goes_on, literal(False), literal(True), col(Concern.visit_id),
    ).where(
        met_clause(
            scope, col(Concern.community_id), col(Concern.grid_id), col(Concern.author_id)
        ),
        ~opened.exists(),
        *_within(asked, col(Concern.opened_at), source, kind, col(Concern.grid_id)),
    )  # fmt: skip
    return rows.where(goes_on) if asked.still_open else rows


def _within(asked: Asked, at: Any, source: Any, kind: Any, grid: Any) -> list[Any]:
    found = [at >= asked.since, at < asked.until]
    if asked.source is not None:
        found.append(source == asked.source.value)
    if asked.kind is not None:
        found.append(kind == asked.kind.value)
    if asked.grid_id:
        found.append(grid == asked.grid_id)
    return found


class Opened(NamedTuple):
    """A matter that an entry opened, as its line shows it."""

    entry_id: str
    words: str
    matter_id: str
    number: str
    stage: str
    restricted: bool
    done_at: datetime | None


def matters_of(session: Session, entries: Collection[str]) -> dict[str, list[Opened]]:
    """The matters of each of these entries, which the caller has found in scope."""
    if not entries:
        return {}
    rows = session.execute(
        columns(
            col(EntryRequest.entry_id), col(EntryRequest.words), col(Matter.id),
            col(Matter.number), col(Matter.stage), col(Matter.restricted), col(Matter.done_at),
        )
        .join(Matter, col(Matter.id) == col(EntryRequest.matter_id))
        .where(col(EntryRequest.entry_id).in_(sorted(entries)))
        .order_by(col(EntryRequest.entry_id), col(EntryRequest.number))
    )  # fmt: skip
    found: dict[str, list[Opened]] = {}
    for row in rows:
        one = Opened(*row)
        found.setdefault(one.entry_id, []).append(one)
    return found
