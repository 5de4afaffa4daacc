"""Signing in with one touch, and everything that is refused instead."""

from typing import Any

import pytest
from sqlmodel import select

from app.auth.models import SignIn
from app.auth.tokens import to_text
from tests.auth.authenticator import BE, BS, UP, UV, Authenticator
from tests.auth.conftest import Station
from tests.conftest import ORIGIN

COOKIE_RULES = ("httponly", "max-age=1209600", "path=/", "samesite=lax", "secure")


def test_an_invited_worker_registers_and_begins_the_day_at_once(
    station: Station, phone: Authenticator
) -> None:
    answer = station.enrol(station.invite(station.town.wang), phone)
    assert answer.status_code == 200
    assert answer.json()["next"] == "/today"
    assert station.client.get("/me/devices").status_code == 200
    assert station.trail() == ["invitation.made", "passkey.added", "session.started"]


def test_later_one_touch_is_enough(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    answer = station.touch(phone)
    assert (answer.status_code, answer.json()["next"]) == (200, "/today")
    assert station.client.get("/me/devices").status_code == 200


def test_the_cookie_is_opaque_and_as_strict_as_browsers_allow(station: Station) -> None:
    answer = station.touch(station.phone_of(station.town.wang))
    header = answer.headers["set-cookie"]
    name, _, rest = header.partition("=")
    token, *rules = [part.strip() for part in rest.split(";")]
    assert name == "__Host-sid" and len(token) >= 43
    assert {rule.lower() for rule in rules} >= set(COOKIE_RULES)
    with station.db.session() as session:
        assert all(token not in str(row) for row in session.exec(select(SignIn)))


def test_each_sign_in_makes_a_new_session_and_ends_the_one_it_came_with(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    station.cookie = "chosen-by-an-attacker"
    station.touch(phone)
    first = station.cookie
    station.touch(phone)
    second = station.cookie
    assert len({"chosen-by-an-attacker", first, second}) == 3
    assert station.come_back(first) == 401
    assert station.come_back(second) == 200


def test_a_session_ends_by_itself(station: Station) -> None:
    station.touch(station.phone_of(station.town.wang))
    station.clock.forward(days=13, hours=23)
    assert station.client.get("/me/devices").status_code == 200
    station.clock.forward(hours=2)
    assert station.client.get("/me/devices").status_code == 401


def test_a_synced_passkey_always_counts_zero(station: Station) -> None:
    phone = Authenticator(ORIGIN, synced=True)
    station.enrol(station.invite(station.town.wang), phone)
    assert [station.touch(phone).status_code for _ in range(3)] == [200, 200, 200]


HOSTILE: dict[str, dict[str, Any]] = {
    "another site": {"origin": "https://evil.example"},
    "another rp": {"rp_id": "evil.example"},
    "no user verification": {"flags": UP},
    "no user presence": {"flags": UV},
    "a made-up challenge": {"challenge": to_text(bytes(32))},
    "the wrong ceremony": {"kind": "webauthn.create"},
    "inside a foreign frame": {"cross_origin": True},
    "somebody else's handle": {"user": bytes(16)},
    "no handle": {"user": b""},
    "backed up but not eligible": {"flags": UP | UV | BS},
}


@pytest.mark.parametrize("bent", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_bent_sign_in_is_refused_in_the_same_words(
    station: Station, bent: dict[str, Any]
) -> None:
    phone = station.phone_of(station.town.wang)
    answer = station.touch(phone, **bent)
    stranger = Authenticator(ORIGIN)
    stranger.create({"user": {"id": "AAAA"}, "rp": {"id": "localhost"}, "challenge": "AAAA"})
    unknown = station.touch(stranger)
    assert answer.status_code == unknown.status_code == 403
    assert answer.content == unknown.content
    assert "set-cookie" not in answer.headers


def test_a_challenge_is_good_once(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    body = {"credential": phone.get(station.challenge()["publicKey"])}
    assert station.client.post("/sign-in/passkey", json=body).status_code == 200
    assert station.client.post("/sign-in/passkey", json=body).status_code == 403


def test_a_challenge_is_spent_even_by_a_failure(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    options = station.challenge()["publicKey"]
    wrong = {"credential": phone.get(options, flags=UP)}
    right = {"credential": phone.get(options)}
    assert station.client.post("/sign-in/passkey", json=wrong).status_code == 403
    assert station.client.post("/sign-in/passkey", json=right).status_code == 403


def test_a_challenge_lasts_five_minutes(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    body = {"credential": phone.get(station.challenge()["publicKey"])}
    station.clock.forward(minutes=5, seconds=1)
    assert station.client.post("/sign-in/passkey", json=body).status_code == 403


def test_a_challenge_for_enrolling_does_not_sign_in(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    question = station.options(station.invite(station.town.li))["challenge"]
    assert station.touch(phone, challenge=question).status_code == 403


def test_a_counter_that_goes_back_is_refused_and_chained(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    assert station.touch(phone, count=7).status_code == 200
    assert station.touch(phone, count=7).status_code == 403
    assert station.touch(phone, count=3).status_code == 403
    assert station.trail()[-2:] == ["passkey.suspect", "passkey.suspect"]
    assert station.touch(phone, count=8).status_code == 200


def test_another_key_cannot_sign_for_this_passkey(station: Station) -> None:
    wang = station.phone_of(station.town.wang)
    li = station.phone_of(station.town.li)
    forged = li.passkeys[0]
    forged.id, forged.user = wang.passkeys[0].id, wang.passkeys[0].user
    assert station.touch(li).status_code == 403


def test_the_phone_is_told_to_forget_only_a_passkey_it_proved_and_that_was_revoked(
    station: Station,
) -> None:
    phone = station.phone_of(station.town.wang)
    assert station.touch(phone).status_code == 200
    key = station.keys(station.town.wang)[0]
    assert station.client.post(f"/me/devices/{key.id}/revocation").status_code == 303
    assert station.touch(phone).json()["forget"] is True
    assert "forget" not in station.touch(phone, flags=UP).json()


def test_a_handle_that_is_known_cannot_be_registered_again(station: Station) -> None:
    wang = station.phone_of(station.town.wang)
    thief = Authenticator(ORIGIN)
    answer = station.enrol(station.invite(station.town.li), thief, handle=wang.passkeys[0].id)
    assert answer.status_code == 403
    assert station.keys(station.town.li) == []


BENT_ENROLMENT: dict[str, dict[str, Any]] = {
    "another site": {"origin": "https://evil.example"},
    "another rp": {"rp_id": "evil.example"},
    "no user verification": {"flags": UP},
    "a made-up challenge": {"challenge": to_text(bytes(32))},
    "the wrong ceremony": {"kind": "webauthn.get"},
    "an unknown algorithm": {"alg": -65535},
    "backed up but not eligible": {"flags": UP | UV | BS},
    "inside a foreign frame": {"cross_origin": True},
}


@pytest.mark.parametrize("bent", BENT_ENROLMENT.values(), ids=BENT_ENROLMENT.keys())
def test_a_bent_registration_is_refused_and_leaves_the_invitation(
    station: Station, phone: Authenticator, bent: dict[str, Any]
) -> None:
    token = station.invite(station.town.wang)
    assert station.enrol(token, phone, **bent).status_code == 403
    assert station.keys(station.town.wang) == []
    assert station.enrol(token, phone).status_code == 200


def test_a_registration_cannot_answer_the_question_of_another_invitation(
    station: Station, phone: Authenticator
) -> None:
    question = station.options(station.invite(station.town.li))["challenge"]
    answer = station.enrol(station.invite(station.town.wang), phone, challenge=question)
    assert answer.status_code == 403


def test_failures_from_one_address_run_into_a_limit_and_successes_do_not(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    assert [station.touch(phone).status_code for _ in range(15)] == [200] * 15
    tries = [station.touch(phone, flags=UP).status_code for _ in range(12)]
    assert tries == [403] * 10 + [429] * 2


def test_backed_up_and_eligible_is_fine(station: Station) -> None:
    assert station.touch(station.phone_of(station.town.wang), flags=UP | UV | BE).status_code == 200
