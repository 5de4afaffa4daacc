"""Every door of the table in test_routes.py, tried by everybody (bar B25)."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.auth.principal import COOKIE
from app.kit.db import Database
from app.kit.ids import uuid7
from tests.clock import HeldClock
from tests.people import Town, found_town, sign_in
from tests.test_routes import ALL, STAFF, TABLE

# Signing out would end the session that the next row needs; a wrong code answers 403 to everyone;
# a stream does not end (tests/attendance/test_live.py).
UNTRIED = {"/sign-out", "/sign-in/recovery-code", "/board/events"}
# A body that is no request at all is refused before anybody asks who sent it.
BODIES = {
    "/round": {"have": {}},
    "/sync": {"nonce": "0" * 32, "envelopes": []},
    "/day/challenges": {"device": uuid7()},
    "/push/subscription": {"endpoint": "https://fcm.googleapis.com/fcm/send/x"},
    "/sync/erasures": {"nonce": "0" * 32},
    "/me/devices/pin": {
        "key": uuid7(), "challenge": "0" * 43, "signature": "", "pin": "402917", "new": "502918",
    },
}  # fmt: skip


@pytest.fixture
def doors(
    app: Litestar, db: Database, clock: HeldClock
) -> Iterator[tuple[TestClient[Litestar], dict[str, str], Town]]:
    """The application, and a session for each of the cast."""
    with db.session(writes=True) as session:
        town = found_town(session)
        tokens = {
            name: sign_in(
                session,
                getattr(town, name),
                town.other_community if name == "other_lead"
                else None if name.endswith("officer") else town.community,
                clock(),
            )
            for name in STAFF
        }  # fmt: skip
    with TestClient(app, base_url="https://localhost") as client:
        yield client, tokens, town


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_door_opens_for_those_in_the_table_and_nobody_else(
    doors: tuple[TestClient[Litestar], dict[str, str], Town],
) -> None:
    client, tokens, _ = doors
    wrong = []
    for (method, path), allowed in TABLE.items():
        if path in UNTRIED:
            continue
        for name in sorted(ALL):
            client.cookies.clear()
            if name != "anonymous":
                client.cookies.set(COOKIE, tokens[name])
            answer = client.request(
                method, _filled(path), json=BODIES.get(path), follow_redirects=False
            )
            status = answer.status_code
            if status >= 500 or (status in (401, 403)) == (name in allowed):
                wrong.append(f"{method} {path} as {name}: {status}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_lies_in_another_grid_or_community_is_not_found(
    doors: tuple[TestClient[Litestar], dict[str, str], Town],
) -> None:
    client, tokens, town = doors
    for name, household in (
        ("wang", town.doors4[0]),
        ("li", town.doors3[0]),
        ("other_lead", town.doors3[0]),
    ):
        client.cookies.clear()
        client.cookies.set(COOKIE, tokens[name])
        for path in (f"/households/{household}", f"/visits/{uuid7()}", f"/staff/{town.wang}"):
            assert client.get(path).status_code in (403, 404), (name, path)


def _filled(path: str) -> str:
    """The path with something of the right shape, that is nobody's, in each place."""
    for place, value in (("{path:path}", "js/app.js"), ("{sha256:str}", "a" * 64)):
        path = path.replace(place, value)
    while "{" in path:
        before, _, rest = path.partition("{")
        path = before + uuid7() + rest.partition("}")[2]
    return path
