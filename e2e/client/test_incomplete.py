"""A page of which a script could not be fetched says so, and does not look like the whole of it."""

from playwright.sync_api import Page, Route, expect

from e2e.conftest import OpenPhone
from e2e.people import Person, Worker

NOTICE = "这一页没有打开完整"


def _cut(page: Page, script: str) -> None:
    """One script does not come, once; there is no service worker that keeps it."""
    lost: list[str] = []

    def drop(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort("internetdisconnected")

    page.route(f"**/{script}*", drop)


def test_a_module_that_does_not_come_takes_no_other_with_it_and_the_page_says_so(
    phone: OpenPhone,
) -> None:
    lead = Person(phone(desk=True, service_workers="block"), "grid-lead")
    lead.sign_in()
    _cut(lead.page, "behaviours/text-size.js")
    lead.phone.go("/me")
    expect(lead.page.get_by_role("alert").filter(has_text=NOTICE)).to_be_visible()
    lead.reads("手机空间不足时可能清掉这里的记录")
    lead.page.get_by_role("link", name="重新打开").click()
    expect(lead.page.get_by_text(NOTICE)).to_be_hidden()


def test_the_page_opens_itself_again_when_the_network_is_back(
    phone: OpenPhone,
) -> None:
    wang = Worker(phone(service_workers="block"))
    wang.sign_in()
    _cut(wang.page, "behaviours/outbox-page.js")
    wang.outbox()
    wang.reads(NOTICE)
    expect(wang.page.get_by_text("没有要发送的")).to_be_hidden()
    wang.phone.offline()
    wang.phone.online()
    expect(wang.page.get_by_text("没有要发送的")).to_be_visible()
    expect(wang.page.get_by_text(NOTICE)).to_be_hidden()


def test_what_somebody_has_begun_to_type_is_not_thrown_away_by_it(phone: OpenPhone) -> None:
    wang = Worker(phone(service_workers="block"))
    wang.sign_in()
    _cut(wang.page, "behaviours/photos.js")
    wang.phone.go("/visits/new")
    wang.reads(NOTICE)
    wang.page.locator("[name=findings]").fill("楼道灯坏了")
    wang.page.evaluate("window.same = true")
    wang.phone.offline()
    wang.phone.online()
    wang.phone.wait(0.5)
    assert wang.page.evaluate("window.same") is True
    assert wang.page.locator("[name=findings]").input_value() == "楼道灯坏了"


def test_a_page_that_answers_a_form_never_sends_that_form_again_by_itself(
    phone: OpenPhone,
) -> None:
    lead = Person(phone(desk=True, service_workers="block"), "grid-lead")
    lead.sign_in()
    lead.phone.go("/me/feed")
    _cut(lead.page, "auth/link.js")
    lead.press("生成链接")
    lead.reads(NOTICE)
    link = lead.page.locator("[data-link]").input_value()
    expect(lead.page.get_by_role("link", name="重新打开")).to_have_count(0)
    lead.phone.offline()
    lead.phone.online()
    lead.phone.wait(0.5)
    assert lead.page.locator("[data-link]").input_value() == link, "it is shown only once"


def test_a_phone_that_cannot_read_its_storage_says_so_at_the_outbox(phone: OpenPhone) -> None:
    wang = Worker(phone(service_workers="block"))
    wang.sign_in()
    closed = (
        "IDBFactory.prototype.open = () => { throw new DOMException('shut', 'SecurityError'); }"
    )
    wang.page.add_init_script(closed)
    wang.outbox()
    wang.reads("手机现在读不出自己的存储")
    expect(wang.page.get_by_text("正在查看手机里的记录")).to_be_hidden()
    expect(wang.page.get_by_text("没有要发送的")).to_be_hidden()
