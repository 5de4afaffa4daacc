"""A page of a ledger, its sums, and all of it in a stream; sorted and cut by the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as columns
from sqlmodel import Session

from app.books.forms import View
from app.books.queries.ledger import Column, Figure, Ledger

PAGE = 50
STREAMED = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its id, whose door it shows, and a value for each column."""

    id: str
    household: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """How many rows there are, and the figures of the ledger."""

    rows: int
    figures: tuple[tuple[Figure, int], ...]


def rows_of(ledger: Ledger, view: View, *reads: Any) -> Select[Any]:
    """The rows of `ledger` that `view` leaves in, with `reads` of each."""
    rows = ledger.join(columns(*reads)).where(ledger.where)
    for one in ledger.filters:
        clause = one.clause(view.chosen.get(one.name, ""))
        if clause is None:  # an unknown choice in an address stands for none
            clause = one.clause("")
        if clause is not None:
            rows = rows.where(clause)
    return rows.where(ledger.found_by(view.q)) if view.q else rows


def ordered(rows: Select[Any], ledger: Ledger, view: View) -> Select[Any]:
    """`rows` in the order that `view` asks for; what has no value comes last."""
    column = ledger.column(view.sort)
    if column is None:
        return rows.order_by(*ledger.order)
    wanted = [one.desc() if view.down else one.asc() for one in column.sort]
    return rows.order_by(*(one.nulls_last() for one in wanted), *ledger.order)


def sums(session: Session, ledger: Ledger, view: View) -> Sums:
    """How many rows `view` has, and its figures."""
    read = rows_of(ledger, view, func.count(), *(one.read for one in ledger.figures))
    row = session.execute(read).one()
    return Sums(row[0], tuple(zip(ledger.figures, map(int, row[1:]), strict=True)))


def page_of(session: Session, ledger: Ledger, view: View, shown: Sequence[Column]) -> list[Line]:
    """One page of `view`: first which rows, then what stands in them.

    SQLite works out every column before it sorts, so it is asked for the keys alone.
    """
    keys = ordered(rows_of(ledger, view, ledger.key), ledger, view)
    wanted = session.scalars(keys.limit(PAGE).offset((view.page - 1) * PAGE)).all()
    if not wanted:
        return []
    reads = ledger.join(columns(*_reads(ledger, shown))).where(ledger.where, ledger.key.in_(wanted))
    found = {line.id: line for line in lines(session.execute(reads), shown)}
    return [found[one] for one in wanted if one in found]


def line_of(session: Session, ledger: Ledger, key: str, shown: Sequence[Column]) -> Line | None:
    """One row by its id, whatever the filters say, or None when it is not in scope."""
    reads = ledger.join(columns(*_reads(ledger, shown))).where(ledger.where, ledger.key == key)
    return next(lines(session.execute(reads), shown), None)


def all_of(session: Session, ledger: Ledger, view: View, shown: Sequence[Column]) -> Iterator[Line]:
    """Every row of `view` in its order, a few at a time."""
    reads = ordered(rows_of(ledger, view, *_reads(ledger, shown)), ledger, view)
    yield from lines(session.execute(reads.execution_options(yield_per=STREAMED)), shown)


def lines(rows: Any, shown: Sequence[Column]) -> Iterator[Line]:
    """What the columns make of the rows that were read for them."""
    places, at = [], 2
    for one in shown:
        places.append((one.make, at, at + len(one.reads)))
        at += len(one.reads)
    for row in rows:
        values = tuple([make(*row[begin:end]) for make, begin, end in places])
        yield Line(row[0], row[1] or "", values)


def _reads(ledger: Ledger, shown: Sequence[Column]) -> list[Any]:
    door = ledger.key if ledger.household is None else ledger.household
    read = [ledger.key, door]
    for one in shown:
        read += one.reads
    # The same expression may be read twice, and each has its place in the row.
    return [one.label(f"r{place}") for place, one in enumerate(read)]
