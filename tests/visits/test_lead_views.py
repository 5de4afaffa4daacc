"""The lead's day on the map, who was not reached for long, and the search over a community."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from app.households.models import Household
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import AccessLog, Building
from app.visits.models import Outcome, Visit
from tests.clock import HeldClock
from tests.people import Town
from tests.visits.conftest import Station


def visited(session: Session, town: Town, door: str, at, outcome: str) -> None:  # type: ignore[no-untyped-def]
    """A visit that ended so, straight into the books."""
    session.add(
        Visit(
            id=uuid7(), community_id=town.community, household_id=door, author_id=town.wang,
            day=at.date(), made_at=at, said_at=at, received_at=at, outcome=outcome,
            purposes=[], checklist=[], requests=[],
        )
    )  # fmt: skip


@pytest.fixture
def years(db: Database, town: Town, clock: HeldClock) -> date:
    """Door 0 was met 200 days ago and found empty since; 1 declined last week; 2 was met 100 days
    ago; 3 was merged into 4, whose people were met on the file of 3; the others never."""
    now = clock()
    with db.session(writes=True) as session:
        for door, ago, outcome in (
            (0, 200, Outcome.MET), (0, 3, Outcome.NOBODY_HOME), (1, 7, Outcome.DECLINED),
            (2, 100, Outcome.PHONE), (3, 5, Outcome.MET),
        ):  # fmt: skip
            visited(session, town, town.doors3[door], now - timedelta(days=ago), outcome)
        merged = session.get(Household, town.doors3[3])
        assert merged is not None
        merged.merged_into, merged.moved_out_on = town.doors3[4], now.date()
        session.commit()
    return now.date()


def test_who_was_not_reached_for_long_comes_longest_first(
    station: Station, town: Town, years: date
) -> None:
    said = station.as_(town.lead).get(f"/unreached?grid={town.grid3}&days=90").text
    order = [door for door in town.doors3 if f"/households/{door}" in said]
    assert order == [town.doors3[0], town.doors3[2], town.doors3[5]]
    places = [said.index(f"/households/{town.doors3[one]}") for one in (5, 0, 2)]
    assert places == sorted(places), "never reached, then the longest ago"
    assert "200 天" in said and "从未" in said
    assert town.doors4[0] not in said and town.doors4[0] in station.get("/unreached").text


def test_r143_reading_who_was_not_reached_is_logged_with_its_reason(
    station: Station, town: Town, years: date, db: Database
) -> None:
    station.as_(town.lead).get(f"/unreached?grid={town.grid3}")
    with db.session() as session:
        row = session.exec(select(AccessLog).where(AccessLog.what == "unreached")).one()
    assert row.reason and town.doors3[0] in row.households and row.person_id == town.lead
    for person in (town.wang, town.steward, town.clerk):
        assert station.as_(person).get("/unreached").status_code == 403


def test_the_map_counts_today_by_building_and_its_part_comes_alone(
    station: Station, town: Town, db: Database, clock: HeldClock
) -> None:
    with db.session(writes=True) as session:
        for one in session.exec(select(Building)):
            one.lat, one.lon = 37.5, 121.2 + one.place / 1000
        for door in (town.doors3[0], town.doors3[0], town.doors3[1]):
            visited(session, town, door, clock(), Outcome.MET)
        session.commit()
    station.as_(town.lead)
    said = station.get("/visits/map").text
    assert "<svg" in said and 'class="done-count"' in said and ">2</text>" in said
    assert "2/6" in said and "0/6" in said, "the table says what the drawing says"
    part = station.get("/visits/map", **{"hx-request": "true"}).text
    assert "<html" not in part and "2/6" in part
    assert "王敏" not in said, "no worker's way is drawn"
    assert station.as_(town.wang).get("/visits/map").status_code == 403


def test_r143_a_lead_finds_any_door_of_the_community_and_a_worker_only_their_own(
    station: Station, town: Town, db: Database
) -> None:
    """R143: search by address within one's scope, each look logged."""
    station.as_(town.lead)
    everywhere = station.get("/households").text
    assert f"building={town.building20}" in everywhere
    assert town.doors3[0] not in everywhere, "no doors before anything is asked"
    for typed in ("12-1-101", "12号楼1单元101", "12号楼 101", "１２－１－１０１"):
        said = station.get(f"/households?q={typed}").text
        assert town.doors3[0] in said and town.doors4[0] not in said, typed
    assert town.doors4[0] in station.get("/households?q=20-1-101").text
    assert town.doors4[0] in station.get(f"/households?building={town.building20}").text
    with db.session() as session:
        rows = session.exec(select(AccessLog).where(AccessLog.what == "search")).all()
    assert all(one.reason for one in rows) and len(rows) == 6
    station.as_(town.wang)
    assert town.doors4[0] not in station.get("/households?q=20-1-101").text
    assert town.doors4[0] not in station.get(f"/households?building={town.building20}").text
    station.as_(town.other_lead, town.other_community)
    assert town.doors3[0] not in station.get("/households?q=12-1-101").text
    assert station.as_(town.street_officer).get("/households?q=12-1-101").status_code == 403
