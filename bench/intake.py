"""Claim: a station's evening rush is taken in at once. Visits a second, as single envelopes and in
batches of 20, over 1, 16 and 64 connections, beside the bare limits of the same run.

Aim: 1,000 single and 5,000 batched on PostgreSQL with receipts and chain on, at most 150 MB.
For comparison: ODK Central takes about 200 a second on such a machine.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime

from granian import Granian
from granian.constants import Interfaces
from litestar import Litestar, post
from sqlalchemy import create_engine, text

from app.auth.principal import COOKIE
from bench import _stage
from e2e.ports import free_port
from tests.sync.phone import visit_body
from tests.sync.storm import Walker

COMMUNITIES = 10
WORKERS = 200
SINGLES, BATCHES, BATCH = 4_000, 600, 20
SEQUENTIAL = 8
CONNECTIONS = (1, 16, 64)


@post("/bare", status_code=200)
async def bare(body: bytes) -> bytes:
    """A handler that does nothing but read its request."""
    return b"x"


def bare_app() -> Litestar:
    """An application of that one handler."""
    return Litestar([bare])


def requests(walkers: list[Walker], count: int, batch: int, port: int) -> list[bytes]:
    """`count` requests with `batch` envelopes each, as bytes."""
    made = []
    for number in range(count):
        walker = walkers[number % len(walkers)]
        texts = []
        while len(texts) < batch:
            door = walker.doors[len(texts) % len(walker.doors)]
            body = visit_body(
                door, findings="楼道干净，老人身体好", checklist=["family", "hazards"]
            )
            texts.append(walker.phone.visit(door, datetime.now(UTC), body=body))
        made.append(http(port, "/sync", json.dumps(walker.phone.request(texts)), walker.token))
    return made


def http(port: int, path: str, body: str, token: str = "") -> bytes:
    """One request as it goes over the wire."""
    raw = body.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/json\r\n"
        f"Cookie: {COOKIE}={token}\r\nContent-Length: {len(raw)}\r\n\r\n"
    )
    return head.encode() + raw


def bare_limits(url: str) -> tuple[float, float]:
    """Rows a second in inserts of 20, and single commits a second, by one plain connection."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP TABLE IF EXISTS bare"))
        connection.execute(text("CREATE TABLE bare (id TEXT PRIMARY KEY, body TEXT)"))
        if url.startswith("sqlite"):
            connection.exec_driver_sql("PRAGMA synchronous=FULL")
        raw = connection.connection.driver_connection
        mark = "?" if url.startswith("sqlite") else "%s"
        values = ", ".join(f"({mark}, {mark})" for _ in range(20))
        cursor = raw.cursor()
        body, began, rows = "x" * 700, time.perf_counter(), 0
        while time.perf_counter() - began < 2:
            cursor.execute(
                f"INSERT INTO bare VALUES {values}",
                [part for n in range(20) for part in (f"b{rows + n}", body)],
            )
            rows += 20
        batched = rows / (time.perf_counter() - began)
        began, singles = time.perf_counter(), 0
        while time.perf_counter() - began < 2:
            cursor.execute(f"INSERT INTO bare VALUES ({mark}, {mark})", (f"s{singles}", body))
            singles += 1
        single = singles / (time.perf_counter() - began)
        connection.execute(text("DROP TABLE bare"))
    engine.dispose()
    return batched, single


def bare_handler(connections: int) -> float:
    """Requests a second of a handler that does nothing, in a server of its own."""
    port = free_port()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        Granian("bench.intake:bare_app", address="127.0.0.1", port=port, workers=1,
                interface=Interfaces.ASGI, factory=True).serve()  # fmt: skip
        os._exit(0)
    try:
        _wait(port)
        made = [http(port, "/bare", "x" * 900)] * 5_000
        found = _stage.load(port, connections, made)
    finally:
        os.kill(child, 15)
        os.waitpid(child, 0)
    return float(found["requests"] / found["seconds"])


def _wait(port: int) -> None:
    import socket

    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the bare server did not start")


def measure(engine: str, handler: float) -> None:
    """Every load on one engine, and its table."""
    rows = []
    with _stage.database(engine) as (url, data):
        batched_limit, single_limit = bare_limits(url)
        walkers = _stage.people(url, WORKERS, COMMUNITIES)
        with _stage.serving(url, data) as server:
            _stage.load(server.port, 4, requests(walkers, 40, BATCH, server.port))
            for batch, count, limit in (
                (1, SINGLES, single_limit),
                (BATCH, BATCHES, batched_limit),
            ):
                for connections in CONNECTIONS:
                    wanted = max(40, count // (SEQUENTIAL if connections == 1 else 1))
                    made = requests(walkers, wanted, batch, server.port)
                    found = _stage.load(server.port, connections, made)
                    rate = found["requests"] * batch / found["seconds"]
                    rows.append(
                        (batch, connections, f"{rate:,.0f}", f"{rate / limit:.2f}",
                         f"{found['requests'] / found['seconds'] / handler:.2f}",
                         f"{found['p50_ms']:.1f}", f"{found['p99_ms']:.1f}", found["failed"])
                    )  # fmt: skip
            memory = _stage.memory_mb(server)
    print(f"\n## {engine}: load spread over {COMMUNITIES} communities, {WORKERS} workers")
    print(f"bare: {batched_limit:,.0f} rows/s in 20-row inserts, {single_limit:,.0f} commits/s,"
          f" {handler:,.0f} requests/s of a bare handler at 16 connections")  # fmt: skip
    _stage.table(
        (
            "batch",
            "connections",
            "visits/s",
            "of bare inserts",
            "of bare handler",
            "p50 ms",
            "p99 ms",
            "failed",
        ),
        rows,
    )
    print(f"memory of the server process: {memory:.0f} MB (aim: at most 150)")


def main() -> None:
    """Measure the engines named on the command line, or both."""
    chosen = sys.argv[1:] or list(_stage.ENGINES)
    handler = bare_handler(16)
    for engine in chosen:
        measure(engine, handler)


if __name__ == "__main__":
    main()
