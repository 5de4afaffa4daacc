"""The station and its head, who sets it up."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.auth.principal import COOKIE
from app.kit.db import Database
from tests.clock import HeldClock
from tests.people import Town, found_town, sign_in


@pytest.fixture
def town(db: Database) -> Town:
    """The cast, in this test's database."""
    with db.session(writes=True) as session:
        return found_town(session)


class Desk:
    """The running application, asked by one person after the other."""

    def __init__(
        self, client: TestClient[Litestar], db: Database, clock: HeldClock, town: Town
    ) -> None:
        self.client, self.db, self.clock, self.town = client, db, clock, town

    def as_(self, person: str, community: str | None = None) -> "Desk":
        """Sign somebody in and ask as them from now on."""
        with self.db.session(writes=True) as session:
            token = sign_in(session, person, community or self.town.community, self.clock())
        self.client.cookies.clear()
        self.client.cookies.set(COOKIE, token)
        return self

    def head(self) -> "Desk":
        """As the station head."""
        return self.as_(self.town.head)

    def get(self, path: str, status: int = 200) -> str:
        """A page, in Chinese."""
        reply = self.client.get(path, headers={"accept-language": "zh"})
        assert reply.status_code == status, reply.text
        return reply.text

    def post(self, path: str, status: int = 303, **fields: Any) -> Any:
        """A plain form, and the status that it must have."""
        reply = self.client.post(path, data=fields, headers={"accept-language": "zh"})
        assert reply.status_code == status, reply.text
        return reply


@pytest.fixture
def desk(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Desk]:
    """The application with the cast in it; nobody is signed in yet."""
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield Desk(client, db, clock, town)
