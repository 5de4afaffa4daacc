"""How a ledger is described: its columns, filters, search and order, all of them SQL.

Lists, sums, exports and prints are made from this one description, so they cannot differ.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, SQLColumnExpression, and_, func, true
from sqlmodel import col

from app.kit.i18n import Message
from app.org.models import Building, Grid, GridBuilding
from app.org.scope import Scope, running

Expression = SQLColumnExpression[Any]
LastVisit = Callable[[Expression], Expression]


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    PHONE = "phone"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the descriptions depend on: who reads, on which day, from when a row is fresh."""

    scope: Scope
    today: date
    fresh_since: date
    zone: str
    last_visit: LastVisit | None = None
    """The day of a household's last visit, from the slice that knows visits."""


def same(*values: Any) -> Any:
    """The one value that was read."""
    return values[0]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what is read for it, what is made of that, and how it sorts."""

    id: str
    heading: Message
    reads: tuple[Expression, ...]
    kind: Kind = Kind.TEXT
    make: Callable[..., Any] = same
    sort: tuple[Expression, ...] = ()
    words: Mapping[str, Message] = field(default_factory=dict)
    look: str = ""
    """How the table shows it: main, half, text; "" as usual."""
    listed: bool = True
    """Whether lists show it; exports and prints have columns of their own."""
    exported: bool = True
    warn: Callable[[Any], Message | None] | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above a list. Without `words` its choices are rows of the database."""

    name: str
    label: Message
    clause: Callable[[str], Expression | None]
    words: Mapping[str, Message] | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum above a list, of all rows that it stands for; `of_rows` as a share of them."""

    heading: Message
    read: Expression
    of_rows: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """One of the four."""

    name: str
    key: Expression
    join: Callable[[Select[Any]], Select[Any]]
    where: Expression
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    found_by: Callable[[str], Expression]
    order: tuple[Expression, ...]
    """How rows stand when nobody asked otherwise, and which of equal rows comes first."""
    figures: tuple[Figure, ...] = ()
    household: Expression | None = None
    """Whose door a row shows, for the access log."""

    def column(self, wanted: str) -> Column | None:
        """The column with this id that can be sorted by."""
        return next((one for one in self.columns if one.id == wanted and one.sort), None)

    @property
    def sorts(self) -> Sequence[str]:
        """What can be sorted by."""
        return [one.id for one in self.columns if one.sort]


def chosen(words: Mapping[str, Expression]) -> Callable[[str], Expression | None]:
    """The clause of a filter with fixed choices."""
    return words.get


def equals(expression: Expression) -> Callable[[str], Expression | None]:
    """The clause of a filter whose choices are ids."""
    return lambda value: expression == value if value else true()


def natural(*texts: Any) -> tuple[Expression, ...]:
    """An order in which 2 comes before 10: the short texts first."""
    return tuple(part for text in texts for part in (func.length(text), text))


def with_grid(rows: Select[Any], building: Any, scope: Scope) -> Select[Any]:
    """Join the building, and the grid that has it now."""
    held = and_(col(GridBuilding.building_id) == col(Building.id), running(GridBuilding, scope.now))
    return (
        rows.outerjoin(Building, col(Building.id) == building)
        .outerjoin(GridBuilding, held)
        .outerjoin(Grid, col(Grid.id) == col(GridBuilding.grid_id))
    )
