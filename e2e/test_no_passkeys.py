"""A phone without passkeys: its own key and a PIN, which its owner can change."""

from playwright.sync_api import Page, expect

from e2e.axe import assert_usable
from e2e.conftest import OpenPhone
from e2e.people import SIGN_IN_MS, Head, Worker

WANG = "王敏"
PIN, NEW = "402917", "860413"


def _registered(phone: OpenPhone) -> Worker:
    """王敏 with a phone that was just registered with a PIN."""
    head = Head(phone(desk=True))
    head.sign_in()
    worker = Worker(phone())
    worker.enrol_with_pin(head.invite(WANG), PIN)
    return worker


def _type_pin(page: Page, pin: str) -> None:
    page.get_by_label("6 位数字密码").fill(pin)
    page.get_by_role("button", name="登录", exact=True).click()


def _change_pin(page: Page, old: str, new: str, again: str = "") -> None:
    page.get_by_label("现在的密码").fill(old)
    page.get_by_label("新的 6 位数字密码").fill(new)
    page.get_by_label("再输一遍新密码").fill(again or new)
    page.get_by_role("button", name="改密码").click()


def test_it_uses_its_own_key_and_a_pin(phone: OpenPhone) -> None:
    worker = _registered(phone)
    kept = worker.page.evaluate(
        """async () => {
            const open = indexedDB.open('qm-device');
            const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
            const all = db.transaction('keys').objectStore('keys').getAll();
            const rows = await new Promise((done) => { all.onsuccess = () => done(all.result); });
            return rows.flatMap((row) => [row, ...Object.values(row)])
                .filter((one) => one instanceof CryptoKey && one.type !== 'public')
                .map((one) => one.extractable);
        }"""
    )
    assert kept and not any(kept), "no key of this phone can be taken out of it"
    worker.sign_out()
    _type_pin(worker.page, "402918")
    worker.reads("没有登录成功")
    _type_pin(worker.page, PIN)
    worker.page.wait_for_url("**/today", timeout=SIGN_IN_MS)


def test_its_owner_changes_the_pin(phone: OpenPhone) -> None:
    worker = _registered(phone)
    page = worker.page
    worker.phone.go("/me/devices")
    page.locator("summary", has_text="这次用的").click()
    expect(page.get_by_role("button", name="改密码")).to_be_enabled()
    assert_usable(page)
    for old, new, again, said in (
        (PIN, "123456", "", "这个密码太容易猜到"),
        (PIN, NEW, "860414", "两遍不一样"),
        (PIN, PIN, "", "新密码和原来的一样"),
        ("402918", NEW, "", "原来的密码不对"),
    ):
        _change_pin(page, old, new, again)
        expect(page.locator("[data-new-pin-problem]")).to_contain_text(said)

    worker.phone.offline()
    expect(page.locator("[data-new-pin-offline]")).to_be_visible()
    _change_pin(page, PIN, NEW)
    expect(page.locator("[data-new-pin-problem]")).to_contain_text("改密码要等有信号")
    worker.phone.online()
    expect(page.locator("[data-new-pin-offline]")).to_be_hidden()

    _change_pin(page, PIN, NEW)
    worker.reads("密码改好了")
    expect(page.get_by_label("现在的密码")).to_have_value("")
    worker.sign_out()
    _type_pin(page, PIN)
    worker.reads("没有登录成功")
    _type_pin(page, NEW)
    page.wait_for_url("**/today", timeout=SIGN_IN_MS)
