"""A day is drawn by the dice, a record is checked blind, and its worker sees the proof (R110)."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from e2e.axe import assert_usable
from e2e.client.inside import USER, in_plain, kept_pages, run
from e2e.conftest import OpenPhone
from e2e.day.checking import ASKED, ASKS, SLUGS, TO_DO, everything_that_arrives, throw
from e2e.day.people import WANG
from e2e.held import change, rows
from e2e.people import Person, Worker
from e2e.server import TimedServer

# A Wednesday, 08:30 in Shanghai: yesterday's list was frozen last night and waits for the dice.
NOW = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
EVENING = datetime(2026, 11, 25, 12, 1, tzinfo=UTC)
PUBLISHED = "SELECT 1 FROM draw WHERE day = '2026-11-24' AND published_at IS NOT NULL"


def test_r110_dice_draw_it_a_blind_check_is_saved_and_the_worker_draws_it_again(
    server: TimedServer, phone: OpenPhone
) -> None:
    """R110: from the dice to the worker's own proof."""
    wang = Worker(phone())
    wang.get_ready()
    arrived = everything_that_arrives(wang)
    throw(phone)
    check = rows(server, TO_DO, WANG)[0]
    assert change(server, ASKS, ASKED, check["visit_id"]) == 1
    checker = Person(phone(), SLUGS[check["checker"]])
    checker.sign_in()
    heard = everything_that_arrives(checker)

    checker.phone.go("/checks")
    checker.phone.go(f"/households/{check['household_id']}")
    checker.phone.go("/checks")
    checker.page.locator(f"a[href='/checks/{check['id']}']").click()
    checker.reads("先问，后看")
    assert_usable(checker.page)
    for words in ("打电话", "问到了", "有人来过或打过电话"):
        checker.page.locator("label.chip", has_text=words).first.click()
    checker.page.get_by_label("大概什么时候").fill("昨天，记不清几点")
    secrets = [one for one in (check["visit_id"], check["findings"], ASKED) if one]
    seen = [one for one in secrets for text in heard if one in text]
    assert any("先问，后看" in text for text in heard)
    assert any(f'value="{check["household_id"]}"' in text for text in heard), "the file"
    assert seen == [], "until it is saved, nothing of the record reaches the checker"

    checker.press("存好，看记录")
    expect(checker.page.locator(f"a[href='/visits/{check['visit_id']}']")).to_be_visible()
    checker.reads("昨天，记不清几点")
    assert_usable(checker.page)
    checker.page.locator("label.chip", has_text="不一致").click()
    checker.page.get_by_label("哪里不一致").fill("住户说是打的电话")
    checker.press("提交比对")

    for path in ("/today", "/me", "/news", "/draws", "/draws/2026-11-24", "/outbox"):
        wang.phone.go(path)
    run(wang.page, USER + "await (await js('round.js')).fetchRound(uid);")
    reached = [*arrived, *kept_pages(wang.page).values(), in_plain(wang.page)]
    assert len(reached) > 300
    assert not any(check["id"] in one for one in reached), "nothing of a check before its time"
    wang.phone.go(f"/checks/{check['id']}")
    wang.reads("找不到这一页")

    server.set(EVENING)
    for _ in range(100):
        if rows(server, PUBLISHED):
            break
        wang.phone.wait(0.2)
    wang.phone.go("/draws/2026-11-24")
    wang.page.get_by_role("button", name="开始算").click()
    wang.reads("一致：照公布的数字，抽到的就是这些")
    assert_usable(wang.page)
    wang.page.locator(f"a[href='/checks/{check['id']}']").click()
    wang.reads("哪里不一致：住户说是打的电话")
    wang.reads("抽查不是处分")
