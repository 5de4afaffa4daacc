"""What measurements share: a server process, databases that are really durable, and tables."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.kit.db import Database, migrate
from e2e.server import Server
from tests import postgres
from tests.sync.storm import Walker, people_the_storm

ENGINES = ("sqlite", "postgresql")


@contextlib.contextmanager
def database(engine: str) -> Iterator[tuple[str, Path]]:
    """A migrated database of its own with every sync to disk, and a data folder beside it."""
    # Under the project and not in /tmp, which may be memory: a commit must reach a disk.
    (Path(__file__).parents[1] / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix="bench-", dir=Path(__file__).parents[1] / "var"
    ) as folder:
        data = Path(folder)
        if engine == "sqlite":
            url = f"sqlite:///{data / 'qiaomen.db'}"
            migrate(url)
            yield url, data
            return
        os.environ[postgres.KEEP_DURABLE] = "1"
        place = postgres.new_folder()
        try:
            cluster = postgres.start(place, os.getpid())
            url = cluster.create("bench").replace("postgresql://", "postgresql+psycopg://", 1)
            migrate(url)
            yield url, data
        finally:
            postgres.stop(place)


def people(url: str, walkers: int, communities: int) -> list[Walker]:
    """Workers with sessions and 20 doors each, spread over `communities`."""
    db = Database(url)
    with db.session(writes=True) as session:
        made = people_the_storm(session, walkers, 20, communities)
        session.commit()
    db.close()
    return made


@contextlib.contextmanager
def serving(url: str, data: Path) -> Iterator[Server]:
    """The server as people run it."""
    server = Server(data, demo="0", database_url=url).start()
    try:
        yield server
    finally:
        server.stop()


def load(port: int, connections: int, requests: Sequence[bytes]) -> dict[str, Any]:
    """Send `requests` from a process of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as plan:
        json.dump({"port": port, "connections": connections,
                   "requests": [one.decode() for one in requests]}, plan)  # fmt: skip
        plan.flush()
        command = [sys.executable, "-m", "bench._load", plan.name]
        done = subprocess.run(command, capture_output=True, check=True, timeout=300)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def memory_mb(server: Server) -> float:
    """The largest resident memory of the server's processes now, in MB."""
    assert server.process is not None
    listed = subprocess.run(
        ["ps", "-o", "rss=", "-g", str(server.process.pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return max((int(one) for one in listed.stdout.split()), default=0) / 1024


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table that can be pasted into a page."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[n]) for row in [list(heads), *texts]) for n in range(len(heads))]
    for row in [list(heads), ["-" * width for width in widths], *texts]:
        print(
            "| "
            + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            + " |"
        )
