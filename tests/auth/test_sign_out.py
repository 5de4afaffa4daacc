"""Signing out, the language, the demo's links, and what hostile clients send."""

import json
import random
from dataclasses import replace
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.auth.principal import COOKIE
from app.kit.assets import Assets
from app.main import create_app
from app.settings import Settings
from tests.auth.conftest import Station
from tests.clock import HeldClock
from tests.conftest import ORIGIN
from tests.people import Town

ONE_ENGINE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _tag(station: Station) -> str:
    page = station.client.get("/me/devices").text
    return page.split("&#34;session&#34;: &#34;")[1][:16]


def test_sign_out_ends_the_session_and_keeps_what_waits_on_the_phone(station: Station) -> None:
    token = station.be(station.town.wang)
    answer = station.client.post("/sign-out", data={"session": _tag(station)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert f"{COOKIE}=" in answer.headers["set-cookie"]
    assert station.come_back(token) == 401


def test_a_late_sign_out_does_not_end_a_newer_session(station: Station) -> None:
    station.be(station.town.wang)
    old = _tag(station)
    token = station.be(station.town.li)
    assert station.client.post("/sign-out", data={"session": old}).status_code == 303
    assert station.come_back(token) == 200


def test_signing_out_twice_is_fine(station: Station) -> None:
    assert station.client.post("/sign-out", data={}).status_code == 303


def test_the_language_stays_with_the_person(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    station.touch(phone)
    answer = station.client.post("/me/language", data={"lang": "en"})
    assert answer.headers["location"] == "/me"
    assert 'lang="en"' in station.client.get("/me/devices").text
    station.leave()
    station.touch(phone)
    assert 'lang="en"' in station.client.get("/me/devices").text


def test_the_language_leads_nowhere_else(station: Station) -> None:
    for path in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:1"):
        answer = station.client.post("/me/language", data={"lang": "tlh", "next": path})
        assert answer.headers["location"] == "/sign-in"
        assert "set-cookie" not in answer.headers


def test_the_sign_in_page_is_the_same_for_everyone(station: Station) -> None:
    nobody = station.client.get("/sign-in").text
    station.be(station.town.wang)
    assert station.client.get("/sign-in").text == nobody
    assert "王敏" not in nobody


def test_the_front_door_leads_to_ones_work(station: Station) -> None:
    town, home = station.town, {}
    for person in (town.wang, town.lead, town.head, town.street_officer, town.clerk):
        station.be(person)
        home[person] = station.client.get("/").headers["location"]
    assert list(home.values()) == ["/today", "/board", "/board", "/areas", "/window"]
    station.leave()
    assert station.client.get("/").headers["location"] == "/sign-in"


# ---- the demo -----------------------------------------------------------------


class Line:
    """From which address requests seem to come."""

    def __init__(self, app: Litestar, address: str = "127.0.0.1") -> None:
        self.address, self._inner = address, app.asgi_handler
        app.asgi_handler = self._call

    async def _call(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope["client"] = (self.address, 50_000)
        await self._inner(scope, receive, send)


def test_demo_links_sign_in_from_this_machine_only(
    settings: Settings, clock: HeldClock, assets: Assets, town: Town
) -> None:
    app = create_app(replace(settings, demo=True), clock, assets)
    line = Line(app)
    with TestClient(app, base_url=ORIGIN) as client:
        client.follow_redirects = False

        def ask(slug: str = "station-head", **headers: str) -> int:
            return client.get(f"/demo/{slug}", headers=headers).status_code

        assert "演示：点一个人登录" in client.get("/sign-in").text
        assert [ask(), ask("grid_worker"), ask("grid-worker-2")] == [303] * 3
        assert ask("emperor") == 404
        assert ask(host="demo.example") == 404
        for header in ("x-forwarded-for", "forwarded", "x-real-ip", "via", "x-forwarded-host"):
            assert ask(**{header: "127.0.0.1"}) == 404
        line.address = "192.0.2.7"
        assert ask() == 404
        assert "/demo/" not in client.get("/sign-in").text


def test_without_demo_mode_there_are_no_demo_links(app: Litestar, station: Station) -> None:
    Line(app)
    assert station.client.get("/demo/station-head").status_code == 404
    assert "/demo/" not in station.client.get("/sign-in").text


# ---- hostile clients ------------------------------------------------------------

VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, "", "\0", "\ud800", "A" * 20_000, "AAAA", "é", "'; --", [], [[]], {},
    {"a": {"b": []}}, ["A"], "01a203c6-358f-7870-bab0-248f6ea5b100\n", "A" * 43, "000000",
)  # fmt: skip
PATHS = (
    "/sign-in/challenge", "/sign-in/passkey", "/sign-in/device-key", "/invitations/{}/passkey",
    "/invitations/{}/passkey/options", "/invitations/{}/device-key",
)  # fmt: skip
FIELDS = (
    "credential", "device", "key", "challenge", "signature", "pin", "jwk", "x", "y", "id", "rawId",
    "type", "response", "clientDataJSON", "attestationObject", "authenticatorData", "userHandle",
)  # fmt: skip


def _hostile(chance: random.Random, depth: int = 0) -> Any:
    if depth < 3 and chance.random() < 0.7:
        names = chance.sample(FIELDS, chance.randrange(len(FIELDS)))
        return {name: _hostile(chance, depth + 1) for name in names}
    return chance.choice(VALUES)


@ONE_ENGINE
def test_nothing_that_a_client_sends_breaks_the_server(station: Station) -> None:
    chance = random.Random(20261123)
    token = station.invite(station.town.wang)
    for number in range(400):
        path = chance.choice(PATHS).format(chance.choice((token, "x", "%00", "a" * 43, "%ff%fe")))
        body = json.dumps(_hostile(chance), ensure_ascii=True).encode()
        body = body[: chance.choice((None, len(body) // 2))] if chance.random() < 0.2 else body
        answer = station.client.post(
            path, content=body, headers={"content-type": "application/json"}
        )
        assert answer.status_code < 500, (number, path, body[:200])
    assert station.keys(station.town.wang) == []


def test_odd_but_wellformed_bodies_are_refused_on_both_engines(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    good = phone.get(station.challenge()["publicKey"])
    for field in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
        for value in ("", "AAAA", "A", good["response"]["signature"]):
            bent = {**good, "response": {**good["response"], field: value}}
            answer = station.client.post("/sign-in/passkey", json={"credential": bent})
            assert answer.status_code in (400, 403, 429), (field, value)
    for path in ("/invitations/%00", "/staff/%00", "/demo/%00", "/invitations/a%0a"):
        station.be(station.town.head)
        assert station.client.get(path).status_code in (404, 410)
    for path in ("/recoveries/%00/confirmation", "/recoveries/for/%00"):
        station.be(station.town.street_officer)
        assert station.client.post(path).status_code == 404
