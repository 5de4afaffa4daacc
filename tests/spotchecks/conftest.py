"""A station with a workers' representative, and the hours of its draws."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session, select

from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Holding, Post
from app.spotchecks.jobs import take_steps
from app.spotchecks.models import Draw, SpotCheck
from tests.clock import HeldClock
from tests.people import FOUNDED, Town, found_town
from tests.visits.conftest import Station

ZONE = ZoneInfo("Asia/Shanghai")
DICE = "3141566122"
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
FRIDAY, SATURDAY, NEXT_MONDAY = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 30)


@pytest.fixture
def town(db: Database) -> Town:
    """The cast, with enough doors for a day."""
    with db.session(writes=True) as session:
        town = found_town(session, doors=12)
        hold(session, town.community, town.li, Post.WORKERS_REPRESENTATIVE)
        session.commit()
        return town


def hold(session: Session, community: str, person: str, post: Post) -> None:
    """Give somebody another post."""
    session.add(
        Holding(
            id=uuid7(), community_id=community, area_id=community, person_id=person,
            post=post, since=FOUNDED,
        )
    )  # fmt: skip
    session.flush()


class Checks(Station):
    """The station through the days of its draws."""

    def at(self, on: date, hour: int, minute: int = 0) -> "Checks":
        """It is this time in the community now, and whatever the clock asks for is done."""
        self.clock.now = datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZONE)
        take_steps(self.db, self.clock)
        return self

    def visits(self, person: str, households: list[str], **fields: str) -> list[str]:
        """A visit at each of the households, minutes apart; their ids."""
        self.as_(person)
        ids = []
        for one in households:
            ids.append(self.write(one, **fields))
            self.clock.forward(minutes=7)
        return ids

    def throw(self, digits: str = DICE) -> None:
        """The representative throws, the lead watches, and both key it in."""
        for person in (self.town.li, self.town.lead):
            reply = self.as_(person).post("/draws/dice", digits=digits)
            assert reply.status_code == 303, reply.text

    def draw(self, day: date = MONDAY) -> Draw:
        """The draw of a day as it stands."""
        with self.db.session() as session:
            found = session.get(Draw, (self.town.community, day))
            assert found is not None, day
            return found

    def checks(self) -> list[SpotCheck]:
        """Every check there is."""
        with self.db.session() as session:
            return list(session.exec(select(SpotCheck).order_by(SpotCheck.id)).all())

    def whole_day(self, day: date = MONDAY, doors: int = 8) -> list[SpotCheck]:
        """A day with visits, its cut-off, and the dice of the next morning; the checks."""
        self.at(day, 8)
        self.visits(self.town.wang, self.town.doors3[:doors])
        self.at(day, 20)
        self.at(day + timedelta(days=1), 8, 30).throw()
        return self.checks()

    def answers(self, check: SpotCheck, **fields: str) -> dict[str, str]:
        """What a household says that was visited."""
        return {"way": "phone", "reached": "answered", "visited": "yes", **fields}


@pytest.fixture
def station(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Checks]:
    """The application with the cast in it; nobody is signed in yet."""
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield Checks(client, db, clock, town)
