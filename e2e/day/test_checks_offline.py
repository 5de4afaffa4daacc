"""R110: a check is done without signal, blind to the end; a day that arrives late is drawn too."""

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from e2e.axe import assert_usable
from e2e.client.inside import in_plain, kept_pages, until, value
from e2e.conftest import OpenPhone
from e2e.day.checking import SLUGS, TO_DO, everything_that_arrives, throw
from e2e.day.people import WANG
from e2e.held import envelopes, rows
from e2e.people import Person, Worker
from e2e.proxy import Proxy
from e2e.server import TimedServer

# A Wednesday, 08:30 in Shanghai: yesterday's list waits for the dice.
NOW = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
DAY, CUT_OFF = timedelta(days=1), timedelta(hours=11, minutes=31)
HOUR_MS = 3_600_000
VISITS = 6
SAID = "住户说上周三下午来过，问了灯的事"
PROMISED = "SELECT 1 FROM draw WHERE day = ?"
CUT = "SELECT 1 FROM draw WHERE day = ? AND cut_at IS NOT NULL"
LATE = (
    "SELECT c.visit_id FROM spot_check c JOIN person w ON w.id = c.worker_id"
    " WHERE w.name = ? AND c.day = '2026-11-26' AND c.stratum = 'late'"
)


def test_r110_a_check_is_asked_without_signal_and_its_record_is_shown_once_it_was_sent(
    server: TimedServer, phone: OpenPhone, proxy: Proxy
) -> None:
    throw(phone)
    check = rows(server, TO_DO, WANG)[0]
    checker = Worker(phone(), SLUGS[check["checker"]])
    heard = everything_that_arrives(checker)
    checker.sign_in()
    checker.phone.wait_for_worker()
    checker.phone.go("/checks")
    url = f"/checks/{check['id']}"
    until(checker.page, lambda: url in kept_pages(checker.page))

    checker.phone.offline()
    checker.phone.go("/checks")
    expect(checker.page.locator("html[data-kept]")).to_be_attached()
    checker.reads("没有信号时也能问、能填")
    assert_usable(checker.page)
    checker.page.locator(f"a[href='{url}']").click()
    checker.reads("先问，后看")
    _fill(checker, "打电话", "问到了")
    checker.page.get_by_role("button", name="存好，看记录").click()
    expect(checker.page.locator("[data-check-waiting]")).to_be_hidden()
    _fill(checker, "有人来过或打过电话")
    checker.page.get_by_label("大概什么时候").fill(SAID)
    checker.page.get_by_role("button", name="存好，看记录").click()
    checker.reads("已保存在手机，等待发送")
    checker.reads("送达后才看得到记录")
    expect(checker.page.locator("form[data-check]")).to_be_hidden()
    assert_usable(checker.page)
    _knows_nothing_of_the_record(checker, check, heard)
    checker.phone.go("/checks")
    line = checker.page.locator(f"[data-check='{check['id']}']")
    expect(line).to_have_text("已保存在手机，等待发送")
    checker.phone.go(url)
    checker.reads("送达后才看得到记录")
    checker.outbox()
    expect(checker.records("queued")).to_contain_text("抽查问到的")
    checker.phone.go(url)
    checker.reads("送达后才看得到记录")
    assert not _sent(server, check["checker"])

    checker.phone.online()
    expect(checker.page.locator(f"a[href='/visits/{check['visit_id']}']")).to_be_visible()
    checker.reads(SAID)
    assert len(_sent(server, check["checker"])) == 1
    until(checker.page, lambda: url not in kept_pages(checker.page))
    checker.outbox()
    expect(checker.records("received")).to_have_count(1)


def _fill(checker: Person, *chips: str) -> None:
    for words in chips:
        checker.page.locator("label.chip", has_text=words).first.click()


def _knows_nothing_of_the_record(checker: Person, check: dict[str, Any], heard: list[str]) -> None:
    """Not in any answer that came, not among what the phone keeps, sealed or not."""
    secrets = [check["visit_id"], *([check["findings"]] if check["findings"] else [])]
    kept = [*kept_pages(checker.page).values(), in_plain(checker.page)]
    assert any("先问，后看" in text for text in kept)
    assert [one for one in secrets for text in [*heard, *kept] if one in text] == []
    assert SAID not in in_plain(checker.page), "the household's words lie there sealed"


def _sent(server: TimedServer, name: str) -> list[str]:
    (person,) = rows(server, "SELECT id FROM person WHERE name = ?", name)
    found = envelopes(server, person["id"]).values()
    return [text for text in found if '"kind":"check_answers"' in text]


def test_r110_a_day_that_arrives_after_the_cut_off_is_drawn_with_the_next_ones(
    server: TimedServer, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    wang.phone.clock_shows(NOW)
    wang.today()
    until(wang.page, lambda: _knows_the_time(wang))
    wang.phone.offline()
    # The n-th of the doors still open: never the same twice, however fast 今天 is drawn again. Two
    # of them are drawn by their signal (all in one minute), so there are more.
    for number in range(VISITS):
        wang.visit(number)
    _it_is(server, wang, NOW + CUT_OFF)
    until(wang.page, lambda: rows(server, CUT, "2026-11-25"))
    wang.phone.online()
    wang.waits_until_sent(VISITS)

    _it_is(server, wang, NOW + DAY)
    until(wang.page, lambda: rows(server, PROMISED, "2026-11-26"))
    _it_is(server, wang, NOW + DAY + CUT_OFF)
    until(wang.page, lambda: rows(server, CUT, "2026-11-26"))
    _it_is(server, wang, NOW + 2 * DAY)
    throw(phone)
    drawn = rows(server, LATE, WANG)
    assert drawn, "sent late is drawn all the same"
    (person,) = rows(server, "SELECT id FROM person WHERE name = ?", WANG)
    assert {one["visit_id"] for one in drawn} <= envelopes(server, person["id"]).keys()


def _knows_the_time(worker: Worker) -> bool:
    """Whether the phone has measured how far its clock is off since somebody set it."""
    offset = (value(worker.page, "contact:{uid}") or {}).get("offset")
    return offset is not None and abs(offset) < HOUR_MS


def _it_is(server: TimedServer, worker: Worker, now: datetime) -> None:
    """Time has gone on, at the station and on the phone."""
    server.set(now)
    worker.phone.clock_shows(now)
    worker.today()
