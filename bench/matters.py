"""Claims: with 200,000 matters in a district any list or board of the window, the matters and the
hotline takes less than 100 ms at p95, and a search in the catalogue as one types less than 50 ms.

Forty communities and 425 grids with two years of matters, one in forty of them open, and a city's
catalogue of about 2,000 items; see bench/_filled.py and bench/_shelves.py. The time is that from
asking to the last byte, on one kept connection, by the persons who may see the list.
`bench/matters.py postgresql` measures there; `--matters 20000` fills less.
"""

import argparse
import contextlib
import itertools
import os
import statistics
import sys
import time
import urllib.parse
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from app.demo.prepare import prepare
from app.demo.progress import Progress
from app.demo.scale import Scale
from app.kit.clock import utc_now
from app.kit.db import Database
from app.kit.ids import uuid7
from bench import _filled, _shelves, _stage
from bench._readers import Reader
from bench.books import on_sqlite
from e2e.server import Server

MATTERS = 200_000
LIST_MS, TYPED_MS = 100.0, 50.0
TIMES, WARM_UP, ITEMS_TYPED = 40, 5, 12
HEADS = ("list", "who", "times", "p50 ms", "p95 ms", "bound", "")
WORKER, CLERK, LEAD, HEAD = "grid-worker", "clerk", "grid-lead", "station-head"
DISTRICT, CITY, DEPARTMENT = "district-officer", "district-officer-2", "department-officer"
EVERYBODY = (WORKER, CLERK, LEAD, HEAD)


class Named(NamedTuple):
    """Things of the cast's community that addresses name."""

    grid: str
    owner: str
    household: str
    member: str
    department: str


def named(url: str) -> Named:
    """They, out of the database: the grid of the first worker and what is there."""
    database = Database(url)
    with database.engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT h.grid_id, p.id, m.household_id,"
                " (SELECT max(member_id) FROM team_task t"
                "   WHERE t.community_id = h.community_id),"
                " (SELECT max(department_id) FROM department_seat)"
                " FROM person p JOIN holding h ON h.person_id = p.id AND h.grid_id IS NOT NULL"
                " JOIN matter m ON m.grid_id = h.grid_id"
                " WHERE p.name = '王敏' AND m.closed_at IS NULL AND m.household_id IS NOT NULL"
                " LIMIT 1"
            )
        ).one()
    database.close()
    return Named(*found)


def _said(**parts: str) -> str:
    return "?" + urllib.parse.urlencode(parts)


def boards(of: Named) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """The boards of matters: who asks, what it is called, its address."""
    path = "/matters"
    yield EVERYBODY, "matters", path
    yield (WORKER,), "… my grid's", path + _said(view="grid")
    for view in ("mine", "overdue", "soon", "waiting", "supervised", "follow_up", "ended"):
        yield EVERYBODY, f"… {view}", path + _said(view=view)
    yield (LEAD, HEAD, CLERK), "… all", path + _said(view="all")
    chosen = {
        "flow": "dispute", "stage": "handling", "level": "2", "channel": "window",
        "grid": of.grid, "owner": of.owner,
    }  # fmt: skip
    for name, value in chosen.items():
        yield (HEAD,), f"… open, by {name}", path + _said(view="all", **{name: value})
        yield (LEAD,), f"… ended, by {name}", path + _said(view="ended", **{name: value})
    yield (LEAD,), "… ended, nothing fits", path + _said(view="ended", flow="dispute", level="4")
    for skip in ("50", "1000", "4500"):
        yield (WORKER, LEAD), f"… ended, from {skip}", path + _said(view="ended", skip=skip)
    for q in ("000123", "路灯", "没有这样的事"):
        yield EVERYBODY, f"… ended, search {q}", path + _said(view="ended", q=q)
        yield (HEAD,), f"… open, search {q}", path + _said(view="all", q=q)
    month = (utc_now() - timedelta(days=40)).strftime("%Y-%m")
    yield EVERYBODY, "figures", "/matters/figures"
    yield (HEAD, WORKER), "… of an earlier month", "/matters/figures" + _said(month=month)
    yield (WORKER, HEAD), "a household's page", f"/households/{of.household}"
    yield (LEAD,), "not answered", "/unanswered"
    yield (WORKER, HEAD), "utilities", "/utilities"


def hotline(of: Named) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """The register and what belongs to it."""
    last = (utc_now() - timedelta(days=32)).strftime("%Y-%m")
    old = (utc_now() - timedelta(days=400)).strftime("%Y-%m")
    yield EVERYBODY, "hotline", "/hotline"
    yield EVERYBODY, "register", "/register"
    for source in ("phone", "visit", "window", "portal", "letter_box", "12345", "patrol"):
        yield (HEAD,), f"… from {source}", "/register" + _said(month=last, channel=source)
    for kind in ("question", "service", "problem", "dispute"):
        yield (HEAD,), f"… of {kind}", "/register" + _said(month=last, kind=kind)
    yield EVERYBODY, "… of last month", "/register" + _said(month=last)
    yield (LEAD,), "… of a grid", "/register" + _said(month=last, grid=of.grid)
    yield (LEAD, WORKER), "… still open", "/register" + _said(month=last, only="open")
    yield (CLERK, WORKER), "… page 6", "/register" + _said(month=last, at="6")
    yield (LEAD,), "… of a year ago", "/register" + _said(month=old)
    yield EVERYBODY, "figures of the register", "/register/figures" + _said(month=last)
    yield (HEAD,), "months", "/register/months"
    yield EVERYBODY, "concerns", "/concerns" + _said(month=last)
    yield (LEAD,), "… of a grid", "/concerns" + _said(month=last, grid=of.grid)
    yield (LEAD, WORKER), "… page 8", "/concerns" + _said(month=last, at="8")
    yield EVERYBODY, "opinions", "/opinions"
    yield EVERYBODY, "… struck off", "/opinions" + _said(only="struck")
    yield (HEAD,), "… of a line, page 2", "/opinions" + _said(line="safety", at="2")
    yield (WORKER, LEAD, HEAD), "daily log", "/daily-log"
    day = (utc_now() - timedelta(days=9)).date().isoformat()
    yield (LEAD,), "… of a grid's day", "/daily-log" + _said(grid=of.grid, on=day)
    yield (CLERK, LEAD, HEAD), "tickets", "/tickets"
    yield (CLERK, HEAD), "… answered", "/tickets" + _said(only="answered")


def others(of: Named) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Window, departments, teams, rules and the catalogue."""
    yield EVERYBODY, "window", "/window"
    yield (CLERK,), "… ready, by number", "/window" + _said(ready="000123")
    yield (CLERK,), "… ready, by name", "/window" + _said(ready="王")
    yield (WORKER,), "a matter at a door", f"/matters/new?household={of.household}"
    yield (DEPARTMENT,), "referrals", "/referrals"
    yield (DISTRICT,), "departments", "/areas/departments"
    yield (DISTRICT,), "… one", f"/areas/departments/{of.department}"
    yield EVERYBODY, "team", "/team"
    yield (LEAD,), "… one of it", f"/team/{of.member}"
    yield EVERYBODY, "breaches", "/breaches"
    yield (WORKER, HEAD), "rules", "/rules"
    yield EVERYBODY, "knowledge", "/knowledge"
    yield (WORKER,), "… searched", "/knowledge" + _said(q="证明")
    yield (WORKER, HEAD), "… a new case", "/knowledge/new"
    everywhere = (WORKER, CLERK, HEAD, DISTRICT, CITY)
    yield everywhere, "catalogue", "/catalogue"
    for name, value in (
        ("category", "yibao"), ("line", "general"), ("window", "comprehensive"),
        ("agency", "full"), ("instant", "1"),
    ):  # fmt: skip
        yield (CLERK, CITY), f"… by {name}", "/catalogue" + _said(**{name: value})
    yield (CLERK,), "… nothing fits", "/catalogue" + _said(q="没有这样的事")
    yield (CLERK,), "done for residents", "/catalogue/agency"
    yield (HEAD,), "items in use", "/catalogue/use"
    yield (DISTRICT,), "items on the list", "/catalogue/listing"
    yield (CITY,), "drafts", "/catalogue/drafts"
    yield (HEAD,), "windows of the hall", "/catalogue/windows"
    yield (CLERK,), "certificates", "/certificates"
    yield (CLERK, CITY), "chains", "/chains"
    yield (HEAD, DISTRICT, CITY), "admissions", "/admissions"


class Asking:
    """Readers of the cast, each on a kept connection of their own."""

    def __init__(self, port: int) -> None:
        self.port, self.readers = port, dict[str, Reader]()

    def begin(self, who: str) -> None:
        """Sign in, or connect anew: a connection that nobody uses for a while is closed."""
        if who in self.readers:
            self.readers[who].connection.close()
        else:
            self.readers[who] = Reader(self.port, who)

    def __call__(self, who: str, path: str, form: str = "") -> float:
        """Ask once; the milliseconds."""
        began = time.perf_counter()
        typed = bool(form) or "q=" in path
        method, more = ("POST" if form else "GET"), ({"HX-Request": "true"} if typed else {})
        status, _, said = self.readers[who].ask(method, path, form, more)
        taken = (time.perf_counter() - began) * 1000
        assert status == 200 and (typed or b"<main" in said), (who, path, status, said[:300])
        return taken


def _row(name: str, who: str, taken: list[float], bound: float) -> tuple[object, ...]:
    p95 = statistics.quantiles(taken, n=20)[-1]
    verdict = "ok" if p95 < bound else "over"
    return name, who, len(taken), f"{statistics.median(taken):.1f}", f"{p95:.1f}", bound, verdict


def lists(port: int, of: Named, times: int, only: str) -> Iterator[tuple[object, ...]]:
    """A row for each list and each person who may see it."""
    ask = Asking(port)
    for people, name, path in itertools.chain(boards(of), hotline(of), others(of)):
        for who in people if only in path else ():
            ask.begin(who)
            taken = [ask(who, path) for _ in range(WARM_UP + times)][WARM_UP:]
            yield _row(name, who, taken, LIST_MS)


def typed(port: int, names: list[tuple[str, str]]) -> Iterator[tuple[object, ...]]:
    """A row for each place where items are searched: every prefix of their names and initials, as
    somebody types them."""
    ask, words = Asking(port), {"words": [n for n, _ in names], "initials": [i for _, i in names]}
    form = {"here": "window", "id": uuid7(), "came": "window", "giving": "print"}
    for how, whole in words.items():
        parts = [one[:end] for one in whole for end in range(1, len(one) + 1)]
        for who in (CLERK, WORKER, HEAD):
            ask.begin(who)
            bodies = [urllib.parse.urlencode(form | {"q": one}) for one in parts]
            taken = [ask(who, "/window/items", one) for one in [*bodies[:WARM_UP], *bodies]]
            yield _row(f"window, {how}", who, taken[WARM_UP:], TYPED_MS)
        for who in (CLERK, DISTRICT, CITY):
            ask.begin(who)
            paths = [f"/catalogue?q={urllib.parse.quote(one)}" for one in parts]
            taken = [ask(who, one) for one in [*paths[:WARM_UP], *paths]]
            yield _row(f"catalogue, {how}", who, taken[WARM_UP:], TYPED_MS)


@contextlib.contextmanager
def district(engine: str, folder: Path | None) -> Iterator[tuple[str, Path]]:
    """The demo's district on an engine, to be filled; `folder`: one that was filled before."""
    if folder is not None:
        yield f"sqlite:///{folder / 'qiaomen.db'}", folder
    elif engine == "sqlite":
        with on_sqlite() as found:
            yield found
    else:
        with _stage.database(engine) as (url, data):
            prepare(url, Scale.DISTRICT, utc_now(), Progress(sys.stderr))
            yield url, data


def measure(engine: str, asked: argparse.Namespace) -> None:
    """Fill, ask, and print both tables."""
    count, folder = asked.matters, asked.folder
    with district(engine, folder) as (url, data):
        began = time.monotonic()
        if folder is None:
            _shelves.stock(url)
            found = _filled.fill(url, count)
            said = ", ".join(f"{number:,} {name}" for name, number in found.items())
            print(f"{said}; filled in {time.monotonic() - began:.0f} s", file=sys.stderr)
        server = Server(data, database_url="" if engine == "sqlite" else url).start()
        try:
            rows = list(lists(server.port, named(url), asked.times, asked.only))
            print(f"\n## {engine}: {count:,} matters, load {os.getloadavg()[0]:.1f}")
            _stage.table(HEADS, rows)
            rows = list(typed(server.port, _shelves.names_typed(url, ITEMS_TYPED)))
            print(f"\n## {engine}: search as one types, load {os.getloadavg()[0]:.1f}")
            _stage.table(("search", *HEADS[1:]), rows)
        finally:
            server.stop()


def main() -> None:
    """Measure on the engines named on the command line; on SQLite when none is."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engines", nargs="*", default=["sqlite"])
    parser.add_argument("--matters", type=int, default=MATTERS)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--folder", type=Path, help="a data folder that was filled before")
    parser.add_argument("--only", default="", help="only addresses that contain this")
    asked = parser.parse_args()
    for engine in asked.engines:
        measure(engine, asked)


if __name__ == "__main__":
    main()
