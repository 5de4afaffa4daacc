"""Invitations: who may make them, what they do in WeChat and on an iPhone, and that one is one."""

from app.auth.rules import Purpose
from tests.auth.authenticator import Authenticator, PhoneKey
from tests.auth.conftest import PIN, Station
from tests.conftest import ORIGIN

WECHAT = "Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36 MicroMessenger/8.0.49"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"


def test_the_head_invites_somebody_new_with_link_and_qr_code(station: Station) -> None:
    station.be(station.town.head)
    form = {"name": "周小燕", "phone": "138 1234 5678", "post": "grid_worker"}
    taken = station.client.post("/staff", data={**form, "grid": station.town.grid3})
    assert taken.status_code == 422  # R20: it has a worker
    station.vacate(station.town.grid3)
    page = station.client.post("/staff", data={**form, "grid": station.town.grid3})
    token = page.text.split("/invitations/")[1][:43]
    assert f'src="/invitations/{token}/qr.svg"' in page.text
    picture = station.client.get(f"/invitations/{token}/qr.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert station.trail() == ["person.taken_on", "invitation.made"]
    station.leave()
    assert "周小燕" in station.client.get(f"/invitations/{token}").text
    assert station.enrol(token, Authenticator(ORIGIN)).json()["next"] == "/today"


def test_a_new_person_without_a_name_or_grid_is_asked_for_them(station: Station) -> None:
    station.be(station.town.head)
    page = station.client.post("/staff", data={"name": " ", "post": "grid_worker", "phone": "x"})
    assert page.status_code == 422
    assert all(f'data-error-for="{name}">' in page.text for name in ("name", "phone", "grid"))


def test_the_head_cannot_make_another_head_or_officer(station: Station) -> None:
    station.be(station.town.head)
    for post in ("station_head", "street_officer", "district_officer", "emperor"):
        page = station.client.post("/staff", data={"name": "某人", "post": post})
        assert page.status_code == 422


def test_only_the_head_invites(station: Station) -> None:
    for person in (station.town.wang, station.town.lead, station.town.street_officer):
        station.be(person)
        assert station.client.get("/staff/new").status_code == 403
        assert station.client.post("/staff", data={"name": "某人"}).status_code == 403
        wang = f"/staff/{station.town.wang}/invitations"
        assert station.client.post(wang).status_code == 403


def test_the_head_of_another_community_finds_nobody(station: Station) -> None:
    station.be(station.town.head)
    assert station.client.get(f"/staff/{station.town.other_lead}").status_code == 404
    assert station.client.post(f"/staff/{station.town.other_lead}/invitations").status_code == 404


def test_an_invitation_is_used_once(station: Station, phone: Authenticator) -> None:
    token = station.invite(station.town.wang)
    assert station.enrol(token, phone).status_code == 200
    station.leave()
    assert station.client.get(f"/invitations/{token}").status_code == 410
    assert station.client.post(f"/invitations/{token}/passkey/options").status_code == 410


def test_an_invitation_lasts_a_day(station: Station) -> None:
    token = station.invite(station.town.wang)
    station.clock.forward(hours=23, minutes=59)
    assert station.client.get(f"/invitations/{token}").status_code == 200
    station.clock.forward(minutes=1)
    assert station.client.get(f"/invitations/{token}").status_code == 410


def test_a_new_invitation_replaces_the_one_before(station: Station) -> None:
    first, second = (station.invite(station.town.wang) for _ in range(2))
    assert station.client.get(f"/invitations/{first}").status_code == 410
    assert station.client.get(f"/invitations/{second}").status_code == 200


def test_unknown_used_and_expired_look_the_same(station: Station, phone: Authenticator) -> None:
    used, expired = station.invite(station.town.wang), station.invite(station.town.li)
    station.enrol(used, phone)
    station.leave()
    station.clock.forward(hours=25)
    answers = {station.client.get(f"/invitations/{one}").text for one in (used, expired, "a" * 43)}
    assert len(answers) == 1


def test_in_wechat_the_invitation_explains_and_is_not_used_up(
    station: Station, phone: Authenticator
) -> None:
    token = station.invite(station.town.wang)
    page = station.client.get(f"/invitations/{token}", headers={"user-agent": WECHAT})
    assert "在浏览器打开" in page.text and "data-enrol" not in page.text
    assert station.enrol(token, phone).status_code == 200


def test_an_iphone_is_asked_to_put_the_app_on_the_home_screen_first(station: Station) -> None:
    token = station.invite(station.town.wang)
    page = station.client.get(f"/invitations/{token}", headers={"user-agent": IPHONE}).text
    assert "添加到主屏幕" in page and "data-go-on" in page
    manifest = f"/invitations/{token}/manifest.webmanifest"
    assert f'href="{manifest}"' in page
    assert station.client.get(manifest).json()["start_url"] == f"/sign-in?invitation={token}"
    other = station.client.get(f"/invitations/{token}").text
    assert "添加到主屏幕" not in other and manifest not in other


def test_nobody_alone_can_invite_whoever_had_a_key_even_a_revoked_one(station: Station) -> None:
    station.phone_of(station.town.wang)
    key = station.keys(station.town.wang)[0]
    station.be(station.town.head)
    again = f"/staff/{station.town.wang}/invitations"
    assert station.client.post(again).status_code == 409
    stop = station.client.post(f"/staff/{station.town.wang}/devices/{key.id}/revocation")
    assert stop.status_code == 303
    assert station.client.post(again).status_code == 409
    assert station.client.get(f"/staff/{station.town.wang}").status_code == 200


def test_a_first_invitation_dies_when_the_person_gets_a_key_another_way(station: Station) -> None:
    first = station.invite(station.town.wang)
    station.invite(station.town.wang, Purpose.SECOND)
    assert station.client.get(f"/invitations/{first}").status_code == 410


def test_a_phone_without_passkeys_registers_a_key_and_a_pin(
    station: Station, plain_phone: PhoneKey
) -> None:
    key, answer = station.enrol_key(station.invite(station.town.wang), plain_phone)
    assert (answer.status_code, answer.json()["next"]) == (200, "/today")
    station.leave()
    assert station.type_pin(key, plain_phone).status_code == 200
    assert station.client.get("/me/devices").status_code == 200
    assert station.trail()[:2] == ["invitation.made", "device_key.added"]


def test_a_weak_pin_is_refused_with_words_and_the_invitation_stays(
    station: Station, plain_phone: PhoneKey
) -> None:
    token = station.invite(station.town.wang)
    for pin in ("123456", "000000", "987654", "121212", "135135"):
        _, answer = station.enrol_key(token, plain_phone, pin)
        assert answer.status_code == 422 and "太容易" in answer.json()["title"]
    assert station.enrol_key(token, plain_phone, PIN)[1].status_code == 200


def test_a_device_key_must_prove_that_it_has_the_private_half(
    station: Station, plain_phone: PhoneKey
) -> None:
    token = station.invite(station.town.wang)
    challenge = station.options(token)["challenge"]
    body = {
        "key": "01a203c6-358f-7870-bab0-248f6ea5b100", "jwk": plain_phone.jwk, "pin": PIN,
        "challenge": challenge, "signature": PhoneKey(ORIGIN).sign("enrol", challenge),
    }  # fmt: skip
    answer = station.client.post(f"/invitations/{token}/device-key", json=body)
    assert answer.status_code == 403
    body["jwk"] = {"x": "A" * 43, "y": "A" * 43}
    assert station.client.post(f"/invitations/{token}/device-key", json=body).status_code == 403
