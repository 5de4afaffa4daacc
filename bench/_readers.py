"""Who asks for the books, and everything that they ask for."""

import re
import statistics
import time
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from http.client import HTTPConnection
from types import MappingProxyType

BOUND_MS, TIMES, WARM_UP = 100.0, 40, 5
HEADS = ("request", "times", "p50 ms", "p95 ms", "bound", "")


class Reader:
    """The browser of one of the cast, on one kept connection."""

    def __init__(self, port: int, slug: str) -> None:
        self.connection = HTTPConnection("localhost", port, timeout=300)
        self.port, self.cookie = port, ""
        answer = self.ask("GET", f"/demo/{slug}")
        found = re.search(r"__Host-sid=[^;]+", answer[1])
        assert found, answer
        self.cookie = found[0]

    def ask(
        self, method: str, path: str, body: str = "", more: Mapping[str, str] = MappingProxyType({})
    ) -> tuple[int, str, bytes]:
        """Ask once, with `more` headers; status, cookies and body."""
        headers = {"Cookie": self.cookie, "Accept-Language": "zh", **more}
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


def timed(port: int, questions: Iterable[tuple[str, str, str]]) -> Iterator[tuple[object, ...]]:
    """A row for each question: who asks, what it is called, its address."""
    readers: dict[str, Reader] = {}
    for slug, name, path in questions:
        if slug not in readers:  # not before: a connection that nobody uses is closed
            readers[slug] = Reader(port, slug)
        taken = []
        for number in range(-WARM_UP, TIMES):
            began = time.perf_counter()
            status, _, said = readers[slug].ask("GET", path)
            if number >= 0:
                taken.append((time.perf_counter() - began) * 1000)
            assert status == 200 and b"<main" in said, (path, status)
        p95 = statistics.quantiles(taken, n=20)[-1]
        verdict = "ok" if p95 < BOUND_MS else "over"
        yield name, TIMES, f"{statistics.median(taken):.1f}", f"{p95:.1f}", BOUND_MS, verdict


HEAD, STEWARD, OFFICER = "station-head", "data-steward", "district-officer"
SORTS = {
    "households": "address grid people contact by last verified state",
    "staff": "name post grid since",
    "units": "name kind address uscc contact verified",
    "needs": "address asked service starts review ends state",
}

LEADS = [
    ("station tree", "/station/tree"),
    ("visits of today", "/visits"),
    ("… on the map", "/visits/map"),
    ("not reached", "/unreached"),
    ("devices", "/devices"),
    ("set aside", "/set-aside"),
    ("doors not listed", "/unlisted"),
    ("visits on paper", "/paper-visits"),
    ("search by address", "/households?q=" + urllib.parse.quote("5号楼1-301")),
]


def asked(grid: str, building: str) -> list[tuple[str, str, str]]:
    """Every kind of question: who asks, what it is called, and its address."""
    houses = "/books/households"
    found = [("households", houses)]
    for name, sorts in SORTS.items():
        path = f"/books/{name}" + ("?state=all&" if name == "needs" else "?")
        if name != "households":
            found.append((name, f"/books/{name}"))
        found += [(f"… sorted by {one}", f"{path}sort={one}&down=1") for one in sorts.split()]
        if name == "households":
            found += _households(houses, grid, building)
    found += [
        ("units of a grid", f"/books/units?grid={grid}"),
        ("units, searched", "/books/units?q=" + urllib.parse.quote("店")),
        ("needs, page 4", "/books/needs?state=all&page=4"),
        ("needs, searched", "/books/needs?state=all&q=" + urllib.parse.quote("餐")),
        ("completeness by building", "/books/completeness"),
        ("exports", "/books/exports"),
        ("imports", "/imports"),
        ("corrections", "/corrections"),
        ("duplicates", "/duplicates"),
        ("station", "/station"),
        *LEADS,
    ]
    return [
        *((HEAD, name, path) for name, path in found),
        (STEWARD, "corrections, to a steward", "/corrections"),
        (STEWARD, "duplicates, to a steward", "/duplicates"),
        (STEWARD, "access log, to a steward", "/access-log"),
        (OFFICER, "areas: a district", "/areas/370611000000"),
        (OFFICER, "areas: a street", "/areas/370611001000"),
        (OFFICER, "areas: a community", "/areas/370611001032"),
    ]


def _households(path: str, grid: str, building: str) -> list[tuple[str, str]]:
    return [
        ("… of a grid", f"{path}?grid={grid}"),
        ("… of a building", f"{path}?building={building}"),
        ("… to be completed", f"{path}?state=missing"),
        ("… stale, by last visit", f"{path}?state=stale&sort=last"),
        ("… searched by address", f"{path}?q=" + urllib.parse.quote("5号楼1-301")),
        ("… searched by name", f"{path}?q=" + urllib.parse.quote("王")),
        ("… page 66 (the last)", f"{path}?page=66"),
        ("… page 66 by last visit", f"{path}?page=66&sort=last"),
    ]
