"""A worker's phone with a passkey, over the running application."""

from datetime import date
from typing import Any

import pytest

from app.kit.db import Database
from tests.attendance.signing import SigningPhone, half_of
from tests.clock import HeldClock
from tests.people import Town
from tests.station.conftest import desk
from tests.sync.conftest import Line, line, town

__all__ = ["desk", "line", "town"]
TODAY = date(2026, 11, 23)


@pytest.fixture
def wang(town: Town, db: Database, clock: HeldClock) -> SigningPhone:
    """Wang Min's phone."""
    phone = SigningPhone(town.wang, town.community)
    with db.session(writes=True) as session:
        phone.register(session, clock())
    return phone


class Days:
    """The challenges that a phone was handed."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told

    def half(self, on: date = TODAY, part: str = "am") -> dict[str, Any]:
        """The challenge of one part of a day."""
        return half_of(self.told, on, part)


def handed(line: Line, phone: SigningPhone) -> Days:
    """What the server hands out now."""
    answer = line.client.post("/day/challenges", json={"device": phone.device})
    assert answer.status_code == 200, answer.text
    return Days(answer.json())
