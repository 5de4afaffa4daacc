"""A worker's phone over the running application."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.auth.principal import COOKIE
from app.kit.db import Database
from tests.clock import HeldClock
from tests.people import Town, found_town, sign_in
from tests.sync.phone import Believer, Phone


@pytest.fixture
def town(db: Database) -> Town:
    """The cast, in this test's database."""
    with db.session(writes=True) as session:
        return found_town(session)


@pytest.fixture
def wang(town: Town) -> Phone:
    """Wang Min's phone."""
    return Phone(town.wang, town.community)


class Line:
    """What stands between a phone and the server: a session, and trust in its keys."""

    def __init__(self, client: TestClient[Litestar], db: Database, clock: HeldClock) -> None:
        self.client, self.db, self.clock = client, db, clock
        self.believer = Believer(client.get("/keys.json").json())

    def sign_in(self, person: str, community: str | None) -> str:
        """Open a session for `person` and use it from now on."""
        with self.db.session(writes=True) as session:
            token = sign_in(session, person, community, self.clock())
        self.client.cookies.clear()
        self.client.cookies.set(COOKIE, token)
        return token

    def send(self, phone: Phone, *envelopes: str) -> list[dict[str, Any]]:
        """Send envelopes and believe the answer."""
        request = phone.request(envelopes)
        reply = self.client.post("/sync", json=request)
        assert reply.status_code == 200, reply.text
        return self.believer.results(request, reply.json())

    def send_photo(self, record: str, sha256: str, content: bytes) -> dict[str, Any]:
        """Send one photo and believe the answer."""
        nonce = "0123456789abcdef0123456789abcdef"
        reply = self.client.put(f"/sync/files/{record}/{sha256}?nonce={nonce}", content=content)
        assert reply.status_code == 200, reply.text
        return self.believer.said(nonce, reply.json())


@pytest.fixture
def line(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Line]:
    """Wang Min, signed in."""
    with TestClient(app, base_url="https://localhost") as client:
        line = Line(client, db, clock)
        line.sign_in(town.wang, town.community)
        yield line
