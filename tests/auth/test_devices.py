"""One's own devices: a second one, a revoked one, sessions elsewhere, the printed code."""

import html
import re

from app.auth.tokens import plain_code
from tests.auth.authenticator import Authenticator, PhoneKey
from tests.auth.conftest import Station
from tests.conftest import ORIGIN


def _token_in(page: str) -> str:
    return re.findall(r"/invitations/([\w-]{43})", page)[0]


def _code_in(page: str) -> str:
    return "".join(re.findall(r"<span>([0-9A-Z]{5,6})</span>", page))


def test_a_second_device_is_added_by_a_link_of_ones_own(
    station: Station, plain_phone: PhoneKey
) -> None:
    phone = station.phone_of(station.town.wang)
    station.touch(phone)
    token = _token_in(station.client.post("/me/devices/invitations").text)
    station.leave()
    assert station.enrol_key(token, plain_phone)[1].status_code == 200
    assert station.touch(phone).status_code == 200
    assert len(station.keys(station.town.wang)) == 2


def test_adding_a_device_asks_for_a_touch_when_the_last_was_long_ago(station: Station) -> None:
    station.touch(station.phone_of(station.town.wang))
    station.clock.forward(minutes=11)
    for path in ("/me/devices/invitations", "/me/recovery-code"):
        answer = station.client.post(path)
        assert answer.status_code == 303
        assert answer.headers["location"] == "/sign-in?next=/me/devices"


def test_the_same_phone_is_not_registered_twice(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    station.touch(phone)
    token = _token_in(station.client.post("/me/devices/invitations").text)
    known = station.options(token)["publicKey"]["excludeCredentials"]
    assert [one["id"] for one in known] == [station.keys(station.town.wang)[0].handle]


def test_revoking_a_device_ends_its_sessions_at_once(station: Station) -> None:
    phone, lost = station.phone_of(station.town.wang), Authenticator(ORIGIN)
    station.touch(phone)
    token = _token_in(station.client.post("/me/devices/invitations").text)
    here = station.cookie
    station.leave()
    station.enrol(token, lost)
    there = station.cookie
    key = next(one for one in station.keys(station.town.wang) if one.handle != _handle(phone))
    assert station.come_back(here) == 200
    assert station.client.post(f"/me/devices/{key.id}/revocation").status_code == 303
    assert station.come_back(there) == 401
    assert station.touch(lost).status_code == 403
    assert station.come_back(here) == 200
    assert "device.revoked" in station.trail()


def _handle(phone: Authenticator) -> str:
    from app.auth.tokens import to_text

    return to_text(phone.passkeys[0].id)


def test_a_link_made_from_a_revoked_phone_is_dead(station: Station) -> None:
    station.touch(station.phone_of(station.town.wang))
    token = _token_in(station.client.post("/me/devices/invitations").text)
    key = station.keys(station.town.wang)[0]
    station.client.post(f"/me/devices/{key.id}/revocation")
    station.leave()
    assert station.client.get(f"/invitations/{token}").status_code == 410


def test_somebody_elses_device_or_session_is_not_found(station: Station) -> None:
    station.phone_of(station.town.li)
    key = station.keys(station.town.li)[0]
    station.be(station.town.wang)
    assert station.client.post(f"/me/devices/{key.id}/revocation").status_code == 404
    assert station.client.post(f"/me/sessions/{key.id}/ending").status_code == 404
    assert station.client.post("/me/sessions/%00/ending").status_code == 404
    assert station.keys(station.town.li)[0].revoked_at is None


def test_a_session_elsewhere_is_listed_and_ended_by_its_owner(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    station.touch(phone)
    there = station.cookie
    station.leave()
    station.touch(phone)
    here = station.cookie
    page = station.client.get("/me/devices").text
    other = re.findall(r"/me/sessions/([\w-]+)/ending", page)
    assert len(other) == 2  # the enrolment's session is still open too
    for one in other:
        assert station.client.post(f"/me/sessions/{one}/ending").status_code == 303
    assert station.come_back(there) == 401
    assert station.come_back(here) == 200


def test_the_printed_code_signs_in_once_and_leads_to_the_devices(station: Station) -> None:
    station.touch(station.phone_of(station.town.wang))
    code = _code_in(station.client.post("/me/recovery-code").text)
    assert len(plain_code(code)) == 26
    station.leave()
    typed = {"code": f" {code[:9].lower()} - {code[9:]} "}
    answer = station.client.post("/sign-in/recovery-code", data=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me/devices")
    assert station.client.get("/me/devices").status_code == 200
    assert station.client.post("/me/devices/invitations").status_code == 200
    station.leave()
    assert station.client.post("/sign-in/recovery-code", data=typed).status_code == 403
    assert station.trail().count("recovery_code.used") == 1


def test_a_new_printed_code_makes_the_old_one_useless(station: Station) -> None:
    station.touch(station.phone_of(station.town.wang))
    old = _code_in(station.client.post("/me/recovery-code").text)
    new = _code_in(station.client.post("/me/recovery-code").text)
    station.leave()
    assert station.client.post("/sign-in/recovery-code", data={"code": old}).status_code == 403
    assert station.client.post("/sign-in/recovery-code", data={"code": new}).status_code == 303


def test_wrong_codes_are_refused_alike_and_run_into_a_limit(station: Station) -> None:
    tries = [
        station.client.post("/sign-in/recovery-code", data={"code": code}).status_code
        for code in ["", "0" * 26, "\0", "é" * 300, *"ABCDEFGH"]
    ]
    assert tries == [403] * 10 + [429] * 2


def test_the_page_tells_the_browser_which_passkeys_still_work(station: Station) -> None:
    phone = station.phone_of(station.town.wang)
    station.touch(phone)
    page = html.unescape(station.client.get("/me/devices").text)
    assert f'"allAcceptedCredentialIds": ["{_handle(phone)}"]' in page
