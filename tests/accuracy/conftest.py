"""A station whose books are held against the place, and shops to look at."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session, col, select

from app.accuracy.models import AccuracyRecord, Campaign
from app.households.models import LocalUnit
from app.kit.db import Database
from app.kit.ids import uuid7
from tests.clock import MONDAY_NINE, HeldClock
from tests.people import Town, found_town
from tests.visits.conftest import Station

TODAY = MONDAY_NINE.date()
UNTIL = TODAY + timedelta(days=14)
SAME = {"outcome": "compared", "address": "same", "people": "same", "contact": "same"}


@pytest.fixture
def town(db: Database) -> Town:
    """The cast, with twelve doors and three shops a grid; one shop is closed."""
    with db.session(writes=True) as session:
        town = found_town(session, doors=12)
        for building in (town.building12, town.building20):
            for place in range(3):
                session.add(unit(town, building, f"小店{place}", closed=place == 2))
        session.commit()
        return town


def unit(town: Town, building: str | None, name: str, closed: bool = False) -> LocalUnit:
    """A shop of the unit ledger."""
    return LocalUnit(
        id=uuid7(), community_id=town.community, building_id=building, name=name, kind="shop",
        uscc="92370611MA3C000001", closed_on=date(2026, 10, 1) if closed else None,
    )  # fmt: skip


class Books(Station):
    """The station through a campaign."""

    def begin(self, **fields: Any) -> Any:
        """The head opens a campaign of twenty household files, unless `fields` say otherwise."""
        asked = {"title": "年底核对", "kind": "households", "size": "20", "until": str(UNTIL)}
        return self.as_(self.town.head).post("/accuracy", **{**asked, **fields})

    def begun(self, **fields: Any) -> Campaign:
        """Open one; what the database holds of it."""
        reply = self.begin(**fields)
        assert reply.status_code == 303, reply.text
        return self.campaign(reply.headers["location"].rsplit("/", 1)[1])

    def campaign(self, campaign_id: str) -> Campaign:
        """A campaign as it stands."""
        with self.db.session() as session:
            return session.get_one(Campaign, campaign_id)

    def records(self, campaign: Campaign, asked: str = "") -> list[AccuracyRecord]:
        """Its records, all or those of somebody."""
        with self.db.session() as session:
            return records_in(session, campaign, asked)

    def compare(self, record: AccuracyRecord, by: str = "", **fields: str) -> Any:
        """Whoever was asked looks, and says that all is as the file has it, unless `fields` do."""
        self.as_(by or record.asked_id or "")
        return self.post(f"/accuracy/records/{record.id}", **{**SAME, **fields})

    def close(self, campaign: Campaign) -> Any:
        """The head ends it."""
        return self.as_(self.town.head).post(f"/accuracy/{campaign.id}/closing")


def records_in(session: Session, campaign: Campaign, asked: str = "") -> list[AccuracyRecord]:
    """The records of a campaign."""
    rows = select(AccuracyRecord).where(AccuracyRecord.campaign_id == campaign.id)
    rows = rows.where(AccuracyRecord.asked_id == asked) if asked else rows
    return list(session.exec(rows.order_by(col(AccuracyRecord.id))))


@pytest.fixture
def books(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Books]:
    """The application with the cast in it; nobody is signed in yet."""
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield Books(client, db, clock, town)
