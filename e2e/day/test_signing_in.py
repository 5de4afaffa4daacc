"""Signing in for half a day, as a person sees it (row R112; never-again 47, 48, 50)."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from e2e.axe import assert_usable
from e2e.client.inside import records
from e2e.conftest import OpenPhone
from e2e.day.people import PIN, Desk, invitation, ready, settled, touches
from e2e.people import Worker
from e2e.proxy import Proxy
from e2e.server import Server, TimedServer

# A Wednesday, 08:21 in Shanghai: no story waits for its hour.
NOW = datetime(2026, 11, 25, 0, 21, tzinfo=UTC)
# A question of some minutes ago: what is signed by it is no longer online.
LONG_SINCE = timedelta(minutes=20)


def _new_touches(server: Server, before: int) -> list[dict[str, object]]:
    found = touches(server)
    return found[: len(found) - before]


def test_one_touch_signs_in_for_the_morning(server: Server, phone: OpenPhone) -> None:
    wang = ready(phone)
    before = len(touches(server))
    assert_usable(wang.page)
    # Two quick taps are one touch.
    wang.touch.dblclick()
    wang.reads_on_card("上午签到 08:2")
    wang.reads_on_card("✓ 已送达")
    wang.reads_on_card("A 在线签到")
    expect(wang.touch).to_be_hidden()
    (touch,) = _new_touches(server, before)
    assert (touch["grade"], touch["part"], touch["set_aside"]) == ("A", "am", "")
    assert len(records(wang.page)) == 1
    # The server's own word, on a new page.
    wang.today()
    expect(wang.day_card.locator("li[data-touch]")).to_contain_text("A 在线签到")
    expect(wang.touch).to_be_hidden()
    wang.outbox()
    wang.reads("签到 周")
    wang.phone.go("/day")
    wang.reads("最近 14 天的签到")
    assert_usable(wang.page)


def test_without_signal_it_is_kept_and_counts_when_it_arrives(
    server: TimedServer, proxy: Proxy, phone: OpenPhone
) -> None:
    wang = ready(phone)
    before = len(touches(server))
    wang.phone.offline()
    proxy.mode = "refuse"
    wang.today()
    wang.touch.click()
    wang.reads_on_card("已保存在手机，等待发送")
    expect(wang.touch).to_be_hidden()
    wang.has_unsent(1)
    assert _new_touches(server, before) == []
    server.set(NOW + LONG_SINCE)
    proxy.mode = "pass"
    wang.phone.online()
    wang.waits_until_sent(1, seconds=60)
    (touch,) = _new_touches(server, before)
    assert (touch["grade"], touch["part"], touch["set_aside"]) == ("C", "am", "")
    wang.today()
    wang.reads_on_card("C 离线签到")
    expect(wang.touch).to_be_hidden()


def test_bars_without_data_hold_nobody_back(proxy: Proxy, phone: OpenPhone) -> None:
    wang = ready(phone)
    proxy.mode = "hang"
    wang.touch.click()
    wang.reads_on_card("已保存在手机，等待发送")
    proxy.mode = "pass"


def test_a_touch_that_is_broken_off_writes_nothing(server: Server, phone: OpenPhone) -> None:
    wang = ready(phone)
    before = len(touches(server))
    wang.phone.refuse_finger()
    wang.touch.click()
    wang.reads_on_card("什么也没有记下")
    expect(wang.touch).to_be_visible()
    assert records(wang.page) == [] and _new_touches(server, before) == []


def test_never_47_50_a_refused_position_is_not_sent_and_stops_nobody(
    server: Server, phone: OpenPhone
) -> None:
    wang = ready(phone)
    before = len(touches(server))
    wang.phone.allow()
    wang.day_card.get_by_text("地点").click()
    wang.day_card.locator("label", has_text="在外面").click()
    wang.day_card.locator("label", has_text="送材料").click()
    wang.day_card.locator("[data-position-wanted]").click(force=True)
    wang.reads_on_card("没有定位权限")
    wang.touch.click()
    wang.reads_on_card("✓ 已送达")
    (touch,) = _new_touches(server, before)
    assert not touch["has_position"] and touch["lat"] is None
    assert (touch["place"], touch["reason"]) == ("field", "送材料")


def test_a_phone_without_passkeys_signs_with_its_own_key(server: Server, phone: OpenPhone) -> None:
    wang = Worker(phone())
    wang.enrol_with_pin(invitation(phone), PIN)
    settled(wang)
    before = len(touches(server))
    wang.touch.click()
    wang.reads_on_card("✓ 已送达")
    wang.reads_on_card("D 设备密钥")
    (touch,) = _new_touches(server, before)
    assert (touch["grade"], touch["part"]) == ("D", "am")


def test_the_code_on_the_halls_screen_proves_the_minute_without_signal(
    server: TimedServer, proxy: Proxy, phone: OpenPhone
) -> None:
    server.set(NOW - timedelta(hours=14))
    head = Desk(phone(desk=True), "station-head")
    head.sign_in()
    head.looks_at("/roster/terms")
    head.page.locator("label.toggle", has_text="签到码").click()
    head.press("保存")
    server.set(NOW)
    wang = ready(phone)
    screen = Desk(phone(desk=True), "clerk")
    screen.sign_in()
    screen.looks_at("/hall-screen")
    assert_usable(screen.page)
    proxy.mode = "refuse"
    wang.phone.offline()
    wang.today()
    code = screen.page.locator("[data-hall-code]").inner_text()
    wang.day_card.locator("summary", has_text="地点").click()
    wang.day_card.locator("label.chip", has_text="在大厅").click()
    wang.day_card.get_by_label("大厅屏幕上的 6 位数字").fill(re.sub(r"\D", "", code))
    assert_usable(wang.page)
    wang.touch.click()
    wang.reads_on_card("已保存在手机，等待发送")
    # It arrives hours later, and proves its minute all the same.
    late = timedelta(hours=3)
    server.set(NOW + late)
    wang.phone.clock_shows(datetime.now(UTC) + late)
    proxy.mode = "pass"
    wang.phone.online()
    wang.today()
    wang.reads_on_card("B 大厅验证码")
    wang.reads_on_card("✓ 已送达")  # the phone knows its grade before the server does
    (touch, *_) = touches(server)
    assert (touch["grade"], touch["part"], touch["set_aside"]) == ("B", "am", "")
    wang.phone.go("/day")
    wang.reads("能证明在")


def test_after_a_week_without_a_network_she_still_signs_in(
    server: TimedServer, proxy: Proxy, phone: OpenPhone
) -> None:
    """The doors are locked away by then; her own day is not (R112)."""
    wang = ready(phone)
    proxy.mode = "refuse"
    wang.phone.offline()
    week = timedelta(days=7)
    wang.phone.clock_shows(datetime.now(UTC) + week)
    wang.today()
    wang.reads("名单已锁上")
    wang.touch.click()
    wang.reads_on_card("已保存在手机，等待发送")
    expect(wang.touch).to_be_hidden()
    assert_usable(wang.page)
    server.set(NOW + week + LONG_SINCE)
    wang.phone.clock_shows(datetime.now(UTC) + week + LONG_SINCE)
    proxy.mode = "pass"
    wang.phone.online()
    wang.today()
    wang.reads_on_card("✓ 已送达")
    (touch, *_) = touches(server)
    assert (touch["grade"], touch["part"], touch["set_aside"]) == ("C", "am", "")
    assert touch["on"] == str((NOW + week).date())


def test_a_wrong_clock_asks_which_half_of_which_day(proxy: Proxy, phone: OpenPhone) -> None:
    wang = ready(phone)
    proxy.mode = "refuse"
    wang.phone.offline()
    # Somebody set the phone's calendar three weeks on.
    wang.phone.clock_shows(datetime.now(UTC) + timedelta(days=22))
    wang.today()
    wang.touch.click()
    wang.reads_on_card("请选是哪半天")
    wang.day_card.get_by_label("签哪半天").select_option(index=0)
    expect(wang.touch).to_have_text(re.compile("上午"))
    wang.touch.click()
    wang.reads_on_card("已保存在手机，等待发送")


def test_never_50_a_clock_that_shows_a_half_that_is_signed_stops_nobody(
    server: Server, proxy: Proxy, phone: OpenPhone
) -> None:
    wang = ready(phone)
    proxy.mode = "refuse"
    wang.phone.offline()
    wang.today()
    wang.touch.click()
    wang.reads_on_card("已保存在手机，等待发送")
    # It is tomorrow by now, and the phone's calendar stands still.
    wang.day_card.get_by_role("button", name="手机时间不对？自己选").click()
    wang.day_card.get_by_label("签哪半天").select_option(index=2)
    wang.touch.click()
    expect(wang.day_card.locator("li[data-state=queued]")).to_have_count(2)
    wang.phone.go("/outbox")
    expect(wang.page.locator("[data-outbox-list] > *")).to_have_count(2)


def test_never_49_a_clock_that_was_set_back_asks_which_half_it_is(
    proxy: Proxy, phone: OpenPhone
) -> None:
    wang = ready(phone)
    proxy.mode = "refuse"
    wang.phone.offline()
    wang.phone.clock_shows(datetime.now(UTC) - timedelta(days=1))
    wang.today()
    wang.touch.click()
    wang.reads_on_card("请选是哪半天")
    wang.day_card.get_by_label("签哪半天").select_option(index=0)
    wang.touch.click()
    wang.reads_on_card("已保存在手机，等待发送")


def test_a_quarter_before_it_is_due_the_card_says_so_calmly(
    server: TimedServer, phone: OpenPhone
) -> None:
    """On the phone alone, until there is a touch, also one that has still to be sent."""
    server.set(NOW - timedelta(minutes=13))
    wang = ready(phone)
    wang.has_read_the_news()
    wang.phone.context.add_init_script(
        "navigator.setAppBadge = async n => { document.documentElement.dataset.icon = n; };"
        "navigator.clearAppBadge = async () => { document.documentElement.dataset.icon = 0; };"
    )
    wang.page.clock.install()
    wang.today()
    said, icon = wang.day_card.locator("[data-day-unsigned]"), wang.page.locator("html")
    expect(icon).to_have_attribute("data-icon", "0")
    expect(said).to_be_hidden()
    # Ten minutes later in a stairwell: 08:18.
    wang.phone.offline()
    wang.phone.minutes_go_by(10)
    expect(said).to_have_text("还没有签到：上午 08:30")
    expect(icon).to_have_attribute("data-icon", "1")
    assert_usable(wang.page)
    server.set(NOW)
    wang.phone.context.route("**/sync", lambda route: route.abort())
    wang.phone.online()
    # The list of news says the same, and the tab counts it.
    wang.phone.go("/news")
    wang.reads("还没有签到：上午 08:30")
    expect(wang.page.locator(".tabs [data-news-count]")).to_have_text("1")
    wang.today()
    wang.touch.click()
    wang.reads_on_card("已保存在手机，等待发送")
    expect(said).to_be_hidden()
    expect(icon).to_have_attribute("data-icon", "0")
    # What waits on the phone is signed, though the server has not heard of it.
    wang.phone.go("/news")
    expect(wang.page.locator("[data-unsigned-row]")).to_be_hidden()
    expect(wang.page.locator(".tabs [data-news-count]")).to_have_text("")
