"""The cast of the tests, with matters."""

import pytest

from app.kit.db import Database
from tests.clock import HeldClock
from tests.matters.town import Station
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
