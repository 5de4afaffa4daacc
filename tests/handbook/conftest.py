"""Rules to read, promises that were not kept, and matters that were archived."""

from collections.abc import Iterator
from datetime import date

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.kit.db import Database
from app.matters.rules import steps as a
from app.matters.rules.stages import Handling, How, Way
from tests.clock import HeldClock
from tests.matters.town import Station
from tests.people import Town, found_town
from tests.station.conftest import Desk


class Study(Desk):
    """The application, with matters of the clerk's."""

    def __init__(
        self, client: TestClient[Litestar], db: Database, clock: HeldClock, town: Town
    ) -> None:
        super().__init__(client, db, clock, town)
        self.station = Station(db, clock, town)

    def noticed(self) -> str:
        """A matter for which the clerk has named all materials at once; its id."""
        matter = self.station.open()
        self.station.do(matter, "clerk", a.Classification, Handling.BRING_BACK, 1)
        self.station.do(matter, "clerk", a.Route, Way.DIRECT)
        said = (("户口簿",), ("到窗口",), "3 个工作日", "8:30-19:00")
        self.station.do(matter, "clerk", a.OneTimeNotice, *said)
        return matter

    def asked_for_more(self) -> str:
        """One for which the clerk asked for one more paper afterwards; its id."""
        matter = self.noticed()
        self.station.do(matter, "clerk", a.FurtherMaterial, "结婚证", "表格改了")
        return matter

    def archived(self, **said: str) -> str:
        """A matter of 周建国's that is archived; its id."""
        given = {"applicant": "周建国", "phone": "15400001234", "title": "办居住证"}
        matter = self.station.open(**{**given, **said})
        do, clerk = self.station.do, "clerk"
        do(matter, clerk, a.Classification, Handling.ON_THE_SPOT, 1)
        do(matter, clerk, a.Route, Way.DIRECT)
        do(matter, clerk, a.Result, "办好了")
        do(matter, clerk, a.Feedback, "孙女士", How.IN_PERSON, "可以来取了", self.clock())
        do(matter, clerk, a.RatingRequest, How.IN_PERSON)
        do(matter, clerk, a.Rating, 5)
        do(matter, clerk, a.Archive, date(2030, 1, 1))
        return matter


@pytest.fixture
def town(db: Database) -> Town:
    """The cast, in this test's database."""
    with db.session(writes=True) as session:
        return found_town(session)


@pytest.fixture
def desk(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Study]:
    """The application with the cast in it."""
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield Study(client, db, clock, town)
