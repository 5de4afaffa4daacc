"""Set-wise writing, past the ORM and past SQLAlchemy's compiler: the intake's hot path.

A batch of records is a few hundred rows in five tables. Compiling an insert and its parameters
for each costs more than the database does, so the statement and the conversions of a table are
made once. PostgreSQL takes the rows by COPY, SQLite by executemany.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Table
from sqlmodel import Session, SQLModel

FEW = 2


def table(model: type[SQLModel]) -> Table:
    """The table of a model."""
    found: Table = model.__table__  # type: ignore[attr-defined]
    return found


def insert_rows(session: Session, model: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Insert `rows`, all with the same keys, in one statement; past the identity map."""
    if not rows:
        return
    connection = session.connection()
    plan = _plan(table(model), tuple(rows[0]), connection.dialect.name, _Same(connection.dialect))
    values = [plan.values(row) for row in rows]
    if connection.dialect.name == "postgresql" and len(rows) > FEW:
        cursor = connection.connection.cursor()
        with cursor.copy(plan.copy) as copy:
            for one in values:
                copy.write_row(one)
        return
    connection.exec_driver_sql(plan.insert, values)


@dataclass(frozen=True, slots=True)
class _Plan:
    insert: str
    copy: str
    keys: tuple[str, ...]
    converters: tuple[tuple[int, Callable[[Any], Any]], ...]

    def values(self, row: dict[str, Any]) -> tuple[Any, ...]:
        found = [row[key] for key in self.keys]
        for place, convert in self.converters:
            found[place] = convert(found[place])
        return tuple(found)


class _Same:
    """A dialect as a part of a cache key: any two of one name convert alike."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.dialect.name == self.dialect.name

    def __hash__(self) -> int:
        return hash(self.dialect.name)


@cache
def _plan(into: Table, keys: tuple[str, ...], name: str, same: _Same) -> _Plan:
    columns = [into.c[key] for key in keys]
    converters = []
    for place, column in enumerate(columns):
        kind = column.type.dialect_impl(same.dialect)
        convert = kind.bind_processor(same.dialect)
        if convert is not None:
            converters.append((place, convert))
    mark = "?" if name == "sqlite" else "%s"
    names = ", ".join(f'"{column.name}"' for column in columns)
    return _Plan(
        insert=f'INSERT INTO "{into.name}" ({names}) VALUES ({", ".join(mark for _ in keys)})',
        copy=f'COPY "{into.name}" ({names}) FROM STDIN',
        keys=keys,
        converters=tuple(converters),
    )
