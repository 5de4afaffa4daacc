"""200 phones, 20 visits each, every fault of the network, and a server that keeps dying:
what was promised is held, each record once, word for word (bar rows B1, B2, B14)."""

import asyncio
import json
import random
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from app.kit.db import Database
from app.sync.models import Received
from app.sync.verify import Sound, verify
from app.visits.models import Visit
from e2e.server import Server
from tests.sync.phone import Believer, digest
from tests.sync.storm import Walker, Weather, drain_all, people_the_storm, power_cuts

PHONES, VISITS, COMMUNITIES = 200, 20, 4
SEED = 20261122
CUT_EVERY_S = 3.0
MOST_CUTS = 4


def test_never_1_11_12_21_24_29_4000_visits_through_a_storm_are_held_once(
    db: Database, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(SEED)
    with db.session(writes=True) as session:
        walkers = people_the_storm(session, PHONES, VISITS, COMMUNITIES)
        session.commit()
    for walker in walkers:
        walker.write(chance)
    typed = {digest(text): text for walker in walkers for text in walker.waiting.values()}
    (tmp_path / "data").mkdir(exist_ok=True)
    weather = Weather(SEED)
    server = Server(
        tmp_path / "data", origin=weather.origin, demo="0", database_url=database_url
    ).start()
    try:
        weather.server_port = server.port
        believer = Believer(httpx.get(f"{server.url}/keys.json").json())
        cuts = asyncio.run(_weather(walkers, weather, server, believer))
    finally:
        server.stop()
        weather.close()
    tries = sum(walker.tries for walker in walkers)
    with capsys.disabled():
        print(f"\nseed {SEED}: {len(typed)} visits, {tries} requests, {cuts} kills -9")
    assert cuts >= 1
    _assert_all_held_once(db, walkers, typed)


async def _weather(
    walkers: list[Walker], weather: Weather, server: Server, believer: Believer
) -> int:
    def cut() -> None:
        server.kill9()
        server.start()

    async with power_cuts(cut, CUT_EVERY_S, MOST_CUTS) as cuts:
        await asyncio.wait_for(drain_all(walkers, weather.origin, believer), timeout=240)
        return int(cuts())


def _assert_all_held_once(db: Database, walkers: list[Walker], typed: dict[str, str]) -> None:
    receipts = {one for walker in walkers for one in walker.receipts.values()}
    with db.session() as session:
        rows = session.exec(select(Received.digest, Received.text, Received.receipt)).all()
        findings = session.exec(select(Visit.id, Visit.findings)).all()
        assert all(isinstance(one, Sound) for one in verify(session))
    assert len(rows) == PHONES * VISITS
    assert {row[0]: row[1] for row in rows} == typed
    assert {row[2] for row in rows} == receipts
    written = {
        json.loads(text)["id"]: json.loads(text)["body"]["findings"] for text in typed.values()
    }
    assert len(findings) == len(written) and dict(findings) == written
