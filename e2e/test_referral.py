"""A referral comes back with a reason, is passed on again, taken, closed, and told to the resident
(row R94)."""

from playwright.sync_api import expect

from e2e.conftest import OpenPhone
from e2e.held import rows
from e2e.people import Person
from e2e.server import Server

GARDENS = "园林绿化部门"
WHY_BACK = "是物业的树，请附上位置照片再转"
RESULT = "已修剪，树枝离电线两米"


def _desk(phone: OpenPhone, slug: str) -> Person:
    person = Person(phone(desk=True), slug)
    person.sign_in()
    return person


def _choose(person: Person, name: str, value: str) -> None:
    person.page.locator(f"label:has(input[name={name}][value={value}])").first.click()


def _pass_on(clerk: Person, matter: str) -> None:
    clerk.phone.go(f"/referrals/new?matter={matter}")
    value = clerk.page.locator("#department option", has_text=GARDENS).get_attribute("value")
    clerk.page.locator("#department").select_option(value or "")
    clerk.page.locator("#words").fill("请来修剪")
    clerk.press("转办")
    clerk.reads(GARDENS)


def _answer(shen: Person, matter: str, fold: str, field: str, words: str, button: str) -> None:
    shen.phone.go(f"/referrals/{matter}")
    if fold:
        shen.page.locator("summary", has_text=fold).click()
    shen.page.locator(f"#{field}").fill(words)
    shen.press(button)


def test_r94_a_referral_is_returned_with_a_reason_then_taken_closed_and_fed_back(
    server: Server, phone: OpenPhone
) -> None:
    (sent,) = rows(server, "SELECT matter_id FROM matter_passed WHERE answer = ''")
    matter = sent["matter_id"]
    shen = _desk(phone, "department-officer")
    shen.reads("等我们接收（1）")
    _answer(shen, matter, "退回", "reason", WHY_BACK, "退回社区")
    shen.reads("没有等接收的事")
    clerk = _desk(phone, "clerk")
    clerk.phone.go(f"/matters/{matter}")
    clerk.reads(WHY_BACK)
    _pass_on(clerk, matter)
    shen.phone.go(f"/referrals/{matter}")
    shen.reads(WHY_BACK)
    expect(shen.page.locator("a[href^='tel:']")).to_have_count(0)
    shen.press("接收")
    _answer(shen, matter, "", "outcome", RESULT, "办结，交回社区")
    clerk.phone.go(f"/matters/{matter}?do=result")
    clerk.reads(RESULT)
    clerk.page.locator("#do #words").fill("部门修剪了树枝")
    clerk.page.locator("#do button[type=submit], #do button:not([type])").last.click()
    clerk.page.wait_for_url(f"**/matters/{matter}")
    head = _desk(phone, "station-head")
    head.phone.go(f"/matters/{matter}?do=feedback")
    head.page.locator("#do #whom").fill("提出人")
    _choose(head, "how", "phone")
    head.page.locator("#do #words").fill("树已经修剪，可以放心")
    head.page.locator("#do button[type=submit], #do button:not([type])").last.click()
    head.page.wait_for_url(f"**/matters/{matter}")
    head.reads("已反馈")
