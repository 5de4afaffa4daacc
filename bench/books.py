"""Claims: any list, filter, sort or page of the books takes less than 100 ms at p95 on the
district's data; a list of 127,500 households leaves as XLSX in under a minute and as CSV at
20,000 rows a second or more; and the server's memory stays flat meanwhile.

The lists are those of one community among forty (3,300 households, 2 million visits beside). For
the exports every household of the district is put into that one community, because nobody may
take away more than their own. `bench/books.py postgresql` measures there.
"""

import contextlib
import re
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

from sqlalchemy import text

from app.demo.prepare import NotADemo, prepare
from app.demo.progress import Progress
from app.demo.scale import Scale
from app.kit.clock import utc_now
from app.kit.db import Database, migrate
from bench import _stage
from bench.pages import KEPT, on_postgresql, schema_of
from e2e.server import Server

BOUND_MS, TIMES, WARM_UP = 100.0, 40, 5
CSV_ROWS_A_SECOND, XLSX_SECONDS, MEMORY_MB = 20_000, 60.0, 60.0
MOVED = ("household", "building", "grid_building", "grid", "need")
HEADS = ("request", "times", "p50 ms", "p95 ms", "bound", "")


class Head:
    """The station head's browser, on one kept connection."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("localhost", port, timeout=300)
        self.port, self.cookie = port, ""
        answer = self.ask("GET", "/demo/station-head")
        found = re.search(r"__Host-sid=[^;]+", answer[1])
        assert found, answer
        self.cookie = found[0]

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, bytes]:
        """Ask once; status, cookies and body."""
        headers = {"Cookie": self.cookie, "Accept-Language": "zh"}
        if method == "POST":
            headers |= {
                "Origin": f"http://localhost:{self.port}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        said = answer.read()
        return answer.status, "; ".join(answer.headers.get_all("Set-Cookie") or []), said

    def take(self, path: str) -> tuple[int, float, float]:
        """Export; bytes, seconds to the first of them and to the last."""
        reason = urllib.parse.urlencode({"reason": "bench"})
        began = time.perf_counter()
        headers = {
            "Cookie": self.cookie,
            "Origin": f"http://localhost:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.connection.request("POST", path, reason, headers)
        answer = self.connection.getresponse()
        assert answer.status == 200, answer.status
        size = len(answer.read(1))
        first = time.perf_counter() - began
        while some := answer.read(1 << 16):
            size += len(some)
        return size, first, time.perf_counter() - began


def asked(grid: str, building: str) -> list[tuple[str, str]]:
    """Every kind of question of a list."""
    houses = "/books/households"
    sorts = ("address", "grid", "people", "contact", "by", "last", "verified", "state")
    return [
        ("households", houses),
        *((f"… sorted by {one}", f"{houses}?sort={one}&down=1") for one in sorts),
        ("… of a grid", f"{houses}?grid={grid}"),
        ("… of a building", f"{houses}?building={building}"),
        ("… to be completed", f"{houses}?state=missing"),
        ("… stale, by last visit", f"{houses}?state=stale&sort=last"),
        ("… searched by address", f"{houses}?q=" + urllib.parse.quote("5号楼1-301")),
        ("… searched by name", f"{houses}?q=" + urllib.parse.quote("王")),
        ("… page 66 (the last)", f"{houses}?page=66"),
        ("… page 66 by last visit", f"{houses}?page=66&sort=last"),
        ("completeness by building", "/books/completeness"),
        ("staff", "/books/staff?sort=since"),
        ("units", "/books/units?sort=verified"),
        ("needs", "/books/needs?state=all&sort=ends&down=1"),
        ("needs, page 4", "/books/needs?state=all&page=4"),
    ]


def lists(port: int, url: str) -> Iterator[tuple[object, ...]]:
    """A row for each question."""
    head = Head(port)
    grid, building = _ids(url)
    for name, path in asked(grid, building):
        taken = []
        for number in range(-WARM_UP, TIMES):
            began = time.perf_counter()
            status, _, said = head.ask("GET", path)
            if number >= 0:
                taken.append((time.perf_counter() - began) * 1000)
            assert status == 200 and b"<table" in said, (path, status)
        p95 = statistics.quantiles(taken, n=20)[-1]
        verdict = "ok" if p95 < BOUND_MS else "over"
        yield name, TIMES, f"{statistics.median(taken):.1f}", f"{p95:.1f}", BOUND_MS, verdict


def exports(server: Server, rows: int) -> Iterator[tuple[object, ...]]:
    """A row for each form."""
    head = Head(server.port)
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
    """The district on an engine."""
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
                rows = list(lists(server.port, url))
                print(f"\n## {engine}: lists of one community among forty")
                _stage.table(HEADS, rows)
                server.stop()
                count = gather(url)
                server.start()
                taken = list(exports(server, count))
                print(f"\n## {engine}: {count:,} households of one community taken away")
                _stage.table(
                    ("form", "rows", "MB", "first byte s", "s", "rows/s", "memory +MB", ""), taken
                )
            finally:
                server.stop()


if __name__ == "__main__":
    main()
