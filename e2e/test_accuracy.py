"""R97: a head opens a comparison, a worker looks on the street, the rate is told at the end."""

from playwright.sync_api import expect

from e2e.axe import assert_usable
from e2e.conftest import OpenPhone
from e2e.held import change, rows
from e2e.people import Person
from e2e.phone import PHONE
from e2e.server import Server

MINE = (
    "SELECT r.id, r.household_id FROM accuracy_record r JOIN person p ON p.id = r.asked_id"
    " WHERE p.name = '王敏' AND r.outcome = '' AND r.campaign_id = ? ORDER BY r.id LIMIT 2"
)


def test_r97_records_are_compared_on_site_and_the_mismatch_rate_is_told(
    server: Server, phone: OpenPhone
) -> None:
    """R97: drawn by a head, compared on the street, told at the end."""
    change(server, "UPDATE accuracy_campaign SET closed_at = opened_at WHERE closed_at IS NULL")
    head = Person(phone(desk=True), "station-head")
    head.sign_in()
    head.phone.go("/books")
    head.page.get_by_role("link", name="实地核对").click()
    head.page.get_by_role("link", name="开始一次核对").click()
    head.page.wait_for_load_state()
    assert_usable(head.page)
    head.page.get_by_label("标题").fill("年底核对")
    head.page.locator("label.chip", has_text="住户档案").click()
    head.page.get_by_label("抽几份").fill("200")
    head.press("抽出来，请人去看")
    head.reads("结束以后才公布结果")
    campaign = head.page.url.rsplit("/", 1)[1]
    one, other = rows(server, MINE, campaign)

    wang = Person(phone())
    wang.sign_in()
    wang.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    wang.phone.go("/me")
    wang.page.get_by_role("link", name="实地核对").click()
    wang.page.locator(f"a[href='/accuracy/records/{one['id']}']").click()
    _looks(wang, address="same", people="differs", contact="same")
    wang.page.locator("[name=people-found]").fill("空着，没人住")
    assert_usable(wang.page)
    wang.phone.offline()
    wang.page.get_by_role("button", name="发送核对结果").click()
    wang.reads("现在没有网络")
    wang.phone.online()
    wang.press("发送核对结果")
    wang.reads("结束以后，网格长看得到您写的")
    wang.page.get_by_role("link", name="看下一份").click()
    wang.page.locator(f"a[href='/accuracy/records/{other['id']}']").click()
    _looks(wang, address="same", people="same", contact="unseen")
    wang.press("发送核对结果")

    head.page.reload()
    expect(head.page.locator("[data-progress-text]")).to_have_text("2/200")
    expect(head.page.get_by_text("空着，没人住")).to_have_count(0)
    head.press("结束，公布结果")
    head.reads("50.0%，长期看在 9% 到 91% 之间")
    assert_usable(head.page)
    head.page.locator("summary", has_text="要改的档案").click()
    head.page.get_by_role("link", name="空着，没人住").click()
    head.page.wait_for_url(f"**/households/{one['household_id']}/fields")


def _looks(wang: Person, **ticks: str) -> None:
    """They are there, and say of each field how it is."""
    wang.page.locator("label:has(input[name=outcome][value=compared])").click()
    for name, tick in ticks.items():
        wang.page.locator(f"label:has(input[name={name}][value={tick}])").click()
