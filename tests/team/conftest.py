"""The team of grid 3."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import select

from app.kit.db import Database
from app.team.models import TeamMember
from tests.clock import HeldClock
from tests.matters.town import Station
from tests.people import Town, found_town
from tests.station.conftest import Desk


class Helpers(Desk):
    """The application, with matters and people who help."""

    def __init__(
        self, client: TestClient[Litestar], db: Database, clock: HeldClock, town: Town
    ) -> None:
        super().__init__(client, db, clock, town)
        self.station = Station(db, clock, town)

    def joined(self, name: str = "冯师傅", **more: Any) -> str:
        """Somebody of the property company joins the team of grid 3; their id."""
        given = {
            "grid": self.town.grid3, "chief": name, "phone": "15400007777",
            "organisation": "property", "workplace": "银河物业", "agreed": "1",
        }  # fmt: skip
        self.as_(self.town.lead).post("/team", **{**given, **more})
        with self.db.session() as session:
            return session.exec(select(TeamMember.id).where(TeamMember.name == name)).one()

    def member(self, member_id: str) -> TeamMember:
        """Their row."""
        with self.db.session() as session:
            return session.get_one(TeamMember, member_id)


@pytest.fixture
def town(db: Database) -> Town:
    """The cast, in this test's database."""
    with db.session(writes=True) as session:
        return found_town(session)


@pytest.fixture
def desk(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Helpers]:
    """The application with the cast in it."""
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield Helpers(client, db, clock, town)
