"""A demo where there is none yet: all of it, or nothing at all."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, make_url, text
from sqlmodel import Session, col, select

from app.demo.build import Builder, area_id
from app.demo.divisions import DISTRICT
from app.demo.progress import Progress
from app.demo.scale import Scale
from app.kit.audit import BUILT, AuditEvent, AuditPayload
from app.kit.db import Database, analyse, migrate
from app.org.models import Area

BUILDING = ".building"
# The file is nobody's until it is finished, so nothing in it needs to survive a crash; the rows
# are consistent by construction, which tests check.
CARELESS = (
    "journal_mode=OFF",
    "synchronous=OFF",
    "foreign_keys=OFF",
    "locking_mode=EXCLUSIVE",
    "cache_size=-64000",
)


class NotADemo(RuntimeError):
    """The database holds something else, which must not be opened by sign-in links."""


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo that is there, and whether it was built just now."""

    scale: Scale
    built: bool


def prepare(
    url: str,
    scale: Scale,
    now: datetime,
    progress: Progress,
    announce: Callable[[], None] = lambda: None,
) -> Demo:
    """Build the demo unless `url` has one; `announce` is called before. Raises NotADemo."""
    path = _file(url)
    if path is not None and not path.exists():
        announce()
        _in_file(path, scale, now, progress)
        return Demo(scale, built=True)
    migrate(url)
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            if not _empty(connection):
                return Demo(_scale(connection), built=False)
            if path is None:
                announce()
                Builder(connection, scale, now, progress).build()
                analyse(connection)
                connection.commit()
                return Demo(scale, built=True)
    finally:
        database.close()
    # An SQLite file with tables and nothing in them: `qiaomen migrate` made it.
    _remove(path)
    return prepare(url, scale, now, progress, announce)


def _file(url: str) -> Path | None:
    """The file of an SQLite database."""
    parts = make_url(url)
    return Path(str(parts.database)) if parts.get_backend_name() == "sqlite" else None


def _in_file(path: Path, scale: Scale, now: datetime, progress: Progress) -> None:
    """Build beside `path`, and put the finished file into its place in one step."""
    half = path.with_name(path.name + BUILDING)
    _remove(half)  # what an interrupted build left
    try:
        migrate(f"sqlite:///{half}")
        database = Database(f"sqlite:///{half}")
        with database.engine.connect() as connection:
            _set(connection, CARELESS)
            Builder(connection, scale, now, progress).build()
            analyse(connection)
            connection.commit()
        database.close()
        _to_disk(half)
        os.replace(half, path)
        _to_disk(path.parent)
    finally:
        _remove(half)


def _set(connection: Connection, pragmas: tuple[str, ...]) -> None:
    # Neither of them may be set inside a transaction, and SQLAlchemy has begun one.
    connection.execute(text("COMMIT"))
    for pragma in pragmas:
        connection.execute(text(f"PRAGMA {pragma}"))
    connection.execute(text("BEGIN IMMEDIATE"))


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _empty(connection: Connection) -> bool:
    with Session(connection) as session:
        return session.exec(select(func.count()).select_from(Area)).one() == 0


def _scale(connection: Connection) -> Scale:
    """Which demo it is: the district's chain begins with it. Raises NotADemo."""
    district = area_id(DISTRICT)
    with Session(connection) as session:
        said = session.exec(
            select(AuditPayload.payload)
            .join(AuditEvent, col(AuditEvent.seq) == AuditPayload.seq)
            .where(
                AuditPayload.community_id == district,
                AuditEvent.community_id == district,
                AuditEvent.kind == BUILT,
            )
        ).first()
    if said is None:
        raise NotADemo
    return Scale(json.loads(said)["scale"])
