"""The catalogue of a city, its people signed in, over SQLite and PostgreSQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.auth.principal import COOKIE
from app.catalogue.commands.shipped import list_shipped, put_shipped, use_shipped
from app.kit.clock import local_day
from app.kit.db import Database
from tests.catalogue.shelf import City, found_city
from tests.clock import HeldClock
from tests.people import Town, found_town, sign_in


@dataclass
class Desk:
    """The application as its people use it; `as_` says who, "" for nobody."""

    client: TestClient[Litestar]
    tokens: dict[str, str]
    town: Town
    city: City
    published: tuple[str, ...]

    def get(self, who: str, path: str) -> httpx.Response:
        """Open a page."""
        self._as(who)
        return self.client.get(path)

    def post(self, who: str, path: str, **fields: Any) -> httpx.Response:
        """Send a form; redirects are not followed."""
        self._as(who)
        return self.client.post(path, data=fields)

    def send(self, who: str, path: str, name: str, content: bytes) -> httpx.Response:
        """Hand a file over."""
        self._as(who)
        return self.client.post(path, files={"file": (name, content)})

    def _as(self, who: str) -> None:
        self.client.cookies.clear()
        if who:
            self.client.cookies.set(COOKIE, self.tokens[who])


@pytest.fixture
def desk(client: TestClient[Litestar], db: Database, clock: HeldClock) -> Iterator[Desk]:
    """The shipped catalogue: admitted by the city, listed by the district, used by 银河社区."""
    with db.session(writes=True) as session:
        town = found_town(session)
        city = found_city(session, town)
        today = local_day(clock(), "Asia/Shanghai")
        made = put_shipped(session, clock(), today, city.id)
        list_shipped(session, today, city.district, made.published)
        use_shipped(session, today, town.community, made.published)
        session.commit()
        people = {
            "city": (city.officer, None),
            "district": (town.district_officer, None),
            "street": (town.street_officer, None),
            "head": (town.head, town.community),
            "clerk": (town.clerk, town.community),
            "wang": (town.wang, town.community),
            "other_lead": (town.other_lead, town.other_community),
        }
        tokens = {
            name: sign_in(session, person, place, clock())
            for name, (person, place) in people.items()
        }
    yield Desk(client, tokens, town, city, made.published)
