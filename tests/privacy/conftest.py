"""The cast at the pages about privacy."""

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


class Somebody:
    """A browser, asked by one person after the other."""

    def __init__(self, client: TestClient[Litestar], db: Database, clock: HeldClock, town: Town):
        self.client, self.db, self.clock, self.town = client, db, clock, town

    def as_(self, slug: str) -> "Somebody":
        """Sign somebody of the cast in, or nobody for an empty slug."""
        self.client.cookies.clear()
        if slug:
            community = None if slug.endswith("officer") else self.town.community
            community = self.town.other_community if slug == "other_lead" else community
            with self.db.session(writes=True) as session:
                token = sign_in(session, getattr(self.town, slug), community, self.clock())
            self.client.cookies.set(COOKIE, token)
        return self

    def get(self, path: str, **headers: str) -> Any:
        """A page, in Chinese."""
        return self.client.get(path, headers={"accept-language": "zh", **headers})

    def post(self, path: str, **fields: Any) -> Any:
        """A plain form."""
        return self.client.post(path, data=fields, headers={"accept-language": "zh"})


@pytest.fixture
def somebody(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Somebody]:
    """The application with the cast in it; nobody is signed in yet."""
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield Somebody(client, db, clock, town)
