"""Millions of rows, quickly: executemany on SQLite, COPY on PostgreSQL, both as a stream."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import lru_cache, partial
from itertools import repeat
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Connection, Date, Time
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

from app.kit.db import Utc, in_chunks
from app.kit.sql import table

CHUNK = 5_000
MOMENT_LENGTH = len("2026-11-22 08:30:00.000000")
Row = Mapping[str, Any]
Turn = Callable[[Any], Any]


class Bulk:
    """Writes rows past the models. A column that a row does not give takes the model's default."""

    def __init__(self, connection: Connection) -> None:
        if not connection.in_transaction():
            connection.begin()  # the driver alone would commit every row by itself
        self.connection = connection
        self.sqlite = connection.dialect.name == "sqlite"
        self._raw: Any = connection.connection.driver_connection
        self._shapes: dict[type[SQLModel], list[tuple[str, Any, Turn | None]]] = {}

    def models(self, models: Iterable[SQLModel]) -> None:
        """Insert models, each kind in the order in which it first came."""
        kinds: dict[type[SQLModel], list[Row]] = {}
        for model in models:
            kinds.setdefault(type(model), []).append(vars(model))
        for kind, rows in kinds.items():
            self.rows(kind, rows)

    def rows(self, model: type[SQLModel], rows: Iterable[Row]) -> None:
        """Insert `rows` of `model`, which all have the same keys."""
        in_chunks(rows, CHUNK, partial(self._chunk, model))

    def _chunk(self, model: type[SQLModel], rows: list[Row]) -> None:
        name = table(model).name
        columns = ", ".join(f'"{column}"' for column, _, _ in self._shape(model))
        # Column by column, because that runs almost wholly in C.
        values = zip(*(self._column(rows, *one) for one in self._shape(model)), strict=False)
        if self.sqlite:
            marks = ", ".join("?" * len(self._shape(model)))
            self._raw.executemany(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', values)
            return
        copied = f'COPY "{name}" ({columns}) FROM STDIN'
        with self._raw.cursor() as cursor, cursor.copy(copied) as copy:
            for value in values:
                copy.write_row(value)

    def _column(self, rows: list[Row], name: str, default: Any, turn: Turn | None) -> Iterable[Any]:
        if name not in rows[0]:
            return repeat(turn(default) if turn else default, len(rows))
        given = map(itemgetter(name), rows)
        return map(turn, given) if turn else given

    def _shape(self, model: type[SQLModel]) -> list[tuple[str, Any, Turn | None]]:
        if model not in self._shapes:
            self._shapes[model] = [
                (column.name, _default(model, column.name), self._turn(column.type))
                for column in table(model).columns
            ]
        return self._shapes[model]

    def _turn(self, kind: TypeEngine[Any]) -> Turn | None:
        if isinstance(kind, JSON):
            return _json
        if self.sqlite and isinstance(kind, Utc):
            return _moment
        if self.sqlite and isinstance(kind, Time):
            return _clock
        return _day if self.sqlite and isinstance(kind, Date) else None

    @contextmanager
    def without_indexes(self, model: type[SQLModel]) -> Iterator[None]:
        """Inside, `model` has no indexes and no foreign keys (those of SQLite stay): both are made
        again in one go at the end, which is several times faster than row by row."""
        name = table(model).name
        cursor = self._raw.cursor()
        find = _sqlite_indexes if self.sqlite else _postgres_indexes
        away = find(cursor, name)
        for drop, _ in away:
            cursor.execute(drop)
        yield
        for _, make in away:
            cursor.execute(make)
        cursor.close()


def _sqlite_indexes(cursor: Any, name: str) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? "
        "AND sql IS NOT NULL",
        [name],
    )
    return [(f'DROP INDEX "{index}"', make) for index, make in cursor.fetchall()]


def _postgres_indexes(cursor: Any, name: str) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype = 'f'",
        [name],
    )
    keys = [
        (
            f'ALTER TABLE "{name}" DROP CONSTRAINT "{key}"',
            f'ALTER TABLE "{name}" ADD CONSTRAINT "{key}" {rule}',
        )
        for key, rule in cursor.fetchall()
    ]
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid = %s::regclass AND NOT indisunique",
        [name],
    )
    return keys + [(f"DROP INDEX {index}", make) for index, make in cursor.fetchall()]


def _default(model: type[SQLModel], name: str) -> Any:
    # A required field is filled with None, and NOT NULL then names it.
    field = model.model_fields[name]
    return None if field.is_required() else field.default


def _json(value: Any) -> str:
    # The same few lists of words come again and again.
    if type(value) is list and not (value and type(value[0]) is list):
        return _list(tuple(value))
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=1_000)
def _list(value: tuple[Any, ...]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _moment(value: datetime | None) -> str | None:
    # What SQLAlchemy itself writes: UTC without its zone (see Utc).
    if value is None:
        return None
    moment = value if value.tzinfo is UTC else value.astimezone(UTC)
    return moment.isoformat(" ", "microseconds")[:MOMENT_LENGTH]


@lru_cache(maxsize=2_000)
def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _clock(value: time) -> str:
    return value.isoformat("microseconds")
