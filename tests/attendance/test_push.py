"""Reminders by the phone's system: to whom, when, once, and never more than they should say."""

import asyncio
import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.attendance.commands.push import claim, tidy_reminders
from app.attendance.commands.telling import tell
from app.attendance.models import PushSubscription, RosterShift, RosterState, RosterWeek, Terms
from app.attendance.pusher import LOOK_EVERY_S, Pusher
from app.attendance.queries.push import due
from app.attendance.rules.push import may_disturb, service_of
from app.auth.models import SignIn
from app.auth.principal import COOKIE
from app.kit.ids import uuid7
from app.kit.web import House
from app.settings import PUSH_SERVICES, BadSetting, Settings
from tests.people import Town
from tests.push_service import Service
from tests.station.conftest import Desk


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.close()


@pytest.fixture
def settings(settings: Settings, service: Service) -> Settings:
    """The installation speaks to the service of this machine."""
    return replace(settings, push_services=(service.host,))


@pytest.fixture
def pusher(desk: Desk, settings: Settings) -> Pusher:
    """What sends reminders, at the held clock."""
    return Pusher(House(settings, desk.db, desk.clock))


def look(pusher: Pusher) -> int:
    """One look; how many reminders were taken."""
    return asyncio.run(pusher.look())


def wants(desk: Desk, who: str, endpoint: str, status: int = 200) -> dict[str, Any]:
    """Somebody signs in and turns reminders on."""
    return asks(desk.as_(who), endpoint, status)


def asks(desk: Desk, endpoint: str, status: int = 200) -> dict[str, Any]:
    """Whoever is signed in turns reminders on."""
    answer = desk.client.post(
        "/push/subscription",
        json={"endpoint": endpoint},
        headers={"accept": "application/json", "accept-language": "zh"},
    )
    assert answer.status_code == status, answer.text
    return answer.json()  # type: ignore[no-any-return]


def news(desk: Desk, who: str) -> None:
    """Something to read."""
    with desk.db.session(writes=True) as session:
        tell(session, desk.town.community, [who], "roster_changed", {}, "/leave", desk.clock())
        session.commit()


def kept(desk: Desk) -> list[PushSubscription]:
    with desk.db.session() as session:
        return list(session.exec(select(PushSubscription)).all())


def test_news_remind_once_and_say_nothing(
    desk: Desk, town: Town, pusher: Pusher, service: Service
) -> None:
    news(desk, town.wang)
    desk.clock.forward(seconds=1)
    wants(desk, town.wang, service.endpoint())
    assert look(pusher) == 0, "what was there before is on the page already"
    desk.clock.forward(seconds=30)
    news(desk, town.wang)
    news(desk, town.li)
    desk.clock.forward(seconds=30)
    assert look(pusher) == 1
    assert look(pusher) == 0, "once"
    ((path, headers, body),) = service.asked
    assert (path, body) == ("/send/wang", b"")
    assert headers["TTL"] == "14400" and headers["Topic"] == "qiaomen"
    said = json.dumps([path, headers])
    assert town.wang not in said and town.community not in said and "roster" not in said


def test_news_that_were_read_meanwhile_remind_nobody(
    desk: Desk, town: Town, pusher: Pusher, service: Service
) -> None:
    wants(desk, town.wang, service.endpoint())
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    desk.as_(town.wang).post("/news/reading")
    assert look(pusher) == 0
    assert service.asked == []


def test_the_service_can_check_who_sends(
    desk: Desk, town: Town, pusher: Pusher, service: Service
) -> None:
    wants(desk, town.wang, service.endpoint())
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    look(pusher)
    scheme, _, rest = service.asked[0][1]["Authorization"].partition(" ")
    parts = dict(one.strip().split("=", 1) for one in rest.split(","))
    assert scheme == "vapid" and parts["k"] == pusher.public_key
    assert f'data-key="{pusher.public_key}"' in desk.as_(town.wang).get("/news")
    head, claims, signature = parts["t"].split(".")
    told = json.loads(unpacked(claims))
    assert told["aud"] == f"http://{service.host}"
    assert 0 < told["exp"] - datetime.now(UTC).timestamp() <= 24 * 3600, "RFC 8292, 2"
    assert told["sub"].startswith(("mailto:", "https:"))
    raw = unpacked(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpacked(parts["k"]))
    key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(der, f"{head}.{claims}x".encode(), ec.ECDSA(hashes.SHA256()))


def unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("status", [404, 410])
def test_a_phone_that_is_gone_is_forgotten(
    desk: Desk, town: Town, pusher: Pusher, service: Service, status: int
) -> None:
    wants(desk, town.wang, service.endpoint())
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    service.status = status
    assert look(pusher) == 0
    assert kept(desk) == []


@pytest.mark.parametrize("status", [301, 307, 400, 403, 413, 429, 500, 503])
def test_a_service_that_refuses_is_not_pressed_and_leads_nowhere_else(
    desk: Desk, town: Town, pusher: Pusher, service: Service, status: int
) -> None:
    wants(desk, town.wang, service.endpoint())
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    service.status = status
    assert look(pusher) == 0
    assert look(pusher) == 0
    assert service.paths() == ["/send/wang"]
    assert len(kept(desk)) == 1
    service.status = 201
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    assert look(pusher) == 1, "the next news come"


def test_a_service_out_of_reach_holds_nothing_up(
    desk: Desk, town: Town, pusher: Pusher, service: Service
) -> None:
    wants(desk, town.wang, service.endpoint())
    wants(desk, town.li, service.endpoint("li"))
    service.close()
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    news(desk, town.li)
    assert look(pusher) == 0
    assert len(kept(desk)) == 2


def test_reminders_end_with_the_sign_in(
    desk: Desk, town: Town, pusher: Pusher, service: Service
) -> None:
    wants(desk, town.wang, service.endpoint())
    with desk.db.session(writes=True) as session:
        for one in session.exec(select(SignIn).where(SignIn.person_id == town.wang)):
            one.ended_at = desk.clock()
            session.add(one)
        session.commit()
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    assert look(pusher) == 0
    assert (service.asked, kept(desk)) == ([], []), "also the address is gone"


def test_reminders_end_when_the_sign_in_runs_out(
    desk: Desk, town: Town, pusher: Pusher, service: Service
) -> None:
    wants(desk, town.wang, service.endpoint())
    desk.clock.forward(days=60)
    news(desk, town.wang)
    assert look(pusher) == 0
    assert (service.asked, kept(desk)) == ([], [])


def test_turning_them_off_ends_them(
    desk: Desk, town: Town, pusher: Pusher, service: Service
) -> None:
    wants(desk, town.wang, service.endpoint())
    assert "data-on" in desk.get("/news")
    off = desk.client.post("/push/subscription/end", json={})
    assert off.json() == {"on": False}
    assert "data-on" not in desk.get("/news")
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    assert look(pusher) == 0
    assert kept(desk) == []


def test_a_shared_phone_reminds_only_who_asked_last(
    desk: Desk, town: Town, pusher: Pusher, service: Service
) -> None:
    wants(desk, town.wang, service.endpoint("phone"))
    wants(desk, town.li, service.endpoint("phone"))
    assert [one.person_id for one in kept(desk)] == [town.li]
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    assert look(pusher) == 0
    news(desk, town.li)
    assert look(pusher) == 1


def test_asking_again_changes_nothing(
    desk: Desk, town: Town, pusher: Pusher, service: Service
) -> None:
    wants(desk, town.wang, service.endpoint())
    first = kept(desk)
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    asks(desk, service.endpoint())
    assert kept(desk) == first
    assert look(pusher) == 1, "what came in between is not lost"


def test_two_tabs_that_ask_at_once_are_one_phone(desk: Desk, town: Town, service: Service) -> None:
    desk.as_(town.wang)

    def tap(_: int) -> int:
        asks(desk, service.endpoint())
        return 200

    with ThreadPoolExecutor(8) as taps:
        assert list(taps.map(tap, range(24))) == [200] * 24
    assert len(kept(desk)) == 1


def test_one_address_asked_for_by_two_at_once_is_one_phone_and_no_crash(
    desk: Desk, town: Town, service: Service
) -> None:
    clients = []
    for who in (town.wang, town.li):
        desk.as_(who)
        clients.append({"cookie": f"{COOKIE}={desk.client.cookies[COOKIE]}"})
    desk.client.cookies.clear()

    def tap(number: int) -> int:
        body, cookie = {"endpoint": service.endpoint()}, clients[number % 2]
        return desk.client.post("/push/subscription", json=body, headers=cookie).status_code

    with ThreadPoolExecutor(8) as taps:
        assert set(taps.map(tap, range(24))) <= {200, 409}
    assert len(kept(desk)) == 1


def test_at_night_nobody_is_disturbed_and_in_the_morning_all_is_told(
    desk: Desk, town: Town, pusher: Pusher, service: Service
) -> None:
    wants(desk, town.wang, service.endpoint())
    desk.clock.now = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)  # 22:30
    news(desk, town.wang)
    assert look(pusher) == 0
    desk.clock.now = datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC)
    assert look(pusher) == 0
    desk.clock.now = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # 07:00
    assert look(pusher) == 1


def on_duty(desk: Desk, who: str, begins: time = time(8, 30)) -> None:
    """They serve this morning."""
    with desk.db.session(writes=True) as session:
        week = RosterWeek(
            id=uuid7(), community_id=desk.town.community, monday=date(2026, 11, 23), version=1,
            state=RosterState.PUBLISHED, made_by=desk.town.head, made_at=desk.clock(),
        )  # fmt: skip
        session.add(week)
        session.flush()
        session.add(
            RosterShift(
                id=uuid7(), community_id=desk.town.community, week_id=week.id, person_id=who,
                on=date(2026, 11, 23), post="A", begins=begins, ends=time(12),
            )
        )  # fmt: skip
        session.commit()


def test_a_half_day_not_signed_reminds_once_from_a_quarter_past_eight(
    desk: Desk, town: Town, pusher: Pusher, service: Service
) -> None:
    desk.clock.now = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # Monday, 07:30
    on_duty(desk, town.wang)
    desk.clock.now = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    wants(desk, town.wang, service.endpoint())
    wants(desk, town.li, service.endpoint("li"))  # has no shift
    taken = []
    for minutes in range(60):
        for seconds in (0, 30):
            passed = timedelta(minutes=minutes, seconds=seconds)
            desk.clock.now = datetime(2026, 11, 23, tzinfo=UTC) + passed
            if look(pusher):
                taken.append(minutes)
    assert taken == [15], "08:15 and never again"
    assert service.paths() == ["/send/wang"]


def test_no_half_day_reminds_at_night_either(
    desk: Desk, town: Town, pusher: Pusher, service: Service
) -> None:
    desk.clock.now = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)  # Monday, 04:00
    with desk.db.session(writes=True) as session:
        early = Terms(community_id=town.community, since=date(2026, 1, 1), morning=time(6, 30))
        session.add(early)
        session.commit()
    on_duty(desk, town.wang, time(6, 30))
    wants(desk, town.wang, service.endpoint())
    for clock, taken in (((22, 20), 0), ((22, 55), 0), ((23, 0), 1)):
        desk.clock.now = datetime(2026, 11, 22, *clock, tzinfo=UTC)
        assert look(pusher) == taken, clock


@pytest.mark.parametrize(("at", "seconds"), [((1, 1), 14_400), ((12, 30), 1800), ((12, 59), 60)])
def test_a_reminder_on_its_way_lapses_before_the_night(
    desk: Desk,
    town: Town,
    pusher: Pusher,
    service: Service,
    at: tuple[int, int],
    seconds: int,
) -> None:
    wants(desk, town.wang, service.endpoint())
    desk.clock.now = datetime(2026, 11, 23, *at, tzinfo=UTC)
    news(desk, town.wang)
    look(pusher)
    assert [headers["TTL"] for _, headers, _ in service.asked] == [str(seconds)]


@pytest.mark.parametrize(
    "origin", ["https://qiaomen.example.cn", "https://qiaomen.example.cn:8443", "https://qiaomen"]
)
def test_any_address_of_the_site_can_send(
    desk: Desk, town: Town, settings: Settings, service: Service, origin: str
) -> None:
    house = House(replace(settings, origin=origin), desk.db, desk.clock)
    wants(desk, town.wang, service.endpoint())
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    assert look(Pusher(house)) == 1
    claims = service.asked[0][1]["Authorization"].split(".")[1]
    assert json.loads(unpacked(claims))["sub"] == origin


def test_one_phones_trouble_keeps_no_other_from_being_told(
    desk: Desk, town: Town, pusher: Pusher, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants(desk, town.wang, service.endpoint("wang"))
    wants(desk, town.li, service.endpoint("li"))
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    news(desk, town.li)
    send = Pusher._send

    async def stumbles(self: Pusher, client: Any, one: Any) -> int | None:
        if one.endpoint.endswith("wang"):
            raise RuntimeError("a fault of ours")
        return await send(self, client, one)

    monkeypatch.setattr(Pusher, "_send", stumbles)
    assert look(pusher) == 1
    assert service.paths() == ["/send/li"]


def test_a_half_that_was_reminded_of_is_not_again_after_asking_anew(
    desk: Desk, town: Town, pusher: Pusher, service: Service
) -> None:
    desk.clock.now = datetime(2026, 11, 23, 0, 10, tzinfo=UTC)
    on_duty(desk, town.wang)
    wants(desk, town.wang, service.endpoint())
    desk.clock.forward(minutes=10)
    assert look(pusher) == 1
    asks(desk, service.endpoint("another"))
    desk.clock.forward(minutes=10)
    assert look(pusher) == 0


def test_tidy_takes_the_addresses_of_ended_sign_ins(
    desk: Desk, town: Town, service: Service
) -> None:
    wants(desk, town.wang, service.endpoint("wang"))
    wants(desk, town.li, service.endpoint("li"))
    with desk.db.session(writes=True) as session:
        for one in session.exec(select(SignIn).where(SignIn.person_id == town.wang)):
            one.ended_at = desk.clock()
            session.add(one)
        session.commit()
    with desk.db.session(writes=True) as session:
        assert tidy_reminders(session, desk.clock()) == 1
    assert [one.person_id for one in kept(desk)] == [town.li]


def test_what_another_process_claimed_is_not_sent_twice(
    desk: Desk, town: Town, service: Service
) -> None:
    wants(desk, town.wang, service.endpoint())
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    with desk.db.session() as session:
        (one,) = due(session, desk.clock(), False)
    with desk.db.session(writes=True) as session:
        assert claim(session, one)
        assert not claim(session, one)


def test_two_servers_remind_once(
    desk: Desk, town: Town, pusher: Pusher, settings: Settings, service: Service
) -> None:
    other = Pusher(House(settings, desk.db, desk.clock))
    assert other.public_key == pusher.public_key
    wants(desk, town.wang, service.endpoint())
    desk.clock.forward(seconds=10)
    news(desk, town.wang)

    async def both() -> list[int]:
        return await asyncio.gather(pusher.look(), other.look())

    assert sorted(asyncio.run(both())) == [0, 1]
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://169.254.169.254/latest", "https://localhost/x", "http://127.0.0.1:1/x",
        "https://fcm.googleapis.com.evil.example/x", "https://evil.example/fcm.googleapis.com",
        "https://user@fcm.googleapis.com/x", "ftp://fcm.googleapis.com/x", "//fcm.googleapis.com",
        "https://fcm.googleapis.com:99999/x", "https://[::1/x", "https://fcm.googleapis.com\\@evil",
        "https://fcm.googleapis.com/x\r\nHost: evil", "https://fcm.googleapis.com/#x",
        "https://敲门.example/", "x", " ",
    ],
)  # fmt: skip
def test_the_server_asks_nobody_but_the_known_services(
    desk: Desk, town: Town, endpoint: str
) -> None:
    said = wants(desk, town.wang, endpoint, 422)
    assert said["title"] == "这部手机的推送服务不在本站的名单里" and "push_services" in said["hint"]
    assert kept(desk) == []


@pytest.mark.parametrize("body", [{}, {"endpoint": ""}, {"endpoint": 3}, {"endpoint": "x" * 1001}])
def test_a_body_that_is_no_address_is_refused(desk: Desk, town: Town, body: Any) -> None:
    answer = desk.as_(town.wang).client.post("/push/subscription", json=body)
    assert answer.status_code == 400
    assert kept(desk) == []


def test_a_service_taken_off_the_list_is_not_asked_any_more(
    desk: Desk, town: Town, settings: Settings, service: Service
) -> None:
    wants(desk, town.wang, service.endpoint())
    desk.clock.forward(seconds=10)
    news(desk, town.wang)
    later = Pusher(House(replace(settings, push_services=PUSH_SERVICES), desk.db, desk.clock))
    assert look(later) == 0
    assert (service.asked, kept(desk)) == ([], [])


@given(st.text(max_size=200))
def test_no_text_is_a_crash_or_another_host(text: str) -> None:
    for one in (text, f"https://{text}", f"https://fcm.googleapis.com{text}"):
        found = service_of(one, PUSH_SERVICES)
        if found is not None:
            host = urlsplit(found).hostname or ""
            assert host == "fcm.googleapis.com" or host.endswith(
                ("updates.push.services.mozilla.com", "web.push.apple.com", ".notify.windows.com")
            )


def test_hosts_below_a_star_count_and_their_namesakes_do_not() -> None:
    assert service_of("https://wns2-by3p.notify.windows.com/w/?t=1", PUSH_SERVICES)
    assert service_of("https://notify.windows.com/", PUSH_SERVICES) is None
    assert service_of("https://evilnotify.windows.com/", PUSH_SERVICES) is None
    assert service_of("http://fcm.googleapis.com/x", PUSH_SERVICES) is None


def test_nobody_is_disturbed_from_nine_to_seven() -> None:
    hours = [hour for hour in range(24) if may_disturb(datetime(2026, 11, 23, hour, 59))]
    assert hours == list(range(7, 21))


def test_without_services_there_is_no_offer_and_nobody_is_asked(
    desk: Desk, town: Town, settings: Settings
) -> None:
    alone = Pusher(House(replace(settings, push_services=()), desk.db, desk.clock))
    assert not alone.offered
    app = desk.client.app
    app.state.house.parts["pusher"] = alone
    assert "data-reminders" not in desk.as_(town.wang).get("/news")

    async def running() -> int:
        before = len(asyncio.all_tasks())
        async with alone.running():
            return len(asyncio.all_tasks()) - before

    assert asyncio.run(running()) == 0


def test_the_running_server_looks_by_itself_and_ends_at_once(
    desk: Desk, town: Town, settings: Settings, service: Service
) -> None:
    quick = Pusher(House(settings, desk.db, desk.clock), every_s=0.01)
    wants(desk, town.wang, service.endpoint())
    desk.clock.forward(seconds=10)
    news(desk, town.wang)

    async def running() -> None:
        async with quick.running():
            for _ in range(500):
                if service.asked:
                    break
                await asyncio.sleep(0.01)
        assert len(asyncio.all_tasks()) == 1, "it has ended"

    asyncio.run(running())
    assert len(service.asked) == 1
    assert LOOK_EVERY_S <= 60


def test_a_key_that_others_can_read_or_that_is_none_stops_the_start(
    desk: Desk, settings: Settings
) -> None:
    path = Path(settings.data) / "keys" / "push.pem"
    house = House(settings, desk.db, desk.clock)
    assert path.stat().st_mode & 0o077 == 0
    path.chmod(0o644)
    with pytest.raises(BadSetting, match="chmod"):
        Pusher(house)
    path.chmod(0o600)
    rsa_key = rsa.generate_private_key(65537, 2048)
    pem = rsa_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for wrong in (b"nonsense", b"", pem):
        path.write_bytes(wrong)
        with pytest.raises(BadSetting, match="is not a key"):
            Pusher(house)


def test_a_setting_that_names_no_host_stops_the_start() -> None:
    for wrong in ("https://fcm.googleapis.com", "a b", "*", "*.*.example"):
        with pytest.raises(BadSetting, match="push_services"):
            Settings.from_env({"QIAOMEN_PUSH_SERVICES": wrong})
    assert Settings.from_env({"QIAOMEN_PUSH_SERVICES": ""}).push_services == ()
