"""Claim: 今天, a household and sending cost the same for one community and for a whole district:
within 1.5 times, between 11 grids and 425 grids with 2 million visits.

The same worker, the same doors and the same moment in both; two servers side by side, asked in
turn, so that whatever else the machine does falls on both. The district is built once and kept in
var/bench-district; each run works on a copy. `bench/pages.py postgresql` builds both anew there.
"""

import contextlib
import http.client
import itertools
import json
import os
import re
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.auth.principal import COOKIE
from app.demo.prepare import NotADemo, prepare
from app.demo.progress import Progress
from app.demo.scale import Scale
from app.kit.audit import BUILT, AuditEvent
from app.kit.clock import utc_now
from app.kit.db import ROOT, Database, migrate
from app.org.models import Grid
from app.visits.models import Visit
from bench import _stage
from e2e.server import Server
from tests import postgres
from tests.sync.phone import Phone, visit_body

BOUND = 1.5
KEPT = ROOT / "var" / "bench-district"
HEADS = (
    "request",
    "times",
    "community ms",
    "district ms",
    "district / community",
    "bound",
    "",
)
WARM_UP, TIMES, ROUNDS, BATCH = 10, 100, 20, 20


@dataclass
class Place:
    """One server with one worker's session on one kept connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    have: dict[str, str] = field(default_factory=dict)
    phone: Phone = field(default_factory=lambda: Phone("", ""))

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        self._ask("GET", "/demo/grid-worker", expected=303)
        lines = [json.loads(line) for line in self.round({}).splitlines()]
        self.have = {one["url"]: one["hash"] for one in lines if one["type"] == "page"}
        doors = [url for url in self.have if re.fullmatch(r"/households/[0-9a-f-]{36}", url)]
        self.pages = itertools.cycle(doors)
        self.doors = itertools.cycle(url.rpartition("/")[2] for url in doors)
        said = re.search(rb'name="qm-user" content="([^"]+)"', self.today())
        assert said, "no worker is signed in"
        user = json.loads(said[1].decode().replace("&#34;", '"').replace("&quot;", '"'))
        self.phone = Phone(user["id"], user["community"])

    def today(self) -> bytes:
        """今天."""
        return self._ask("GET", "/today")

    def household(self) -> bytes:
        """The next household's page."""
        return self._ask("GET", next(self.pages))

    def round(self, have: dict[str, str]) -> bytes:
        """The round for a phone that has these pages."""
        return self._ask("POST", "/round", {"have": have})

    def sync(self, count: int) -> bytes:
        """Send `count` visits at the next doors."""
        texts = []
        for _ in range(count):
            door = next(self.doors)
            body = visit_body(door, findings="楼道干净，老人身体好")
            texts.append(self.phone.visit(door, datetime.now(UTC), body=body))
        answer = self._ask("POST", "/sync", self.phone.request(texts))
        assert answer.count(b'\\"accepted\\"') == count, answer[:400]
        return answer

    def _ask(self, method: str, path: str, body: Any = None, expected: int = 200) -> bytes:
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        raw = None
        if body is not None:
            raw = json.dumps(body).encode()
            headers |= {"Content-Type": "application/json", "Accept": "application/x-ndjson"}
        self.connection.request(method, path, raw, headers)
        answer = self.connection.getresponse()
        said = answer.read()
        for one in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        assert answer.status == expected, f"{method} {path}: {answer.status} {said[:300]!r}"
        assert COOKIE in self.cookies
        return said


Ask = Callable[[Place], bytes]
ASKED: list[tuple[str, int, Ask]] = [
    ("GET /today", TIMES, lambda place: place.today()),
    ("GET /households/{id}", TIMES, lambda place: place.household()),
    ("POST /round, all pages", ROUNDS, lambda place: place.round({})),
    ("POST /round, nothing new", ROUNDS, lambda place: place.round(place.have)),
    ("POST /sync, 1 visit", TIMES, lambda place: place.sync(1)),
    (f"POST /sync, {BATCH} visits", TIMES // 2, lambda place: place.sync(BATCH)),
]


def measure(small: Place, large: Place) -> list[tuple[object, ...]]:
    """Every request at both places in turn; a row for each."""
    rows: list[tuple[object, ...]] = []
    for name, times, ask in ASKED:
        taken: dict[int, list[float]] = {small.port: [], large.port: []}
        for number in range(-WARM_UP, times):
            # Who goes first changes too: the first one may find the processor asleep.
            for place in (small, large) if number % 2 else (large, small):
                began = time.perf_counter()
                ask(place)
                if number >= 0:
                    taken[place.port].append((time.perf_counter() - began) * 1000)
        one, many = (statistics.median(taken[place.port]) for place in (small, large))
        ratio = many / one
        verdict = "ok" if ratio <= BOUND else "over"
        rows.append((name, times, f"{one:.1f}", f"{many:.1f}", f"{ratio:.2f}", BOUND, verdict))
    return rows


def build(url: str, scale: Scale, now: datetime) -> None:
    """Build a demo as `qiaomen demo` does; what it says goes to the error output."""
    prepare(url, scale, now, Progress(sys.stderr))


def built_at(url: str) -> datetime:
    """The moment at which the demo in `url` was built."""
    with _reading(url) as session:
        found = session.exec(select(AuditEvent.at).where(AuditEvent.kind == BUILT)).first()
    assert found is not None
    return found


def size_of(url: str) -> str:
    """How many grids and visits there are."""
    with _reading(url) as session:
        grids = session.exec(select(func.count(col(Grid.id)))).one()
        visits = session.exec(select(func.count(col(Visit.id)))).one()
    return f"{grids:,} grids, {visits:,} visits"


@contextlib.contextmanager
def _reading(url: str) -> Iterator[Session]:
    database = Database(url)
    with database.session() as session:
        yield session
    database.close()


def schema_of(path: Path) -> set[tuple[str, str]]:
    """The tables and indexes of a database; of tables also how they were made."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT name, iif(type = 'table', sql, '') FROM sqlite_master"
            " WHERE name NOT LIKE 'sqlite_%'"
        )
        return {(name, how) for name, how in rows}


@contextlib.contextmanager
def on_sqlite() -> Iterator[tuple[str, str, Path]]:
    """Both databases as copies that may be written to, built at the same moment."""
    kept = KEPT / "qiaomen.db"
    KEPT.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=KEPT.parent) as name:
        folder = Path(name)
        migrate(f"sqlite:///{folder / 'empty.db'}")
        if kept.exists() and schema_of(kept) != schema_of(folder / "empty.db"):
            kept.unlink()  # the tables have changed since
        try:
            build(f"sqlite:///{kept}", Scale.DISTRICT, utc_now())
        except NotADemo:  # so have the demo's ids
            kept.unlink()
            build(f"sqlite:///{kept}", Scale.DISTRICT, utc_now())
        urls = [f"sqlite:///{folder / one / 'qiaomen.db'}" for one in ("small", "large")]
        for one in ("small", "large"):
            (folder / one).mkdir(mode=0o700)
        shutil.copyfile(kept, folder / "large" / kept.name)
        build(urls[0], Scale.COMMUNITY, built_at(urls[1]))
        yield urls[0], urls[1], folder


@contextlib.contextmanager
def on_postgresql() -> Iterator[tuple[str, str, Path]]:
    """Both databases, built anew in one throw-away cluster that syncs to disk."""
    os.environ[postgres.KEEP_DURABLE] = "1"
    place = postgres.new_folder()
    try:
        cluster = postgres.start(place, os.getpid())
        urls = []
        now = utc_now()
        for scale in (Scale.COMMUNITY, Scale.DISTRICT):
            url = cluster.create(scale.value).replace("postgresql://", "postgresql+psycopg://", 1)
            build(url, scale, now)
            urls.append(url)
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = Path(name)
            for one in ("small", "large"):
                (folder / one).mkdir(mode=0o700)
            yield urls[0], urls[1], folder
    finally:
        postgres.stop(place)


def main() -> None:
    """Measure on the engine named on the command line; on SQLite when none is."""
    for engine in sys.argv[1:] or ["sqlite"]:
        databases = {"sqlite": on_sqlite, "postgresql": on_postgresql}[engine]
        with databases() as (small_url, large_url, folder), contextlib.ExitStack() as stack:
            places = []
            for name, url in (("small", small_url), ("large", large_url)):
                server = Server(folder / name, database_url=url if engine != "sqlite" else "")
                stack.callback(server.stop)
                places.append(Place(server.start().port))
            rows = measure(*places)
            sizes = f"{size_of(small_url)}) and a district ({size_of(large_url)}"
            print(f"\n## {engine}: one community ({sizes})")
            _stage.table(HEADS, rows)


if __name__ == "__main__":
    main()
