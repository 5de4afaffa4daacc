"""Many phones in bad weather: they write, send, lose answers, and believe only signed receipts."""

import asyncio
import contextlib
import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlmodel import Session

from app.auth.principal import COOKIE
from app.households.models import Household
from app.kit import audit
from app.kit.ids import uuid7
from app.org.models import Area, AreaLevel, Building, Community, Grid, GridBuilding, Holding, Person
from app.org.models import Post as Job
from e2e.proxy import Proxy
from e2e.wire import Head, Mode
from tests.people import FOUNDED, sign_in
from tests.sync.phone import Believer, Phone, visit_body

BATCH = 5
FAULTS: tuple[Mode, ...] = (
    "refuse",
    "cut_request",
    "cut",
    "drop_response",
    "double",
    "bad_gateway",
    "captive",
    "captive_redirect",
)
FAULT_SHARE = 0.45


class Weather(Proxy):
    """A proxy that treats each request by chance, until it clears."""

    def __init__(self, seed: int, server_port: int = 0) -> None:
        self.chance = random.Random(seed)
        self.clear = False
        super().__init__(server_port)

    def _mode_of(self, head: Head) -> Mode:
        if self.clear or self.chance.random() > FAULT_SHARE:
            return "pass"
        return self.chance.choice(FAULTS)


@dataclass
class Walker:
    """A worker with a phone, a session, the doors of their grid, and what is still unsent."""

    phone: Phone
    token: str
    doors: list[str]
    waiting: dict[str, str] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    tries: int = 0

    def write(self, chance: random.Random) -> None:
        """Write a visit at each door, with no signal."""
        for door in self.doors:
            body = visit_body(door, findings=f"{door}·{chance.random()}")
            text = self.phone.visit(door, datetime.now(UTC), body=body)
            self.waiting[json.loads(text)["id"]] = text

    async def drain(self, origin: str, believer: Believer) -> None:
        """Send until a signed receipt has come for everything."""
        cookies = {COOKIE: self.token}
        pause = 0.05
        async with httpx.AsyncClient(base_url=origin, timeout=8) as client:
            while self.waiting:
                self.tries += 1
                batch = list(self.waiting.values())[:BATCH]
                request = self.phone.request(batch)
                headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
                try:
                    reply = await client.post("/sync", json=request, headers=headers)
                    self._believe(believer, request, reply.json())
                    pause = 0.05
                except (httpx.HTTPError, ValueError, KeyError, TypeError):
                    await asyncio.sleep(pause)
                    pause = min(1.0, pause * 2)

    def _believe(self, believer: Believer, request: dict[str, Any], reply: Any) -> None:
        for result in believer.results(request, reply):
            if result["outcome"] == "accepted":
                self.receipts[result["id"]] = result["text"]
                del self.waiting[result["id"]]


def people_the_storm(session: Session, walkers: int, doors: int, communities: int) -> list[Walker]:
    """Communities with a worker and a building for each grid; every worker signed in."""
    places = []
    for number in range(communities):
        place = uuid7()
        session.add(
            Area(
                id=place,
                code=f"3706110010{number:02}",
                name=f"社区{number}",
                level=AreaLevel.COMMUNITY,
            )
        )
        session.flush()
        session.add(Community(id=place, name=f"社区{number}"))
        session.flush()
        audit.start_chain(session, place)
        places.append(place)
    return [
        _walker(session, places[number % communities], number, doors) for number in range(walkers)
    ]


def _walker(session: Session, community: str, number: int, doors: int) -> Walker:
    grid = Grid(id=uuid7(), community_id=community, number=number + 1, name=f"{number + 1}")
    building = Building(id=uuid7(), community_id=community, estate="", number=f"{number}号楼")
    person = Person(id=uuid7(), community_id=community, name=f"网格员{number}")
    session.add_all([grid, building, person])
    session.flush()
    kept = {"community_id": community, "since": FOUNDED, "grid_id": grid.id}
    session.add(GridBuilding(id=uuid7(), building_id=building.id, **kept))
    session.add(
        Holding(id=uuid7(), area_id=community, person_id=person.id, post=Job.GRID_WORKER, **kept)
    )
    homes = [
        Household(id=uuid7(), community_id=community, building_id=building.id, room=f"{room}01")
        for room in range(doors)
    ]
    session.add_all(homes)
    session.flush()
    token = sign_in(session, person.id, community, datetime.now(UTC))
    return Walker(Phone(person.id, community), token, [home.id for home in homes])


async def drain_all(walkers: list[Walker], origin: str, believer: Believer) -> None:
    """Let every walker send at once."""
    await asyncio.gather(*(walker.drain(origin, believer) for walker in walkers))


@contextlib.asynccontextmanager
async def power_cuts(cut: Any, every_s: float, most: int) -> Any:
    """Call `cut` in a thread every `every_s` seconds, at most `most` times, while inside."""
    cuts = 0

    async def go_on() -> None:
        nonlocal cuts
        while cuts < most:
            await asyncio.sleep(every_s)
            cuts += 1
            await asyncio.to_thread(cut)

    task = asyncio.create_task(go_on())
    try:
        yield lambda: cuts
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
