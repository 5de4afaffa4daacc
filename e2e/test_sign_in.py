"""The door on a slow phone and in a weak signal: no tap is lost, and it says how things are."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from e2e.conftest import OpenPhone
from e2e.people import Lead, Worker
from e2e.phone import Phone
from e2e.proxy import Proxy
from e2e.wire import Mode

TOUCH = "用指纹/面容登录"
NOT_READY = "按钮还没有准备好"


def _hold_back(phone: Phone, script: str) -> Callable[[], None]:
    """Let a script wait on its way; the way to let it come."""
    held: list[Route] = []
    open_now = False

    def pass_by(route: Route) -> None:
        if open_now:
            route.continue_()
        else:
            held.append(route)

    def let_go() -> None:
        nonlocal open_now
        assert held, "the page did not ask for it"
        open_now = True
        while held:  # the page's, and the service worker's
            held.pop().continue_()

    phone.context.route(f"**/js/auth/{script}", pass_by)
    return let_go


def test_a_button_waits_for_its_script_so_that_no_tap_is_lost(phone: OpenPhone) -> None:
    worker = Worker(phone())
    let_go = _hold_back(worker.phone, "sign-in.js")
    worker.page.goto(f"{worker.phone.origin}/sign-in", wait_until="commit")
    touch = worker.page.get_by_role("button", name=TOUCH)
    expect(touch).to_be_visible()
    expect(touch).to_be_disabled()
    expect(worker.page.get_by_text(NOT_READY)).to_be_hidden()
    # Long without its script the page says so, and offers what needs none.
    expect(worker.page.get_by_text(NOT_READY)).to_be_visible()
    worker.page.get_by_text("换一种方式").first.click()
    expect(worker.page.get_by_role("button", name="用恢复码登录")).to_be_enabled()

    let_go()
    touch.click()
    worker.reads("没有完成")
    expect(worker.page.get_by_text(NOT_READY)).to_be_hidden()
    expect(worker.page.locator("button[data-waits]:visible")).to_have_count(0)


def test_a_button_does_not_wait_for_the_scripts_of_other_pages(phone: OpenPhone) -> None:
    worker = Worker(phone())
    worker.phone.context.route("**/js/app.js", lambda route: route.abort())
    worker.phone.go("/sign-in")
    worker.page.get_by_role("button", name=TOUCH).click()
    worker.reads("没有完成")


def test_an_invitation_waits_too_and_never_sends_a_pin_by_itself(
    phone: OpenPhone, proxy: Proxy
) -> None:
    head = Lead(phone(desk=True), "station-head")
    head.sign_in()
    head.phone.go("/staff")
    head.page.get_by_role("link", name="王敏", exact=True).click()
    head.page.get_by_role("button", name="生成邀请").click()
    link = head.page.locator("[data-link]").input_value()
    expect(head.page.get_by_role("button", name="复制链接")).to_be_enabled()

    worker = Worker(phone())
    let_go = _hold_back(worker.phone, "invitation.js")
    worker.page.goto(link, wait_until="commit")
    expect(worker.page.get_by_role("button", name="登记指纹/面容")).to_be_disabled()
    worker.page.get_by_text("用 6 位数字密码").click()
    worker.page.get_by_label("定一个 6 位数字密码").fill("402917")
    worker.page.get_by_label("再输一遍").fill("402917")
    worker.page.get_by_label("再输一遍").press("Enter")
    assert worker.page.url == link
    let_go()
    worker.page.get_by_role("button", name="登记指纹/面容").click()
    worker.page.wait_for_url("**/today")
    assert not [one for one in proxy.seen if "pin=" in one.path]


@pytest.mark.parametrize("mode", ["bad_gateway", "refuse", "captive"])
def test_bars_without_data_are_no_network(phone: OpenPhone, proxy: Proxy, mode: Mode) -> None:
    worker = Worker(phone())
    worker.phone.go("/sign-in")
    worker.phone.wait_for_worker()
    no_network = worker.page.get_by_text("现在没有网络")
    expect(no_network).to_be_hidden()
    proxy.mode = mode
    worker.phone.go("/sign-in")
    assert worker.page.evaluate("() => navigator.onLine") is True
    expect(no_network).to_be_visible()
    expect(worker.page.locator("html")).to_have_attribute("data-user", "")
    expect(worker.page.get_by_role("button", name=TOUCH)).to_be_enabled()
    # It goes when the server is heard again, at the latest when the phone is looked at.
    proxy.mode = "pass"
    worker.page.evaluate("() => { document.dispatchEvent(new Event('visibilitychange')); }")
    expect(no_network).to_be_hidden()


# The deed of a phone that is quicker at leaving a page than at writing: nothing is stored there.
NOTHING_IS_WRITTEN = """if (location.pathname === '/today') {
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, how) {
    if (mode === 'readwrite') throw new DOMException('the page was left', 'UnknownError');
    return begin.call(this, stores, mode, how);
  };
}"""


def test_a_page_left_before_it_could_write_passes_on_who_signed_in(phone: OpenPhone) -> None:
    wang = Worker(phone())
    wang.page.add_init_script(NOTHING_IS_WRITTEN)
    wang.sign_in()
    wang.phone.wait_for_worker()
    # Its scripts have run: they look up who works here before they draw the strip.
    wang.page.wait_for_load_state("networkidle")
    wang.phone.offline()
    wang.outbox()
    strip = wang.page.get_by_role("banner").get_by_role("link")
    expect(strip).to_contain_text("离线")
    expect(strip).not_to_contain_text("未登录")
