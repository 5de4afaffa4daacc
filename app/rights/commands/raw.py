"""After an erasure is committed: what lies beside the database, and in its raw files."""

import contextlib
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec
import structlog
from sqlalchemy import String, cast
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from app.books.imports.commands.folder import folder_of
from app.households.models import Erasure
from app.kit.clock import iso
from app.kit.db import Database
from app.rights.commands.erase import Erased
from app.settings import Settings

log = structlog.get_logger()
NAME = "erased.jsonl"
# What an erasure touches, for PostgreSQL to take out of its pages.
TABLES = (
    "household", "household_change", "correction", "consent", "need", "visit", "amendment",
    "concern", "agreed_contact", "photo", "received", "audit_payload", "rights_request",
    "access_log", "export_log", "import_job", "paper_visit", "set_aside_decision", "spot_check",
    "accuracy_record",
)  # fmt: skip


class Line(msgspec.Struct, frozen=True):
    """One erasure as the list beside the database has it: ids and times, nothing of people."""

    household: str
    community: str
    at: str
    cause: str


def list_of(settings: Settings) -> Path:
    """The list of what was erased; backups take it along, and restoring applies it again."""
    return Path(settings.data) / NAME


def finish(settings: Settings, db: Database, erased: Iterable[Erased]) -> None:
    """Remove files, note what was erased beside the database, and clean its raw files."""
    done = list(erased)
    if not done:
        return
    note(list_of(settings), [line_of(row) for one in done for row in one.rows if row.household_id])
    for one in done:
        for job in one.jobs:
            folder_of(settings, job).clear()
    remove_files(settings, db)
    clean(db)


def line_of(erasure: Erasure) -> Line:
    """An erasure as the list has it."""
    return Line(erasure.household_id or "", erasure.community_id, iso(erasure.at), erasure.cause)


def note(path: Path, lines: Iterable[Line]) -> None:
    """Add what `path` does not have yet, durably."""
    known = {one.household for one in noted(path)}
    fresh = [one for one in lines if one.household not in known]
    if not fresh:
        return
    with path.open("ab") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(b"".join(msgspec.json.encode(one) + b"\n" for one in fresh))
        file.flush()
        os.fsync(file.fileno())


def noted(path: Path) -> list[Line]:
    """What the list says; a line that was cut off is no line."""
    found: list[Line] = []
    with contextlib.suppress(FileNotFoundError):
        for text in path.read_bytes().splitlines():
            with contextlib.suppress(msgspec.MsgspecError):
                found.append(msgspec.json.decode(text, type=Line))
    return found


def remove_files(settings: Settings, db: Database) -> int:
    """Remove the photos that erasures still name, also those of one that was cut off; how many."""
    count = 0
    with db.session(writes=True) as session:
        for one in _with_files(session):
            for stored in one.files:
                (settings.files / stored).unlink(missing_ok=True)
                count += 1
            one.files = []
            session.add(one)
        session.commit()
    return count


def _with_files(session: Session) -> list[Erasure]:
    some = cast(col(Erasure.files), String) != "[]"
    return list(session.exec(select(Erasure).where(some).order_by(col(Erasure.id))))


def clean(db: Database, whole: bool = False) -> bool:
    """Let nothing of what was deleted stay in the raw files; whether that was possible now.

    SQLite overwrites what it deletes (secure_delete) and here empties its write-ahead log; `whole`
    also writes the file anew. PostgreSQL is told to vacuum the tables that were touched.
    """
    try:
        return _clean_sqlite(db, whole) if db.sqlite else _clean_postgresql(db)
    except (SQLAlchemyError, sqlite3.Error) as error:
        log.warning("raw files were not cleaned, the next night does it", exc_info=error)
        return False


def _clean_sqlite(db: Database, whole: bool) -> bool:
    # Past SQLAlchemy, which would begin a transaction: neither works inside one.
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        if whole:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()
        return busy is not None and busy[0] == 0
    finally:
        connection.close()


def _clean_postgresql(db: Database) -> bool:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in TABLES:
            connection.exec_driver_sql(f'VACUUM "{name}"')
    return True
