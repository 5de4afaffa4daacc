"""The PIN of a phone without passkeys: five tries, and only for who holds the phone."""

from sqlmodel import select

from app.auth.models import Credential
from tests.auth.authenticator import PhoneKey
from tests.auth.conftest import PIN, Station
from tests.conftest import ORIGIN


def _registered(station: Station, phone: PhoneKey) -> str:
    key, answer = station.enrol_key(station.invite(station.town.wang), phone)
    assert answer.status_code == 200
    station.leave()
    return key


def test_after_five_wrong_pins_the_key_rests_and_then_longer(
    station: Station, plain_phone: PhoneKey
) -> None:
    key = _registered(station, plain_phone)
    wrong = [station.type_pin(key, plain_phone, "502917").status_code for _ in range(6)]
    assert wrong == [403] * 5 + [429]
    rest = station.type_pin(key, plain_phone)
    assert rest.status_code == 429 and int(rest.headers["retry-after"]) <= 61
    station.clock.forward(seconds=61)
    assert station.type_pin(key, plain_phone, "502917").status_code == 403
    station.clock.forward(seconds=61)
    assert station.type_pin(key, plain_phone).status_code == 429
    station.clock.forward(seconds=60)
    assert station.type_pin(key, plain_phone).status_code == 200


def test_the_right_pin_starts_the_count_afresh(station: Station, plain_phone: PhoneKey) -> None:
    key = _registered(station, plain_phone)
    for _ in range(3):
        for _ in range(4):
            assert station.type_pin(key, plain_phone, "502917").status_code == 403
        assert station.type_pin(key, plain_phone).status_code == 200


def test_a_stranger_cannot_lock_somebody_elses_phone(
    station: Station, plain_phone: PhoneKey
) -> None:
    key = _registered(station, plain_phone)
    for _ in range(8):
        assert station.type_pin(key, PhoneKey(ORIGIN), "502917").status_code == 403
    assert station.type_pin(key, plain_phone).status_code == 200


def test_known_and_unknown_keys_are_refused_alike(station: Station, plain_phone: PhoneKey) -> None:
    key = _registered(station, plain_phone)
    wrong_pin = station.type_pin(key, plain_phone, "502917")
    wrong_key = station.type_pin(key, PhoneKey(ORIGIN))
    unknown = station.type_pin("01a203c6-358f-7870-bab0-248f6ea5b100", plain_phone)
    assert wrong_pin.content == wrong_key.content == unknown.content


def test_a_signature_for_another_site_or_purpose_is_refused(
    station: Station, plain_phone: PhoneKey
) -> None:
    key = _registered(station, plain_phone)
    for purpose, origin in (("sign-in", "https://evil.example"), ("enrol", ORIGIN)):
        challenge = station.challenge()["challenge"]
        signature = plain_phone.sign(purpose, challenge, origin)
        body = {"key": key, "challenge": challenge, "signature": signature, "pin": PIN}
        assert station.client.post("/sign-in/device-key", json=body).status_code == 403


def test_a_signature_is_good_once(station: Station, plain_phone: PhoneKey) -> None:
    key = _registered(station, plain_phone)
    challenge = station.challenge()["challenge"]
    signature = plain_phone.sign("sign-in", challenge)
    body = {"key": key, "challenge": challenge, "signature": signature, "pin": PIN}
    assert station.client.post("/sign-in/device-key", json=body).status_code == 200
    assert station.client.post("/sign-in/device-key", json=body).status_code == 403


def test_the_pin_is_kept_only_as_argon2id(station: Station, plain_phone: PhoneKey) -> None:
    _registered(station, plain_phone)
    with station.db.session() as session:
        kept = session.exec(select(Credential)).one()
    assert kept.pin_hash.startswith("$argon2id$") and PIN not in kept.pin_hash
