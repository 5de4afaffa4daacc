"""Two at once: one link on two phones, parallel PINs, a session that is used all day."""

from concurrent.futures import ThreadPoolExecutor

from sqlmodel import select

from app.auth.models import SignIn
from app.auth.rules import Purpose
from tests.auth.authenticator import Authenticator, PhoneKey
from tests.auth.conftest import Station
from tests.conftest import ORIGIN


def test_one_link_on_two_phones_at_once_registers_one(station: Station) -> None:
    token = station.invite(station.town.wang)
    made = [Authenticator(ORIGIN).create(station.options(token)["publicKey"]) for _ in range(4)]

    def send(credential: object) -> int:
        path = f"/invitations/{token}/passkey"
        return station.client.post(path, json={"credential": credential}).status_code

    with ThreadPoolExecutor(4) as phones:
        answers = sorted(phones.map(send, made))
    assert answers == [200, 410, 410, 410]
    assert len(station.keys(station.town.wang)) == 1


def test_parallel_guesses_of_a_pin_all_count(station: Station, plain_phone: PhoneKey) -> None:
    key, _ = station.enrol_key(station.invite(station.town.wang), plain_phone)
    station.leave()
    questions = [station.challenge()["challenge"] for _ in range(10)]

    def guess(challenge: str) -> int:
        signature = plain_phone.sign("sign-in", challenge)
        body = {"key": key, "challenge": challenge, "signature": signature, "pin": "502917"}
        return station.client.post("/sign-in/device-key", json=body).status_code

    with ThreadPoolExecutor(4) as hands:
        answers = sorted(hands.map(guess, questions))
    assert answers == [403] * 5 + [429] * 5


def test_use_is_noted_at_most_once_an_hour_and_only_by_changes(station: Station) -> None:
    station.be(station.town.wang)
    begun = station.clock()

    def seen_after(minutes: int, change: bool) -> float:
        station.clock.forward(minutes=minutes)
        if change:
            station.client.post("/me/language", data={"lang": "en"})
        else:
            station.client.get("/me/devices")
        with station.db.session() as session:
            row = session.exec(select(SignIn).where(SignIn.person_id == station.town.wang)).one()
        return (row.seen_at - begun).total_seconds() / 60

    assert seen_after(50, change=True) == 0
    assert seen_after(50, change=False) == 0
    assert seen_after(0, change=True) == 100
    assert seen_after(30, change=True) == 100


def test_an_open_invitation_of_one_person_leaves_anothers_alone(station: Station) -> None:
    first = station.invite(station.town.wang)
    station.invite(station.town.li, Purpose.FIRST)
    assert station.client.get(f"/invitations/{first}").status_code == 200
