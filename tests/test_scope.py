"""Every route that names a thing, asked for a real thing by everybody (R9, R143, R244; bar B25)."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session

from app.auth.principal import COOKIE
from app.kit.db import Database
from tests.clock import HeldClock
from tests.people import found_town, sign_in
from tests.scope_table import ACTORS, SCOPE
from tests.scope_world import filled, one_of_everything, other_head

ROWS = [
    (row, dict(zip(ACTORS, pattern.split(), strict=True)))
    for pattern, rows in SCOPE.items()
    for row in rows
]


class World:
    """The application with one of everything in it, and a session for each of ACTORS."""

    def __init__(self, client: TestClient[Litestar], db: Database, clock: HeldClock) -> None:
        self.client, self.db = client, db
        with db.session(writes=True) as session:
            town = found_town(session)
            people = {name: getattr(town, name, "") for name in ACTORS[1:]}
            people["other_head"] = other_head(session, town)
            places = {"other_head": town.other_community, "street_officer": None}
            self.tokens = {
                name: sign_in(session, person, places.get(name, town.community), clock())
                for name, person in people.items()
            }
            self.ids = one_of_everything(session, town, clock())

    def ask(self, row: str, name: str) -> int:
        """Ask as somebody, with an empty form where a form is wanted; the status."""
        method, _, path = row.partition(" ")
        self.client.cookies.clear()
        if name in self.tokens:
            self.client.cookies.set(COOKIE, self.tokens[name])
        data = {} if method == "POST" else None
        return self.client.request(method, filled(path, self.ids), data=data).status_code

    def whole(self) -> list[Any]:
        """Everything that the database holds."""
        with self.db.engine.connect() as connection:
            return list(connection.connection.dbapi_connection.iterdump())  # type: ignore[union-attr]


@pytest.fixture
def world(app: Litestar, db: Database, clock: HeldClock) -> Iterator[World]:
    """Everything, on SQLite: what a person may see does not depend on the engine."""
    with TestClient(app, base_url="https://localhost") as client:
        client.follow_redirects = False
        yield World(client, db, clock)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_may_not_is_told_so_and_nothing_changes(world: World) -> None:
    before, wrong = world.whole(), []
    for row, expected in ROWS:
        for name, answer in expected.items():
            if answer != "." and str(got := world.ask(row, name)) != answer:
                wrong.append(f"{row} as {name}: {got}, not {answer}")
    assert wrong == [], "\n".join(wrong)
    assert world.whole() == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_may_is_let_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def take_back(session: Session) -> None:
        session.flush()
        session.rollback()

    # Each finds the world as it was: what the one before did is taken back.
    monkeypatch.setattr(Session, "commit", take_back)
    wrong = []
    for row, expected in ROWS:
        for name, answer in expected.items():
            if answer == "." and (got := world.ask(row, name)) not in (200, 303, 409, 422):
                wrong.append(f"{row} as {name}: {got}")
    assert wrong == [], "\n".join(wrong)
