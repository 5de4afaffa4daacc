"""The list of doors, its search, and one household's file."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import col, select, update

from app.auth.principal import COOKIE
from app.households.models import Contact, Household, Need
from app.kit.db import Database
from app.kit.ids import uuid7
from app.org.models import AccessLog
from tests.clock import MONDAY_NINE
from tests.people import Town, found_town, sign_in


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine for pages: the queries below them are tested on both."""
    return sqlite_url


@pytest.fixture
def town(db: Database) -> Town:
    """The cast; one household of grid 3 chose to give a name, and has a need."""
    with db.session(writes=True) as session:
        town = found_town(session)
        door = town.doors3[0]
        session.execute(
            update(Household)
            .where(col(Household.id) == door)
            .values(contact_name="王秀英", contact_phone="13812345678", contact_by=Contact.PHONE)
        )
        for text, days in (("送餐", 31), ("过期的", 0)):
            session.add(
                Need(
                    id=uuid7(), community_id=town.community, household_id=door, asked_for=text,
                    consent_at=MONDAY_NINE, starts_on=MONDAY_NINE.date().replace(day=1),
                    ends_on=MONDAY_NINE.date().replace(day=30 if days else 2),
                )
            )  # fmt: skip
        session.commit()
    return town


@pytest.fixture
def wang(app: Litestar, db: Database, town: Town) -> Iterator[TestClient[Litestar]]:
    """Wang Min's browser."""
    with db.session(writes=True) as session:
        token = sign_in(session, town.wang, town.community, MONDAY_NINE)
    with TestClient(app, base_url="https://localhost") as client:
        client.cookies.set(COOKIE, token)
        client.headers["accept-language"] = "zh"
        yield client


@pytest.mark.parametrize("q", ["王秀英", "12号楼101", "12-1-101", "１０１"])
def test_a_household_is_found_by_building_room_or_name(
    wang: TestClient[Litestar], town: Town, q: str
) -> None:
    text = wang.get("/households", params={"q": q}).text
    assert town.doors3[0] in text and town.doors3[3] not in text


def test_all_doors_of_the_grid_are_listed_and_no_other(
    wang: TestClient[Litestar], town: Town
) -> None:
    text = wang.get("/households").text
    assert all(door in text for door in town.doors3)
    assert not any(door in text for door in town.doors4)


def test_a_household_that_moved_out_is_not_listed(
    wang: TestClient[Litestar], town: Town, db: Database
) -> None:
    with db.session(writes=True) as session:
        session.execute(
            update(Household)
            .where(col(Household.id) == town.doors3[1])
            .values(moved_out_on=MONDAY_NINE.date())
        )
        session.commit()
    assert town.doors3[1] not in wang.get("/households").text


def test_the_file_shows_what_the_household_asked_for(
    wang: TestClient[Litestar], town: Town
) -> None:
    text = wang.get(f"/households/{town.doors3[0]}").text
    assert "12号楼 1-101" in text and "tel:13812345678" in text and "希望先打电话" in text
    assert "送餐" in text and "过期的" not in text
    assert f'data-household="{town.doors3[0]}"' in text and "还没去过" in text


def test_every_view_of_names_is_logged(
    wang: TestClient[Litestar], town: Town, db: Database
) -> None:
    wang.get(f"/households/{town.doors3[0]}")
    wang.get("/households", params={"q": "王秀英"})
    wang.get("/households", params={"q": "没有这个人"})
    with db.session() as session:
        rows = session.exec(select(AccessLog).order_by(col(AccessLog.id))).all()
        assert [(one.what, one.person_id, one.households) for one in rows] == [
            ("household", town.wang, [town.doors3[0]]),
            ("search", town.wang, [town.doors3[0]]),
        ]


@pytest.mark.parametrize("path", ["/households/{other}", "/households/{nobody}", "/households/1"])
def test_out_of_scope_and_not_there_look_the_same(
    wang: TestClient[Litestar], town: Town, db: Database, path: str
) -> None:
    reply = wang.get(path.format(other=town.doors4[0], nobody=uuid7()))
    assert reply.status_code == 404
    with db.session() as session:
        assert not session.exec(select(AccessLog)).all()
