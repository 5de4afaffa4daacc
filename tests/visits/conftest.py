"""The cast at their doors: who is signed in, and what they write."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import col, select

from app.auth.principal import COOKIE
from app.kit.clock import iso
from app.kit.db import Database
from app.kit.ids import uuid7
from app.kit.intake import Base, Envelope, FileRef, Made, Sent
from app.visits.models import Visit
from tests.clock import HeldClock
from tests.people import Town, found_town, sign_in


@pytest.fixture
def town(db: Database) -> Town:
    """The cast, in this test's database."""
    with db.session(writes=True) as session:
        return found_town(session)


def visits_in(db: Database) -> list[Visit]:
    """Every visit, oldest first."""
    with db.session() as session:
        return list(session.exec(select(Visit).order_by(col(Visit.received_at))).all())


class Station:
    """The running application, asked by one person after the other."""

    def __init__(
        self, client: TestClient[Litestar], db: Database, clock: HeldClock, town: Town
    ) -> None:
        self.client, self.db, self.clock, self.town = client, db, clock, town

    def as_(self, person: str, community: str | None = None) -> "Station":
        """Sign somebody in and ask as them from now on."""
        with self.db.session(writes=True) as session:
            token = sign_in(session, person, community or self.town.community, self.clock())
        self.client.cookies.clear()
        self.client.cookies.set(COOKIE, token)
        return self

    def get(self, path: str, **headers: str) -> Any:
        """A page, in Chinese."""
        return self.client.get(path, headers={"accept-language": "zh", **headers})

    def post(self, path: str, **fields: Any) -> Any:
        """A plain form."""
        return self.client.post(path, data=fields, headers={"accept-language": "zh"})

    def write(self, household: str, **fields: Any) -> str:
        """Write a visit as the signed-in person; its id."""
        visit_id = fields.pop("id", uuid7())
        reply = self.post(
            "/visits", id=visit_id, household=household, **{"outcome": "met", **fields}
        )
        assert reply.status_code == 303, reply.text
        return str(visit_id)


@pytest.fixture
def station(app: Litestar, db: Database, clock: HeldClock, town: Town) -> Iterator[Station]:
    """The application with the cast in it; nobody is signed in yet."""
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield Station(client, db, clock, town)


def sent(
    town: Town,
    author: str,
    at: datetime,
    *,
    received: datetime | None = None,
    doubtful: bool = False,
    kind: str = "visit",
    base: Base | None = None,
    files: int = 0,
    visit_id: str | None = None,
    **body: Any,
) -> Sent:
    """An envelope that has passed the checks common to all kinds."""
    envelope = Envelope(
        v=1, id=visit_id or uuid7(), kind=kind, schema=1, community=town.community, author=author,
        device=uuid7(), made=Made(wall=iso(at), offset=0), salt="0" * 32, base=base,
        body={"outcome": "met", **body},
        files=[FileRef(f"{n:064x}", 1000 + n, "image/webp") for n in range(files)],
    )  # fmt: skip
    return Sent(envelope, "d" * 64, received or at + timedelta(minutes=1), at, at, doubtful)
