"""A world in which everybody's words mean harm."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.kit.db import Database
from tests.clock import HeldClock
from tests.escaping.world import World


@pytest.fixture
def world(app: Litestar, db: Database, clock: HeldClock) -> Iterator[World]:
    """One of everything."""
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield World(client, db, clock)
