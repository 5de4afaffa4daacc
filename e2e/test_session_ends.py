"""Sessions end; what was written does not. The worker goes on, and signs in later."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from e2e.client.inside import me, seed, states
from e2e.conftest import OpenPhone
from e2e.held import end_sessions, envelopes, rows
from e2e.people import Lead, Person, Worker
from e2e.phone import Phone
from e2e.proxy import Proxy
from e2e.server import Server

WANG = "王敏"
BATCH = 20


def _cut(wang: Worker, proxy: Proxy) -> None:
    wang.phone.offline()
    proxy.mode = "refuse"


def _mend(wang: Worker, proxy: Proxy) -> None:
    proxy.mode = "pass"
    wang.phone.online()


def _asked_to_sign_in(wang: Worker) -> None:
    expect(wang.page.locator("[data-sign-in-needed]")).to_be_visible()
    expect(wang.page.locator("[data-strip]")).to_contain_text("请登录后发送")


def _not_asked(wang: Worker) -> None:
    expect(wang.page.locator("[data-strip]")).to_contain_text("离线")
    expect(wang.page.locator("[data-strip]")).not_to_contain_text("登录")
    expect(wang.page.locator("[data-sign-in-needed]:visible")).to_have_count(0)
    assert not wang.page.url.endswith("/sign-in")


def test_never_37_and_39_an_expired_session_stops_nobody_from_writing(
    proxy: Proxy, server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    her = me(wang.page)
    _cut(wang, proxy)
    wang.visit(findings="还登录着写的")
    end_sessions(server, her)
    _mend(wang, proxy)
    wang.outbox()
    wang.send_now()
    _asked_to_sign_in(wang)
    assert states(wang.page) == ["queued"] and envelopes(server) == {}

    # In the next stairwell nobody asks her anything: she writes, at every door.
    _cut(wang, proxy)
    for number in range(3):
        wang.visit(findings=f"登录过期以后写的 {number}")
        _not_asked(wang)
    wang.outbox()
    expect(wang.records("queued")).to_have_count(4)
    _not_asked(wang)

    _mend(wang, proxy)
    wang.sign_in()
    wang.waits_until_sent(4)
    assert len(envelopes(server, her)) == 4


def _enrol(phone: Phone, link: str) -> None:
    phone.page.goto(link)
    phone.page.get_by_role("button", name="登记指纹/面容").click()
    phone.page.wait_for_url("**/today")
    expect(phone.page.locator("[data-strip]")).to_contain_text("在线")


def _person(head: Lead) -> None:
    head.phone.go("/staff")
    head.page.get_by_role("link", name=WANG, exact=True).click()
    head.page.wait_for_load_state()


def _invite(head: Lead) -> str:
    _person(head)
    head.page.get_by_role("button", name="生成邀请").click()
    return head.page.locator("[data-link]").input_value()


def _restore(head: Lead, officer: Person) -> str:
    """Two people give her a new way in; nobody alone could."""
    _person(head)
    head.page.get_by_role("button", name="申请找回登录").click()
    expect(head.page.get_by_role("button", name="取邀请二维码")).to_have_count(0)
    officer.sign_in()
    officer.phone.go("/recoveries")
    card = officer.page.locator(".card").filter(has=officer.page.get_by_text(WANG, exact=True))
    card.get_by_label(f"我已经告诉{WANG}本人").check()
    card.get_by_role("button", name="问过本人，同意").click()
    expect(card.get_by_text("已同意，等新手机登记")).to_be_visible()
    _person(head)
    head.page.get_by_role("button", name="取邀请二维码").click()
    return head.page.locator("[data-link]").input_value()


def _stop_her_device(head: Lead) -> None:
    _person(head)
    stop = head.page.locator("form[action*='/devices/'][action$='/revocation'] button")
    for folded in head.page.locator("details:not([open]) > summary").all():
        folded.click()
    stop.first.click()
    head.page.wait_for_load_state()


def _only_one_batch(page: Page) -> Callable[[], int]:
    """Let one batch with records through, and none after it; how many came."""
    through = [0]

    def pass_one(route: Route) -> None:
        if '"envelopes":[]' in (route.request.post_data or ""):
            route.continue_()
        elif through[0]:
            route.fulfill(status=502, body="")
        else:
            through[0] += 1
            route.continue_()

    page.context.route("**/sync", pass_one)
    return lambda: through[0]


def test_never_38_a_device_stopped_while_sending_keeps_its_queue(
    server: Server, phone: OpenPhone
) -> None:
    head = Lead(phone(desk=True), "station-head")
    head.sign_in()
    wang = Worker(phone())
    _enrol(wang.phone, _invite(head))
    wang.phone.sends_from_its_pages()
    wang.outbox()
    her = me(wang.page)
    count = BATCH + 7
    wang.phone.offline()
    seed(wang.page, count)
    _only_one_batch(wang.page)
    wang.phone.online()
    wang.send_now()
    expect(wang.records("received")).not_to_have_count(0, timeout=30_000)
    sent = len(envelopes(server))
    assert 0 < sent < count

    _stop_her_device(head)
    wang.page.context.unroute_all()
    wang.send_now()
    _asked_to_sign_in(wang)
    assert sorted(states(wang.page)) == ["queued"] * (count - sent) + ["received"] * sent
    assert len(envelopes(server)) == sent

    # The door to the sign-in is one tap away, and says why the old key opens nothing.
    wang.page.get_by_role("link", name="去登录").click()
    wang.page.get_by_role("button", name="用指纹/面容登录").click()
    wang.reads("没有登录成功")
    _enrol(wang.phone, _restore(head, Person(phone(desk=True), "street-officer")))
    wang.outbox()
    expect(wang.page.locator("[data-outbox-list] > .record")).to_have_count(count)
    wang.waits_until_sent(count)
    assert len(envelopes(server, her)) == count


def test_never_41_signed_out_without_signal_the_sign_in_page_is_there(
    proxy: Proxy, server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    her = me(wang.page)
    _cut(wang, proxy)
    door = wang.visit(findings="退出以前写的")
    wang.sign_out()
    for _ in range(2):
        expect(wang.page.get_by_role("button", name="用指纹/面容登录")).to_be_visible()
        expect(wang.page.locator("h1")).to_have_text("登录")
        wang.phone.go("/sign-in")
    for path in ("/today", f"/households/{door}", "/me"):
        wang.phone.go(path)
        expect(wang.page.get_by_text("名单登录后才能看")).to_be_visible()
        assert WANG not in wang.page.content()
    (session,) = rows(server, "SELECT ended_at FROM sign_in_session WHERE person_id = ?", her)
    assert session["ended_at"] is None

    # The server hears of it at the first contact, before it shows anything.
    _mend(wang, proxy)
    wang.phone.go("/today")
    expect(wang.page.get_by_text("请先登录").first).to_be_visible()
    assert WANG not in wang.page.content()
    (session,) = rows(server, "SELECT ended_at FROM sign_in_session WHERE person_id = ?", her)
    assert session["ended_at"] is not None
    wang.sign_in()
    wang.waits_until_sent(1)
    assert len(envelopes(server, her)) == 1
