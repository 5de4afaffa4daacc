"""Another PIN for the phone in hand: its key signs, the old PIN is asked, as at sign-in."""

from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from app.kit.audit import AuditEvent, AuditPayload
from app.kit.ids import uuid7
from tests.auth.authenticator import PhoneKey
from tests.auth.conftest import PIN, Station
from tests.conftest import ORIGIN

NEW = "860413"
WRONG = "502917"


@pytest.fixture
def key(station: Station, plain_phone: PhoneKey) -> str:
    """Wang Min's phone without passkeys, registered and signed in."""
    key, answer = station.enrol_key(station.invite(station.town.wang), plain_phone)
    assert answer.status_code == 200
    return key


def _change(
    station: Station, key: str, phone: PhoneKey, old: str = PIN, new: str = NEW, **bent: Any
) -> httpx.Response:
    asked = station.client.post("/me/devices/pin/challenge")
    assert asked.status_code == 200, asked.text
    challenge = asked.json()["challenge"]
    body = {
        "key": key, "challenge": challenge, "pin": old, "new": new,
        "signature": phone.sign("new-pin", challenge), **bent,
    }  # fmt: skip
    return station.client.post("/me/devices/pin", json=body)


def test_afterwards_the_new_pin_signs_in_and_the_old_one_does_not(
    station: Station, plain_phone: PhoneKey, key: str
) -> None:
    assert _change(station, key, plain_phone).status_code == 200
    assert station.client.get("/me/devices").status_code == 200, "the session stays"
    station.leave()
    assert station.type_pin(key, plain_phone).status_code == 403
    assert station.type_pin(key, plain_phone, NEW).status_code == 200


def test_it_stands_in_the_chain_without_the_pin(
    station: Station, plain_phone: PhoneKey, key: str
) -> None:
    assert _change(station, key, plain_phone).status_code == 200
    with station.db.session() as session:
        event, payload = session.exec(
            select(AuditEvent, AuditPayload)
            .join(
                AuditPayload,
                (col(AuditPayload.community_id) == AuditEvent.community_id)
                & (col(AuditPayload.seq) == AuditEvent.seq),
            )
            .where(AuditEvent.kind == "device_key.pin_changed")
        ).one()
    assert (event.actor, event.object) == (station.town.wang, key)
    assert NEW not in str(payload.payload) and PIN not in str(payload.payload)


def test_others_who_came_in_with_this_key_are_out(
    station: Station, plain_phone: PhoneKey, key: str
) -> None:
    elsewhere = station.cookie
    station.leave()
    assert station.type_pin(key, plain_phone).status_code == 200
    here = station.cookie
    other_phone = station.be(station.town.wang)
    station.leave()
    station.cookie = here
    assert _change(station, key, plain_phone).status_code == 200
    assert station.come_back(elsewhere) == 401
    assert station.come_back(here) == 200
    assert station.come_back(other_phone) == 200, "another key's session is not concerned"


def test_wrong_old_pins_count_as_at_sign_in(
    station: Station, plain_phone: PhoneKey, key: str
) -> None:
    wrong = [_change(station, key, plain_phone, WRONG).status_code for _ in range(6)]
    assert wrong == [403] * 5 + [429]
    assert _change(station, key, plain_phone).status_code == 429
    station.leave()
    assert station.type_pin(key, plain_phone).status_code == 429
    station.clock.forward(seconds=61)
    assert station.type_pin(key, plain_phone).status_code == 200


@pytest.mark.parametrize("pin", ["123456", "000000", "121212", "258258", PIN])
def test_a_pin_that_is_easy_to_guess_or_the_same_is_refused(
    station: Station, plain_phone: PhoneKey, key: str, pin: str
) -> None:
    assert _change(station, key, plain_phone, new=pin).status_code == 422
    station.leave()
    assert station.type_pin(key, plain_phone).status_code == 200


def test_what_is_no_pin_at_all_is_refused(
    station: Station, plain_phone: PhoneKey, key: str
) -> None:
    for pin in ("", "40291", "40291a", "٤٠٢٩١٧"):
        assert _change(station, key, plain_phone, new=pin).status_code == 400


def test_a_stolen_session_cannot_change_it_without_the_phone(
    station: Station, plain_phone: PhoneKey, key: str
) -> None:
    thief = PhoneKey(ORIGIN)
    for _ in range(8):
        assert _change(station, key, thief).status_code == 403
    assert _change(station, key, plain_phone).status_code == 200, "and locks nobody out"


def test_a_signature_for_signing_in_changes_nothing(
    station: Station, plain_phone: PhoneKey, key: str
) -> None:
    challenge = station.challenge()["challenge"]
    for purpose in ("sign-in", "new-pin"):
        signature = plain_phone.sign(purpose, challenge)
        answer = _change(station, key, plain_phone, challenge=challenge, signature=signature)
        assert answer.status_code == 403
    fresh = station.client.post("/me/devices/pin/challenge").json()["challenge"]
    signature = plain_phone.sign("sign-in", fresh)
    answer = _change(station, key, plain_phone, challenge=fresh, signature=signature)
    assert answer.status_code == 403


def test_it_is_only_for_the_key_of_this_session(
    station: Station, plain_phone: PhoneKey, key: str
) -> None:
    other = PhoneKey(ORIGIN)
    station.leave()
    lis, _ = station.enrol_key(station.invite(station.town.li), other)
    assert _change(station, key, plain_phone).status_code == 403
    assert _change(station, lis, other).status_code == 200
    station.leave()
    assert station.type_pin(key, plain_phone).status_code == 200


def test_who_came_in_another_way_has_no_pin_to_change(station: Station, key: str) -> None:
    station.be(station.town.wang)
    assert station.client.post("/me/devices/pin/challenge").status_code == 404
    page = station.client.get("/me/devices").text
    assert key in page and "data-new-pin" not in page.replace("js/auth/new-pin", "")
    body = {"key": key, "challenge": "0" * 43, "signature": "", "pin": PIN, "new": NEW}
    assert station.client.post("/me/devices/pin", json=body).status_code == 404
    assert station.client.post("/me/devices/pin", json={**body, "key": uuid7()}).status_code == 404


def test_the_page_offers_it_on_the_phone_with_the_pin(station: Station, key: str) -> None:
    assert f'data-new-pin="{key}"' in station.client.get("/me/devices").text
