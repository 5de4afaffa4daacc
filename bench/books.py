"""Claims: any list, filter, sort or page of the books takes less than 100 ms at p95 on the
district's data; a list of 127,500 households leaves as XLSX in under a minute and as CSV at
20,000 rows a second or more; and the server's memory stays flat meanwhile.

The lists are those of one community among forty (3,300 households, 2 million visits beside). For
the exports every household of the district is put into that one community, because nobody may
take away more than their own. `bench/books.py postgresql` measures there; in place of an engine
the address of a district's database may be given, which is then not built but used up.
"""

import contextlib
import os
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from app.demo.prepare import NotADemo, prepare
from app.demo.progress import Progress
from app.demo.scale import Scale
from app.kit.clock import utc_now
from app.kit.db import Database, migrate
from bench import _stage
from bench._readers import HEAD, HEADS, Reader, asked, timed
from bench.pages import KEPT, on_postgresql, schema_of
from e2e.server import Server

CSV_ROWS_A_SECOND, XLSX_SECONDS, MEMORY_MB = 20_000, 60.0, 60.0
MOVED = ("household", "building", "grid_building", "grid", "need")


def exports(server: Server, rows: int) -> Iterator[tuple[object, ...]]:
    """A row for each form."""
    head = Reader(server.port, HEAD)
    for form in ("csv", "xlsx"):
        before = _stage.memory_mb(server)
        most, over = [before], threading.Event()
        watch = threading.Thread(target=_watch, args=(server, most, over))
        watch.start()
        size, first, seconds = head.take(f"/books/households.{form}")
        over.set()
        watch.join()
        grown = max(most) - before
        good = grown < MEMORY_MB and (
            seconds < XLSX_SECONDS if form == "xlsx" else rows / seconds >= CSV_ROWS_A_SECOND
        )
        yield (
            form, f"{rows:,}", f"{size / 1e6:.1f}", f"{first:.2f}", f"{seconds:.1f}",
            f"{rows / seconds:,.0f}", f"{grown:.0f}", "ok" if good else "over",
        )  # fmt: skip


def _watch(server: Server, most: list[float], over: threading.Event) -> None:
    while not over.wait(0.2):
        most.append(_stage.memory_mb(server))


def _ids(url: str) -> tuple[str, str]:
    db = Database(url)
    with db.engine.connect() as connection:
        row = connection.execute(
            text(
                "SELECT gb.grid_id, gb.building_id FROM grid_building gb JOIN holding h"
                " ON h.community_id = gb.community_id JOIN person p ON p.id = h.person_id"
                " WHERE p.name = '陈建国' LIMIT 1"
            )
        ).one()
    db.close()
    return row[0], row[1]


def _load() -> str:
    """How busy the machine was just now: what is measured on a busy one is too high."""
    return f"{os.getloadavg()[0]:.1f}"


def gather(url: str) -> int:
    """Put every household of the district into the cast's community; how many there are."""
    db = Database(url)
    with db.engine.begin() as connection:
        home = connection.execute(
            text("SELECT community_id FROM person WHERE name = '陈建国'")
        ).scalar_one()
        for name in MOVED:
            connection.execute(text(f"UPDATE {name} SET community_id = :home"), {"home": home})
        count: int = connection.execute(text("SELECT count(*) FROM household")).scalar_one()
    db.close()
    return count


@contextlib.contextmanager
def on_sqlite() -> Iterator[tuple[str, Path]]:
    """The district, built once and kept; this run works on a copy."""
    kept = KEPT / "qiaomen.db"
    KEPT.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=KEPT.parent) as name:
        folder = Path(name)
        migrate(f"sqlite:///{folder / 'empty.db'}")
        if kept.exists() and schema_of(kept) != schema_of(folder / "empty.db"):
            kept.unlink()
        try:
            prepare(f"sqlite:///{kept}", Scale.DISTRICT, utc_now(), Progress(sys.stderr))
        except NotADemo:
            kept.unlink()
            prepare(f"sqlite:///{kept}", Scale.DISTRICT, utc_now(), Progress(sys.stderr))
        with (
            contextlib.closing(sqlite3.connect(kept)) as source,
            contextlib.closing(sqlite3.connect(folder / "qiaomen.db")) as copy,
        ):
            source.backup(copy)
        yield f"sqlite:///{folder / 'qiaomen.db'}", folder


@contextlib.contextmanager
def district(engine: str) -> Iterator[tuple[str, Path]]:
    """The district on an engine, or at an address where one stands already."""
    if "://" in engine:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            yield engine, Path(name)
        return
    if engine == "sqlite":
        with on_sqlite() as found:
            yield found
        return
    with on_postgresql() as (_, url, folder):
        yield url, folder


def main() -> None:
    """Measure on the engine named on the command line; on SQLite when none is."""
    for engine in sys.argv[1:] or ["sqlite"]:
        with district(engine) as (url, folder):
            given = "" if engine == "sqlite" else url
            server = Server(folder, database_url=given)
            try:
                server.start()
                rows = list(timed(server.port, asked(*_ids(url))))
                print(f"\n## {engine}: lists of one community among forty, load {_load()}")
                _stage.table(HEADS, rows)
                server.stop()
                count = gather(url)
                server.start()
                taken = list(exports(server, count))
                print(f"\n## {engine}: {count:,} households taken away, load {_load()}")
                _stage.table(
                    ("form", "rows", "MB", "first byte s", "s", "rows/s", "memory +MB", ""), taken
                )
            finally:
                server.stop()


if __name__ == "__main__":
    main()
