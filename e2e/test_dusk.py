"""Dusk: every phone of the town comes home and sends; whoever reads must not notice."""

import asyncio
import itertools
import random
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.auth.principal import COOKIE
from app.kit.db import Database, migrate
from e2e.server import Server
from tests.sync.phone import Believer
from tests.sync.storm import Walker, people_the_storm

PHONES, VISITS, COMMUNITIES, BATCH = 100, 10, 4, 5
# Not a speed claim (bench makes those): nobody waits for the whole burst to be over.
SECONDS = 10.0
SEED = 20261122


async def _send(client: httpx.AsyncClient, walker: Walker, believer: Believer) -> None:
    """Everything in batches, without a pause."""
    headers = {"Cookie": f"{COOKIE}={walker.token}"}
    waiting = list(walker.waiting.values())
    for first in range(0, len(waiting), BATCH):
        request = walker.phone.request(waiting[first : first + BATCH])
        reply = await client.post("/sync", json=request, headers=headers)
        results = believer.results(request, reply.json())
        assert {one["outcome"] for one in results} == {"accepted"}


async def _send_all(walkers: list[Walker], url: str, believer: Believer) -> None:
    limits = httpx.Limits(max_connections=PHONES)
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits) as client:
        await asyncio.gather(*(_send(client, walker, believer) for walker in walkers))


def _read(reader: httpx.Client, walker: Walker) -> list[float]:
    """How long a worker's pages take, in seconds."""
    took = []
    headers = {"Cookie": f"{COOKIE}={walker.token}"}
    for path in ("/today", f"/households/{walker.doors[0]}"):
        began = time.monotonic()
        assert reader.get(path, headers=headers).status_code == 200
        took.append(time.monotonic() - began)
    return took


def _read_while(sending: Future[None], walkers: list[Walker], url: str) -> list[float]:
    """How long each page took to read until everything was sent, in seconds."""
    took: list[float] = []
    with httpx.Client(base_url=url, timeout=60) as reader:
        for walker in itertools.cycle(walkers):
            took += _read(reader, walker)
            if sending.done():
                sending.result()
                return took
    raise AssertionError("nobody to read")


@pytest.mark.alone
def test_never_46_a_burst_at_dusk_leaves_pages_quick_to_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    url = f"sqlite:///{data / 'qiaomen.db'}"
    migrate(url)
    db = Database(url)
    with db.session(writes=True) as session:
        walkers = people_the_storm(session, PHONES, VISITS, COMMUNITIES)
        session.commit()
    db.close()
    for walker in walkers:
        walker.write(random.Random(SEED))
    server = Server(data, demo="0").start()
    try:
        believer = Believer(httpx.get(f"{server.url}/keys.json").json())
        _read(httpx.Client(base_url=server.url), walkers[0])  # the first page of a start is slow
        with ThreadPoolExecutor(1) as thread:
            sending = thread.submit(asyncio.run, _send_all(walkers, server.url, believer))
            took = _read_while(sending, walkers, server.url)
    finally:
        server.stop()
    with capsys.disabled():
        print(f"\n{PHONES * VISITS} visits from {PHONES} phones; {len(took)} pages read, "
              f"the slowest in {max(took):.2f} s")  # fmt: skip
    assert max(took) < SECONDS
