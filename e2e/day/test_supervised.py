"""督办: what is late is ordered by the clock, and by the head whenever they like; no result comes
before the answer (row R88)."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from e2e.axe import assert_usable
from e2e.conftest import OpenPhone
from e2e.day.matters import Handling, reports, until
from e2e.held import rows
from e2e.people import Head, Worker
from e2e.server import TimedServer

# A Wednesday, 08:30 in Shanghai; what is due within a day is late on Friday.
NOW = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
FRIDAY = NOW + timedelta(days=2)
LAMP = "三单元的楼道灯三天不亮，老人摔过一次"
MENDED, WHY = "灯已换好，晚上去看过", "电工排到今天下午，换完就拍照"
ORDERED = "SELECT supervised FROM matter WHERE id = ? AND supervised > 0"


def _taken_on(server: TimedServer, phone: OpenPhone) -> Handling:
    """王敏 reports a lamp, sorts it, and has one working day for it."""
    wang = Worker(phone())
    wang.get_ready()
    mine = Handling(wang, reports(wang, server, LAMP))
    mine.does("classification", {"handling": "bring_back", "level": "1"}, amount="1")
    mine.does("route", {"way": "direct"})
    return mine


def test_r88_what_is_overdue_is_ordered_by_the_clock_and_answered_before_the_result(
    server: TimedServer, phone: OpenPhone
) -> None:
    """R88, R82: overdue: the clock orders an answer, the board has it above, the result waits."""
    mine = _taken_on(server, phone)
    wang = mine.person
    mine.opens("result")
    mine.fills({}, words=MENDED)
    server.set(FRIDAY)
    until(server, wang, ORDERED, mine.matter)

    mine.sends()
    wang.reads("督办还没有回复")
    _above_what_is_in_time(mine)
    mine.opens()
    wang.reads("1级督办，等回复")
    wang.reads("超过时限，系统自动督办")
    assert mine.offers()[0] == "supervision-answer", "the answer comes first"
    assert "result" not in mine.offers()
    assert_usable(wang.page)
    mine.does("supervision-answer", words=WHY)
    wang.reads(WHY)
    expect(wang.page.get_by_text("1级督办，等回复")).to_have_count(0)
    mine.does("result", words=MENDED)
    wang.reads(MENDED)
    wang.phone.go("/matters?view=overdue")
    expect(wang.page.locator(f"a[href='/matters/{mine.matter}']")).to_have_count(0)


def _above_what_is_in_time(mine: Handling) -> None:
    """On the board what is late stands first, and this one says that it is supervised."""
    wang = mine.person
    wang.phone.go("/matters")
    row = wang.page.locator("tr", has=wang.page.locator(f"a[href='/matters/{mine.matter}']"))
    expect(row).to_contain_text("督办")
    expect(row).to_have_class("row-late")
    lines = wang.page.locator("tbody tr").evaluate_all(
        "all => all.map((one) => one.classList.contains('row-late'))"
    )
    assert lines == sorted(lines, reverse=True), "overdue first"
    assert_usable(wang.page)


def test_r88_the_head_orders_by_hand_and_reads_the_answer(
    server: TimedServer, phone: OpenPhone
) -> None:
    """R88: a head may order an answer at any time, also of what is not late; nobody else may."""
    mine = _taken_on(server, phone)
    wang = mine.person
    assert "supervision" not in mine.offers()
    head = Handling(Head(phone(desk=True)), mine.matter)
    head.person.sign_in()
    head.does("supervision", {"order": "1"}, words="老人摔过，今天要亮")
    head.person.reads("1级督办，等回复")
    assert "supervision-answer" in head.offers()
    wang.phone.go("/news")
    (known,) = rows(server, "SELECT number FROM matter WHERE id = ?", mine.matter)
    wang.page.get_by_role("link", name=known["number"]).first.click()
    wang.reads("老人摔过，今天要亮")
    assert "result" not in mine.offers()
    mine.does("supervision-answer", words=WHY)
    mine.does("result", words=MENDED)
    head.opens()
    head.person.reads(WHY)
    head.person.reads(MENDED)
