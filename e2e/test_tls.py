"""A real installation: HTTPS by nginx as docs/install.md has it, passkeys that belong to its host
name, and nobody past the proxy. No demo mode."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect
from sqlalchemy import text

from app.kit.db import Database
from e2e.client.inside import run
from e2e.people import Lead, Worker
from e2e.phone import Phone
from e2e.station import Station, past_the_proxy
from e2e.tls import HOST, ORIGIN, Certificate, make_certificate

SIGN_IN_MS = 15_000
OpenPhone = Callable[..., Phone]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """The station's certificate."""
    return make_certificate(tmp_path_factory.mktemp("tls") / "certificate")


@pytest.fixture
def empty(tmp_path: Path, certificate: Certificate) -> Iterator[Station]:
    """A station with its areas and nobody in it."""
    station = Station(tmp_path / "data", certificate)
    station.type("migrate")
    _found(station)
    station.start()
    yield station
    station.stop()


@pytest.fixture
def station(demo: Path, tmp_path: Path, certificate: Certificate) -> Iterator[Station]:
    """A station with the demo's people and doors, but not in demo mode: its links lead nowhere."""
    shutil.copytree(demo, tmp_path / "data")
    station = Station(tmp_path / "data", certificate).start()
    yield station
    station.stop()


@pytest.fixture
def phones(playwright: Playwright, chromium: str, tmp_path: Path) -> Iterator[OpenPhone]:
    """Makes phones that find `station` under its name. No script may fail on any."""
    made: list[Phone] = []

    def make(station: Station, desk: bool = False) -> Phone:
        folder = tmp_path / f"phone-{len(made) + 1}"
        args = station.nginx.browser_args()
        made.append(Phone(playwright, chromium, ORIGIN, folder, desk, args))
        return made[-1]

    yield make
    for one in made:
        one.close()
    assert [error for one in made for error in one.errors] == []


DIVISIONS = """code,name,level,parent
370611,福山区,county,370600
370611001,清洋街道,town,370611
370611001005,银河社区,village,370611001
"""


def _found(station: Station) -> None:
    file = station.data.with_name("divisions.csv")
    file.write_text(DIVISIONS, encoding="utf8")
    station.type("import", "areas", str(file), "--create")


def _enrol(phone: Phone, link: str) -> None:
    phone.page.goto(link)
    phone.page.get_by_role("button", name="登记指纹/面容").click()
    phone.page.wait_for_url(lambda url: "/invitations/" not in url, timeout=SIGN_IN_MS)


def _worker(station: Station, phones: OpenPhone) -> Worker:
    """王敏, invited from the terminal, with the whole round on her phone."""
    link = station.invite("370611001032", "王敏", "--post", "grid_worker")
    worker = Worker(phones(station))
    _enrol(worker.phone, link)
    worker.phone.wait_for_worker()
    expect(worker.page.locator("body[data-round=ready]")).to_be_attached(timeout=60_000)
    return worker


def test_the_first_head_of_an_empty_station_signs_in_by_the_link_of_the_terminal(
    empty: Station, phones: OpenPhone
) -> None:
    head = Lead(phones(empty))
    _enrol(head.phone, empty.invite("370611001005", "陈建国"))
    expect(head.page.locator("html")).not_to_have_attribute("data-user", "")
    (passkey,) = head.phone.passkeys()
    assert passkey["rpId"] == HOST
    cookie = next(one for one in head.phone.context.cookies() if one["name"] == "__Host-sid")
    assert (cookie["domain"], cookie["path"], cookie["secure"]) == (HOST, "/", True)
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    head.sign_out()
    head.page.get_by_role("button", name="用指纹/面容登录").click()
    expect(head.page.locator("html")).not_to_have_attribute("data-user", "")
    assert "/sign-in" in empty.nginx.log() and "/invitations/" not in empty.nginx.log()
    assert "all sound" in empty.type("verify-log")


def test_a_day_without_signal_behind_https_arrives_once(
    station: Station, phones: OpenPhone
) -> None:
    worker = _worker(station, phones)
    station.nginx.stop()
    worker.phone.offline()
    worker.phone.kill()
    worker.phone.reopen()
    worker.phone.offline()
    worker.visit(0, findings="楼道灯坏了")
    worker.visit(0, "nobody_home")
    worker.outbox()
    expect(worker.records("queued")).to_have_count(2)
    station.nginx.start()
    worker.phone.online()
    worker.waits_until_sent(2)
    assert "all sound" in station.type("verify-log")


def test_never_14_what_a_restored_server_lost_comes_back_from_the_phones(
    station: Station, phones: OpenPhone
) -> None:
    worker = _worker(station, phones)
    worker.visit(0, findings="备份以前")
    worker.waits_until_sent(1)
    made = re.search(r"✓ (\S+):", station.type("backup"))
    assert made
    worker.visit(0, findings="备份以后")
    worker.waits_until_sent(2)
    station.server.kill9()
    shutil.move(station.data, station.data.with_name("burnt"))
    station.type("restore", made[1])
    station.server.start()
    assert _findings(station) == {"备份以前"}
    _a_quarter_of_an_hour_later(worker)
    worker.today()  # nothing waits there; but the round says that the server was restored
    deadline = time.monotonic() + 30
    while len(_findings(station)) < 2 and time.monotonic() < deadline:
        worker.phone.wait(0.5)
    assert _findings(station) == {"备份以前", "备份以后"}
    worker.waits_until_sent(2)
    assert "all sound" in station.type("verify-log")


def _a_quarter_of_an_hour_later(worker: Worker) -> None:
    """The phone's last round is no longer fresh."""
    run(
        worker.page,
        """const { currentUser, getValue, setValue } = await js('device.js');
        const { id } = await currentUser(); const last = await getValue(`round:${id}`);
        await setValue(`round:${id}`, { ...last, at: last.at - 15 * 60_000 });""",
    )


def _findings(station: Station) -> set[str]:
    database = Database(f"sqlite:///{station.data / 'qiaomen.db'}", pool_size=2)
    try:
        with database.session() as session:
            rows = session.connection().execute(
                text("SELECT findings FROM visit WHERE findings LIKE '备份以%'")
            )
            return {row[0] for row in rows}
    finally:
        database.close()


def test_every_answer_carries_the_headers_of_https_once(station: Station) -> None:
    page = station.ask("/sign-in").lower()
    assert page.startswith("http/2 200")
    assert page.count("strict-transport-security: max-age=63072000") == 1
    assert page.count("content-security-policy:") == 1
    assert "set-cookie" not in page
    sent = station.ask("/sync", "-X", "POST", "-H", "Sec-Fetch-Site: cross-site", "-d", "{}")
    assert sent.lower().startswith("http/2 403")


def test_who_goes_past_the_proxy_with_forged_headers_is_refused(station: Station) -> None:
    forged = {"X_Forwarded_For": "198.51.100.9", "X_Forwarded_Proto": "https", "Host": HOST}
    for path in ("/sign-in", "/keys.json", "/today", "/static/0/js/app.js"):
        assert past_the_proxy(station, path, **forged) == 421
    assert past_the_proxy(station, "/healthz", **forged) == 200


def test_tries_are_counted_by_the_callers_own_address_whatever_they_write(
    station: Station,
) -> None:
    def guess(number: int, address: str) -> str:
        answer = station.ask(
            "/sign-in/recovery-code",
            *("--interface", address, "-H", f"X-Forwarded-For: 198.51.100.{number}"),
            *("-d", "code=ABCDEFGHJKMNPQRS"),
        )
        return answer.split()[1]

    assert [guess(number, "127.0.0.1") for number in range(11)] == ["403"] * 10 + ["429"]
    assert guess(0, "127.0.0.3") == "403"


def test_the_doctor_finds_a_sound_site_and_names_what_is_wrong(station: Station) -> None:
    asked = ("doctor", "--url", ORIGIN, "--connect", station.nginx.connect)
    station.type("backup")
    said = station.type(*asked)
    assert "✗" not in said and "✓ HTTP/2" in said and "127.0.0.1" in said
    station.server.stop()
    assert "systemctl status qiaomen" in station.type(*asked, status=1)
    station.nginx.stop()
    assert "It cannot be reached" in station.type(*asked, status=1)
