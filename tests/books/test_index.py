"""The way in to the ledgers (row R125)."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.auth.principal import COOKIE
from app.kit.db import Database
from tests.clock import MONDAY_NINE
from tests.people import found_town, sign_in

OPEN = {
    "wang": {"households", "units", "needs"},
    "lead": {"staff", "households", "units", "needs"},
    "head": {"staff", "households", "units", "needs"},
    "steward": {"staff", "units"},
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", OPEN)
def test_r125_everyone_is_shown_the_ledgers_that_they_may_open(
    app: Litestar, db: Database, who: str
) -> None:
    """R125: four ledgers, each for those who may open it."""
    with db.session(writes=True) as session:
        town = found_town(session)
        token = sign_in(session, getattr(town, who), town.community, MONDAY_NINE)
    with TestClient(app, base_url="https://localhost") as client:
        client.cookies.set(COOKIE, token)
        text = client.get("/books").text
    shown = {one for one in OPEN["head"] if f'href="/books/{one}"' in text}
    assert shown == OPEN[who]
