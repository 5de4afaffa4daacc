"""A week of the station, from the roster's draft to a make-up Saturday (rows R22-R25, R112, R113).

The community of the demo has eleven grids. After the National Day of 2026 the week begins on
Thursday; Saturday, 10 October, is worked.
"""

import re
from datetime import UTC, date, datetime, timedelta

from playwright.sync_api import Locator, expect

from e2e.axe import assert_usable
from e2e.client.inside import USER, run
from e2e.conftest import OpenPhone
from e2e.day.people import LI, PIN, WANG, Desk, Watch, invitation, ready, settled, touches
from e2e.held import rows
from e2e.people import Person, Worker
from e2e.proxy import Proxy
from e2e.server import TimedServer

# Thursday, 08:21 in Shanghai.
NOW = datetime(2026, 10, 8, 0, 21, tzinfo=UTC)
ZHAO = "赵倩"
DAY = timedelta(days=1)
SATURDAY, NEXT = date(2026, 10, 10), date(2026, 10, 12)
TUESDAY = NEXT + DAY


def test_a_week_of_eleven_grids_as_workers_and_leads_see_it(
    server: TimedServer, proxy: Proxy, phone: OpenPhone
) -> None:
    (grids,) = rows(server, "SELECT COUNT(*) AS n FROM grid")
    assert grids["n"] == 11
    wang, li = ready(phone), Worker(phone())
    li.enrol_with_pin(invitation(phone, LI), PIN)
    settled(li)
    zhang = Watch(phone(desk=True))

    _thursday(server, wang, li, zhang)
    desk, own = Desk(zhang.phone, zhang.slug), Desk(li.phone)
    _next_week(server, desk, Desk(wang.phone), Desk(phone(desk=True), "clerk"))
    desk.grants(own.asks_for_leave(SATURDAY), WANG)
    _friday(server, proxy, wang, zhang)
    _saturday(server, proxy, wang, li, zhang)
    _sunday(server, wang, zhang)
    _looked_back_upon(wang, zhang)


def _thursday(server: TimedServer, wang: Worker, li: Worker, zhang: Watch) -> None:
    """One signs in with her finger, the other with the key of a phone without passkeys."""
    zhang.sign_in()
    zhang.sees(WANG, "上午还没签到")
    for worker, grade in ((wang, "A 在线签到"), (li, "D 设备密钥")):
        worker.touch.click()
        worker.reads_on_card("✓ 已送达")
        worker.reads_on_card(grade)
    zhang.sees(WANG, "上午已签到", "A")
    zhang.sees(LI, "上午已签到", "D")


def _next_week(server: TimedServer, zhang: Desk, wang: Desk, zhao: Desk) -> None:
    """The roster is drafted, refused, mended and published; two swap; there are new pairs."""
    zhang.looks_at(f"/roster/{NEXT}")
    zhang.press("自动轮排")
    zhang.reads("都排齐了，可以发布")
    (colleague,) = set(_early_in_the_hall(server)) - {ZHAO}
    _set_tuesday(zhang, colleague, "不排班")
    zhang.press("发布这一周")
    expect(zhang.page.get_by_role("alert")).to_contain_text(
        "周二 08:30-13:00 大厅只有 1 人，至少 2 人"
    )
    assert_usable(zhang.page)
    _set_tuesday(zhang, colleague, "大厅早班")
    zhang.press("发布这一周")
    zhang.reads("第 1 版")

    wang.looks_at("/news")
    wang.reads("排班")
    _swap(zhang, wang, zhao)
    assert _early_in_the_hall(server) == sorted([colleague, WANG])

    zhang.looks_at("/pairs")
    zhang.press("配下一周的拍档")
    pairs = rows(server, "SELECT one_id, other_id, monday FROM pairing")
    new = {(one["one_id"], one["other_id"]) for one in pairs if one["monday"] == str(NEXT)}
    old = {(one["one_id"], one["other_id"]) for one in pairs if one["monday"] != str(NEXT)}
    assert len(new) == 5 and not new & old
    wang.looks_at("/pairs")
    wang.reads("下一周的拍档")
    expect(wang.page.get_by_text("您这一组").last).to_be_visible()


def _swap(zhang: Desk, wang: Desk, zhao: Desk) -> None:
    """王敏 gives her evening in the hall for the clerk's morning."""
    wang.looks_at("/swaps")
    wang.page.get_by_role("link", name="换班 周二 10月13日 大厅 13:00-19:00").click()
    wang.page.get_by_label("同事").select_option(label=ZHAO)
    wang.press("看看同事以后的班")
    wang.page.locator("label", has_text="周二 10月13日 大厅 08:30-14:00").click()
    wang.page.get_by_label("理由").fill("晚上要接孩子")
    assert_usable(wang.page)
    wang.press("问同事换不换")
    wang.reads("等同事答复")
    zhao.sign_in()
    zhao.looks_at("/swaps")
    zhao.press("同意换")
    zhang.looks_at("/swaps")
    zhang.press("批准换班")
    wang.looks_at("/swaps")
    wang.page.get_by_text("以前的换班").click()
    wang.reads("已换班")
    wang.looks_at(f"/roster/{NEXT}")
    wang.page.get_by_text("周二 10月13日").filter(visible=True).first.click()
    wang.reads("08:30-14:00")


def _set_tuesday(zhang: Desk, name: str, kind: str) -> None:
    """Another Tuesday for somebody, in the draft."""
    cell = zhang.page.get_by_role("link", name=re.compile(f"^{name} 10月13日"))
    cell.filter(visible=True).first.click()
    with zhang.page.expect_navigation():
        zhang.page.locator(".kinds button", has_text=re.compile(f"^{kind}")).click()


def _early_in_the_hall(server: TimedServer) -> list[str]:
    found = rows(
        server,
        "SELECT p.name FROM roster_shift s JOIN person p ON p.id = s.person_id"
        " JOIN roster_week w ON w.id = s.week_id AND w.state != 'replaced'"
        " WHERE s.\"on\" = ? AND s.post = 'A' AND s.begins LIKE '08:30%' ORDER BY p.name",
        str(TUESDAY),
    )
    return [str(one["name"]) for one in found]


def _friday(server: TimedServer, proxy: Proxy, wang: Worker, zhang: Watch) -> None:
    """She signs in where there is no network: the board waits, and calls nobody absent."""
    _it_is(server, wang, NOW + DAY)
    proxy.mode = "refuse"
    wang.phone.offline()
    wang.today()
    wang.touch.click()
    wang.reads_on_card("已保存在手机，等待发送")
    proxy.mode = "pass"
    server.set(NOW + DAY + timedelta(hours=13))
    zhang.phone.go("/board")
    zhang.sees(WANG, "记录可能在路上")
    expect(zhang.line(WANG)).not_to_contain_text("缺勤")


def _saturday(server: TimedServer, proxy: Proxy, wang: Worker, li: Worker, zhang: Watch) -> None:
    """A make-up day: it is asked for like any other; whoever has leave is not asked."""
    server.set(NOW + 2 * DAY)
    wang.phone.clock_shows(NOW + 2 * DAY)
    wang.phone.online()
    wang.today()
    wang.waits_until_sent(2, seconds=60)
    _it_is(server, wang, NOW + 2 * DAY)
    wang.today()
    expect(wang.touch).to_contain_text("上午 08:30")
    wang.touch.click()
    wang.reads_on_card("A 在线签到")
    _it_is(server, li, NOW + 2 * DAY)
    li.today()
    li.reads_on_card("您在请假，不用签到")
    zhang.phone.go("/board")
    zhang.sees(WANG, "上午已签到", "A")
    zhang.sees(LI, "请假")
    assert_usable(zhang.page)
    friday = touches(server)[1]
    assert (friday["grade"], friday["part"]) == ("C", "am")


def _sunday(server: TimedServer, wang: Worker, zhang: Watch) -> None:
    """Nobody is asked."""
    _it_is(server, wang, NOW + 3 * DAY)
    wang.today()
    wang.reads_on_card("今天休息，不用签到")
    zhang.phone.go("/board")
    zhang.sees(WANG, "休息")


def _looked_back_upon(wang: Worker, zhang: Watch) -> None:
    """Both see the same days with the same evidence."""
    wang.phone.go("/day")
    wang.reads("C 离线签到")
    wang.reads("能证明在")
    zhang.day_of(WANG)
    who = zhang.page.url.split("/")[-2]
    for person in (wang, zhang):
        person.phone.go(f"/attendance/{who}/2026-10")
        expect(_cell(person, 10)).to_contain_text("班")
        expect(_cell(person, 10)).to_contain_text("已到")
        expect(_cell(person, 11)).to_contain_text("休")
        assert_usable(person.page)
    zhang.phone.go(f"/board/{who}/2026-10-09")
    zhang.reads("证明不了早晚，算到岗，不扣分。")


def _cell(who: Person, day: int) -> Locator:
    number = who.page.locator(".month-day", has_text=re.compile(rf"^{day}\b"))
    return who.page.locator(".month td", has=number)


def _it_is(server: TimedServer, worker: Worker, now: datetime) -> None:
    """Time has gone on for both, and the phone has heard of it: it asks for the days ahead, as it
    does every hour."""
    server.set(now)
    worker.phone.clock_shows(now)
    worker.today()
    run(worker.page, USER + "await (await js('day/challenges.js')).daysNow(uid);")
