"""A small community with books worth reading, and browsers of its people."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import col, update

from app.auth.principal import COOKIE
from app.books.rules.uscc import check_character
from app.households.models import Contact, Household, LocalUnit, Need
from app.kit.db import Database
from app.kit.ids import uuid7
from tests.clock import MONDAY_NINE
from tests.people import Town, found_town, sign_in

DOORS = 60
TODAY = MONDAY_NINE.date()
BODY = "91350100M000100Y4"
GOOD_CODE = BODY + check_character(BODY)
Browser = Callable[[str], TestClient[Litestar]]


@pytest.fixture
def town(db: Database) -> Town:
    """Two grids of sixty doors. In grid 3 one file is whole and fresh, one whole and stale."""
    with db.session(writes=True) as session:
        town = found_town(session, DOORS)
        for door, ago in ((town.doors3[0], 1), (town.doors3[1], 400)):
            session.execute(
                update(Household)
                .where(col(Household.id) == door)
                .values(verified_on=TODAY - timedelta(days=ago))
            )
        session.execute(
            update(Household)
            .where(col(Household.id) == town.doors3[0])
            .values(contact_name="=王秀英", contact_phone="13812345678", contact_by=Contact.PHONE)
        )
        session.execute(
            update(Household).where(col(Household.id) == town.doors3[2]).values(people=None)
        )
        session.add(_need(town, town.doors3[0], "送餐", 30))
        session.add(_need(town, town.doors4[0], "陪诊", -1))
        session.add(_unit(town, "福顺便利店", GOOD_CODE, town.building12))
        session.add(_unit(town, "海星水果店", GOOD_CODE[:-1] + "0", town.building20))
        session.commit()
    return town


def _need(town: Town, door: str, text: str, days: int) -> Need:
    return Need(
        id=uuid7(), community_id=town.community, household_id=door, asked_for=text,
        consent_at=MONDAY_NINE, starts_on=TODAY - timedelta(days=90),
        ends_on=TODAY + timedelta(days=days),
    )  # fmt: skip


def _unit(town: Town, name: str, code: str, building: str) -> LocalUnit:
    return LocalUnit(
        id=uuid7(), community_id=town.community, building_id=building, name=name, kind="shop",
        uscc=code,
    )  # fmt: skip


@pytest.fixture
def browser(app: Litestar, db: Database, town: Town) -> Iterator[Browser]:
    """Opens the browser of one of the cast, by the name in the town: `browser("head")`."""
    with ExitStack() as stack:

        def open_(who: str) -> TestClient[Litestar]:
            place = None if who.endswith("officer") else town.community
            place = town.other_community if who == "other_lead" else place
            with db.session(writes=True) as session:
                token = sign_in(session, getattr(town, who), place, MONDAY_NINE)
            client = stack.enter_context(TestClient(app, base_url="https://localhost"))
            client.cookies.set(COOKIE, token)
            client.headers.update({"accept-language": "zh", "origin": "https://localhost"})
            client.follow_redirects = False
            return client

        yield open_
