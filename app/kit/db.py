"""The database: one engine, one unit of work a request, SQLite or PostgreSQL.

SQLite runs in WAL mode with synchronous=FULL, because a receipt promises that the
record outlives a power cut; under NORMAL it would not.
"""

import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from sqlalchemy import Connection, DateTime, Dialect, Engine, create_engine, event, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

if TYPE_CHECKING:
    from alembic.config import Config

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")
POOL_SIZE = 20
SQLITE_BUSY_MS = 15_000
SAMPLED_ROWS = 1_000


class Utc(TypeDecorator[datetime]):
    """An aware moment in UTC. SQLite drops zones, so the zone is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone must not reach the database")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def open_engine(url: str, pool_size: int = POOL_SIZE) -> Engine:
    """The engine of `url` (`sqlite:///…` or `postgresql+psycopg://…`)."""
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=not is_sqlite(url),
        # Errors reach the log; what people wrote must not.
        hide_parameters=True,
        json_serializer=_json,
    )
    if is_sqlite(url):
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def is_sqlite(url: str) -> bool:
    """Whether `url` names an SQLite database."""
    return url.startswith("sqlite")


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Python's own transaction handling would begin late and deferred; ours begins in _begin_sqlite.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={SQLITE_BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        # What is erased is gone from the file too, not only from what it lists (docs/privacy.md).
        "secure_delete=ON",
        "cache_size=-4000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A write that begins as a read fails with SQLITE_BUSY when another writer came between.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    """A list is planned for what is asked for, each time.

    From its eleventh time on a connection (five until psycopg prepares it, five until PostgreSQL
    compares) a statement may get one plan for all values: cheap to find, and for a list out of many
    tables up to eight times as slow to run. What writes asks small questions by key, for which one
    plan is good, and planning each would cost it a fifth.
    """
    options = connection.get_execution_options()
    # Without a transaction there is nothing that the setting could be local to.
    if not options.get("writes", False) and options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


class Database:
    """An engine and the two kinds of session made from it."""

    def __init__(self, url: str, pool_size: int = POOL_SIZE) -> None:
        self.url = url
        self.engine = open_engine(url, pool_size)
        self._writer = self.engine.execution_options(writes=True)

    @property
    def sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return is_sqlite(self.url)

    def session(self, *, writes: bool = False) -> Session:
        """A session that takes a connection only at its first statement."""
        return Session(self._writer if writes else self.engine, expire_on_commit=False)

    def check(self) -> None:
        """Ask the database one question. Raises when it does not answer."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def analyse(self) -> None:
        """Look at how many rows there are of what. SQLite chooses an index by it, and only looks
        when it is told; PostgreSQL does so by itself."""
        if self.sqlite:
            with self._writer.begin() as connection:
                analyse(connection)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def analyse(connection: Connection) -> None:
    """The same at once, on either engine. On SQLite from a thousand rows of each index: that takes
    a second in a district's file."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"PRAGMA analysis_limit={SAMPLED_ROWS}"))
    connection.execute(text("ANALYZE"))


def migrate(url: str) -> None:
    """Bring the schema of `url` to the newest migration in sql/migrations."""
    # Here and not above: a server's worker never migrates, and Alembic takes 11 MB.
    from alembic import command

    config = alembic_config(url)
    config.attributes["as_written"] = True
    command.upgrade(config, "head")


def alembic_config(url: str) -> "Config":
    """Alembic's configuration for `url`, without an ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ROOT / "sql" / "migrations"))
    config.attributes["url"] = url
    return config


def in_chunks(rows: Iterable[T], size: int, use: Callable[[list[T]], Any]) -> None:
    """Hand `rows` to `use` in lists of at most `size`."""
    chunk: list[T] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) >= size:
            use(chunk)
            chunk = []
    if chunk:
        use(chunk)
