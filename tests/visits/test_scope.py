"""Canaries: what stands in one grid is seen by nobody of another, on no page and no route."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import col, update

from app.households.models import Household, Need
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import Post
from app.org.scope import Reach, Scope, grids_of, scope_of
from app.visits.pages.round import NDJSON
from tests.clock import MONDAY_NINE
from tests.people import Town
from tests.visits.conftest import Station

CANARY = "金丝雀"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine for pages: the queries below them are tested on both."""
    return sqlite_url


@pytest.fixture
def canary(station: Station, town: Town, db: Database) -> str:
    """A record, a name, a need and a concern in Li Qiang's grid, each with the canary's name."""
    door = town.doors4[0]
    with db.session(writes=True) as session:
        session.execute(
            update(Household)
            .where(col(Household.id) == door)
            .values(contact_name=f"{CANARY}名", contact_phone="13900000000", room="9999")
        )
        session.add(
            Need(
                id=uuid7(), community_id=town.community, household_id=door,
                asked_for=f"{CANARY}需求", consent_at=MONDAY_NINE, starts_on=MONDAY_NINE.date(),
                ends_on=MONDAY_NINE.date(),
            )
        )  # fmt: skip
        session.commit()
    return station.as_(town.li).write(
        door, findings=f"{CANARY}发现", requests=f"{CANARY}诉求", next_on="2026-11-24"
    )


def pages(town: Town, record: str) -> Iterator[str]:
    """Every page of these slices that might show the canary."""
    yield from ("/today", "/households", f"/households?q={CANARY}", "/households?q=999", "/me")
    yield from (f"/households/{town.doors4[0]}", f"/visits/{record}", "/visits", "/unlisted")
    yield from ("/set-aside", f"/visits/{record}/photos/{'a' * 64}", "/visits/new")


def sings(reply: Any, town: Town) -> bool:
    """Whether a reply says anything of the canary's household."""
    marks = (
        "9999",
        town.doors4[0],
        *(f"{CANARY}{what}" for what in ("发现", "需求", "诉求", "名")),
    )
    return any(mark in reply.text for mark in marks)


def test_the_worker_of_the_grid_sees_it(station: Station, town: Town, canary: str) -> None:
    station.as_(town.li)
    seen = {path for path in pages(town, canary) if sings(station.get(path), town)}
    assert {"/today", "/households", f"/households?q={CANARY}", "/households?q=999"} <= seen
    assert {f"/households/{town.doors4[0]}", f"/visits/{canary}"} <= seen


@pytest.mark.parametrize(
    ("who", "away"),
    [
        ("wang", False),
        ("steward", False),
        ("clerk", False),
        ("street_officer", True),
        ("district_officer", True),
        ("other_lead", True),
    ],
)
def test_nobody_outside_the_grid_sees_it(
    station: Station, town: Town, canary: str, who: str, away: bool
) -> None:
    """R244: need to know."""
    station.as_(getattr(town, who), town.other_community if away else None)
    for path in pages(town, canary):
        reply = station.get(path)
        assert not sings(reply, town), path
        assert reply.status_code in (200, 303, 403, 404)


def test_the_leads_of_the_community_see_it(station: Station, town: Town, canary: str) -> None:
    for person in (town.lead, town.head):
        station.as_(person)
        assert sings(station.get("/visits"), town)
        assert sings(station.get(f"/households/{town.doors4[0]}"), town)


def test_the_round_carries_nothing_of_another_grid(
    station: Station, town: Town, canary: str
) -> None:
    def brought(person: str) -> str:
        station.as_(person)
        reply = station.client.post("/round", json={"have": {}})
        assert reply.headers["content-type"].startswith(NDJSON)
        return str(reply.text)

    assert CANARY in brought(town.li)
    foreign = brought(town.wang)
    assert CANARY not in foreign and not any(door in foreign for door in town.doors4)
    urls = [json.loads(line).get("url", "") for line in foreign.splitlines()]
    assert {f"/households/{door}" for door in town.doors3} <= set(urls)


def test_only_grid_workers_have_a_round(station: Station, town: Town) -> None:
    # Empty, so that a phone which kept pages from an earlier post is told to forget them; whoever
    # leads has the list of their checks.
    leads = (town.lead, town.head)
    kept = {one: ["/checks"] if one in leads else [] for one in (*leads, town.steward, town.clerk)}
    for person, pages_kept in kept.items():
        station.as_(person)
        lines = station.client.post("/round", json={"have": {}}).text.splitlines()
        said = [json.loads(line) for line in lines]
        assert [one["url"] for one in said if "url" in one] == pages_kept
        assert (said[0]["type"], said[-1]["type"]) == ("start", "end")
    station.client.cookies.clear()
    assert station.client.post("/round", json={"have": {}}).status_code == 401


def test_writing_and_correcting_there_is_refused(station: Station, town: Town, canary: str) -> None:
    station.as_(town.wang)
    amend = station.post(f"/visits/{canary}/amendments", base="1", outcome="met")
    assert amend.status_code == 404
    assert station.post("/visits", household=town.doors4[0], outcome="met").status_code == 404


def test_without_a_session_nothing_is_shown(station: Station, town: Town, canary: str) -> None:
    station.client.cookies.clear()
    for path in pages(town, canary):
        assert station.get(path).status_code == (200 if path == "/visits/new" else 401), path


@pytest.mark.parametrize(
    ("posts", "reach"),
    [
        (set(), Reach.NOTHING),
        ({Post.CLERK}, Reach.NOTHING),
        ({Post.STREET_OFFICER}, Reach.COUNTS),
        ({Post.DATA_STEWARD}, Reach.SET_ASIDE),
        ({Post.GRID_WORKER}, Reach.GRID),
        ({Post.GRID_WORKER, Post.DATA_STEWARD}, Reach.GRID),
        ({Post.GRID_WORKER, Post.GRID_LEAD}, Reach.COMMUNITY),
        ({Post.STATION_HEAD}, Reach.COMMUNITY),
    ],
)
def test_the_widest_post_counts(posts: set[Post], reach: Reach) -> None:
    class Somebody:
        id, community_id, grid_ids = "p", "c", frozenset({"g"})

    Somebody.posts = frozenset(posts)  # type: ignore[attr-defined]
    scope = scope_of(Somebody(), MONDAY_NINE)  # type: ignore[arg-type]
    assert scope.reach == reach
    assert scope.grid_ids == (frozenset({"g"}) if reach == Reach.GRID else frozenset())


def test_who_works_above_the_community_sees_no_names() -> None:
    scope = Scope("p", None, Reach.COMMUNITY, frozenset(), MONDAY_NINE)
    assert not scope.names and not scope.leads and not scope.stewards


def test_the_grids_of_a_person_are_those_of_the_moment(db: Database, town: Town) -> None:
    with db.session() as session:
        assert grids_of(session, town.wang, MONDAY_NINE) == {town.grid3}
        assert grids_of(session, town.lead, MONDAY_NINE) == frozenset()
