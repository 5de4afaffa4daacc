"""The cast of the tests, with matters."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.kit.db import Database
from tests.clock import HeldClock
from tests.matters.town import Desk, Station
from tests.people import Town, found_town


@pytest.fixture
def town(db: Database) -> Town:
    """The cast, written."""
    with db.session(writes=True) as session:
        return found_town(session)


@pytest.fixture
def station(db: Database, clock: HeldClock, town: Town) -> Station:
    """The commands over the cast."""
    return Station(db, clock, town)


@pytest.fixture
def desk(app: Litestar, station: Station) -> Iterator[Desk]:
    """The pages over the cast; nobody is signed in yet."""
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield Desk(client, station)
