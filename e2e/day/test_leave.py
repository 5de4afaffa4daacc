"""A worker is away, a neighbour stands in, and everybody hears of it where they look (row R23)."""

import re
import urllib.error
import urllib.request
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from e2e.conftest import OpenPhone
from e2e.day.people import LI, Desk
from e2e.server import TimedServer

# A Wednesday, 08:21 in Shanghai.
NOW = datetime(2026, 11, 25, 0, 21, tzinfo=UTC)
TODAY = date(2026, 11, 25)


def test_r23_a_neighbour_stands_in_while_a_worker_is_away(
    server: TimedServer, phone: OpenPhone
) -> None:
    wang, li, zhang = (
        Desk(phone(), slug) for slug in ("grid-worker", "grid-worker-2", "grid-lead")
    )
    wang.sign_in()
    wang.has_read_the_news()
    leave = wang.asks_for_leave(TODAY)

    zhang.sign_in()
    zhang.looks_at("/news")
    zhang.page.get_by_text("王敏请假").first.click()
    expect(zhang.page).to_have_url(re.compile(leave))
    zhang.grants(leave, LI)

    li.sign_in()
    li.reads("同事请假，由您替班")
    li.page.locator("a.notice", has_text="替班").first.click()
    li.press("我已看过，接收")
    li.reads("已接收")

    wang.looks_at("/me")
    expect(wang.page.locator(".tabs [data-news-count]")).to_have_text("1")
    wang.looks_at("/news")
    wang.page.get_by_text("您的请假已同意").first.click()
    wang.reads(LI)
    wang.looks_at("/me")
    expect(wang.page.locator(".tabs [data-news-count]")).to_have_text("")


def test_r23_a_calendar_program_reads_the_feed_until_it_is_ended(
    server: TimedServer, phone: OpenPhone
) -> None:
    wang = Desk(phone())
    wang.sign_in()
    wang.looks_at("/me/feed")
    wang.press("生成链接")
    link = wang.page.locator("[data-link]").input_value()
    path = link[link.index("/feeds/") :]
    with urllib.request.urlopen(wang.phone.origin + path) as answer:
        assert Calendar.from_ical(answer.read()).walk("VEVENT")
    wang.press("停用")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(wang.phone.origin + path)
