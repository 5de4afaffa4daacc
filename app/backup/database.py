"""One consistent copy of the database while it is in use, and a database made from it."""

import os
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import conninfo
from sqlalchemy import make_url

from app.kit.db import SQLITE_BUSY_MS, is_sqlite

SQLITE_FILE, POSTGRES_FILE = "qiaomen.db", "qiaomen.dump"
SQLITE, POSTGRES = "sqlite", "postgresql"
# Asked alike of both engines.
EVENTS = "SELECT coalesce(sum(seq), 0) FROM audit_head"
SCHEMA = "SELECT version_num FROM alembic_version"
VARIABLES = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE"}
SECRETS = {"password": "PGPASSWORD", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}


class Failed(Exception):
    """The database could not be copied or made; the text says why."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was made: its file, the migration it stands at, the events in its chains."""

    name: str
    schema: str
    events: int


def engine_of(url: str) -> str:
    """Which database `url` names."""
    return SQLITE if is_sqlite(url) else POSTGRES


def copy(url: str, folder: Path) -> Copy:
    """Copy the database of `url` as it is at one moment into `folder`. Raises Failed."""
    try:
        return _copy_sqlite(url, folder) if is_sqlite(url) else _dump(url, folder)
    except (sqlite3.Error, psycopg.Error) as problem:
        raise Failed(str(problem).strip()) from None


def _copy_sqlite(url: str, folder: Path) -> Copy:
    source, target = str(make_url(url).database), folder / SQLITE_FILE
    if not Path(source).exists():
        raise Failed(f"{source} 不在  is not there")
    live = sqlite3.connect(source, timeout=SQLITE_BUSY_MS / 1000, isolation_level=None)
    try:
        # One read transaction: writers go on meanwhile. Unlike a copy of the pages it leaves
        # out free ones, in which erased text could still stand.
        live.execute("VACUUM INTO ?", (str(target),))
    finally:
        live.close()
    kept = sqlite3.connect(target)
    try:
        said = kept.execute("PRAGMA quick_check").fetchone()[0]
        if said != "ok":
            raise Failed(f"SQLite: {said}")
        return Copy(target.name, _one(kept, SCHEMA), int(_one(kept, EVENTS)))
    finally:
        kept.close()


def _one(connection: sqlite3.Connection, question: str) -> str:
    return str(connection.execute(question).fetchone()[0])


def _dump(url: str, folder: Path) -> Copy:
    target = folder / POSTGRES_FILE
    with psycopg.connect(_plain(url)) as connection:
        # The dump and what we say of it are of the same moment.
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        schema = _asked(connection, SCHEMA)
        events = int(_asked(connection, EVENTS))
        snapshot = _asked(connection, "SELECT pg_export_snapshot()")
        _run(url, "pg_dump", "-Fc", "-O", "-x", f"--snapshot={snapshot}", f"--file={target}")
    return Copy(target.name, schema, events)


def _asked(connection: psycopg.Connection[tuple[object, ...]], question: str) -> str:
    row = connection.execute(question.encode()).fetchone()
    return str(row[0]) if row else ""


def in_the_way(url: str) -> str:
    """What stands where a database is to be made, or "". Raises Failed."""
    if is_sqlite(url):
        path = Path(str(make_url(url).database))
        return str(path) if path.exists() else ""
    try:
        with psycopg.connect(_plain(url)) as connection:
            count = int(
                _asked(
                    connection,
                    "SELECT count(*) FROM information_schema.tables"
                    " WHERE table_schema = current_schema()",
                )
            )
    except psycopg.Error as problem:
        raise Failed(str(problem).strip()) from None
    return f"PostgreSQL: {count} 张表  tables" if count else ""


def load_dump(url: str, dump: Path) -> None:
    """Fill the empty PostgreSQL database of `url`, all of it or nothing. Raises Failed."""
    _run(url, "pg_restore", "-O", "-x", "-e", "-1", "-d", _name(url), str(dump))


def _run(url: str, program: str, *words: str) -> None:
    found = _find(program)
    try:
        done = subprocess.run([found, *words], env=_env(url), capture_output=True, check=False)
    except OSError as problem:
        raise Failed(str(problem)) from None
    if done.returncode:
        raise Failed(f"{program}: {done.stderr.decode(errors='replace').strip()[-600:]}")


def _find(program: str) -> str:
    given = os.environ.get("POSTGRES_BIN")
    found = shutil.which(program, path=given) if given else None
    found = found or shutil.which(program)
    if not found:
        raise Failed(f"没有  missing: {program} (apt-get install postgresql-client)")
    return found


def _env(url: str) -> dict[str, str]:
    """The connection as libpq reads it: a password on the command line would be seen by all."""
    given = conninfo.conninfo_to_dict(_plain(url))
    names = VARIABLES | SECRETS
    said = {names[key]: str(value) for key, value in given.items() if key in names and value}
    return {**os.environ, **said}


def _name(url: str) -> str:
    return str(conninfo.conninfo_to_dict(_plain(url)).get("dbname", ""))


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
