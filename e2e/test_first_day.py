"""The first day: invited, signed in with one touch, and what happens when a phone is lost."""

import re

from playwright.sync_api import expect

from e2e.conftest import OpenPhone
from e2e.people import SIGN_IN_MS, Head, Officer, Worker, invitation_on
from e2e.phone import Phone
from e2e.proxy import Proxy

WANG = "王敏"


def _enrol(phone: Phone, link: str) -> None:
    Worker(phone).enrol(link)


def _touch(phone: Phone) -> None:
    phone.go("/sign-in")
    phone.page.get_by_role("button", name="用指纹/面容登录").click()
    phone.page.wait_for_url("**/today", timeout=SIGN_IN_MS)


def _wait_for_round(phone: Phone) -> None:
    phone.wait_for_worker()
    expect(phone.page.locator("body[data-round=ready]")).to_be_attached(timeout=60_000)


def _head(phone: OpenPhone) -> Head:
    head = Head(phone(desk=True))
    head.sign_in()
    return head


def test_invited_registered_and_the_round_is_on_the_phone(phone: OpenPhone) -> None:
    link = _head(phone).invite(WANG)
    worker = Worker(phone())
    _enrol(worker.phone, link)
    _wait_for_round(worker.phone)
    cookie = next(one for one in worker.phone.context.cookies() if one["name"] == "__Host-sid")
    assert cookie["httpOnly"] and cookie["secure"] and cookie["sameSite"] == "Lax"
    worker.phone.offline()
    worker.today()
    # Its doors, not a line of what to do first, which may be folded away.
    heading = worker.page.get_by_role("heading", name=re.compile("12号楼"))
    expect(heading.first).to_be_visible()


def test_later_one_touch_without_a_user_name(phone: OpenPhone) -> None:
    link = _head(phone).invite(WANG)
    worker = Worker(phone())
    _enrol(worker.phone, link)
    worker.sign_out()
    _touch(worker.phone)
    expect(worker.page.locator("html")).not_to_have_attribute("data-user", "")


def test_a_finger_that_is_not_recognised_is_told_in_words(phone: OpenPhone) -> None:
    worker = Worker(phone())
    worker.phone.go("/sign-in")
    worker.page.get_by_role("button", name="用指纹/面容登录").click()
    worker.reads("没有完成")
    expect(worker.page.get_by_role("button", name="用指纹/面容登录")).to_be_enabled()


def test_a_second_device_is_added_and_the_first_one_stopped(phone: OpenPhone) -> None:
    link = _head(phone).invite(WANG)
    old, new = phone(), phone()
    _enrol(old, link)
    old.go("/me/devices")
    old.page.get_by_role("button", name="加一部设备").click()
    _enrol(new, invitation_on(old.page))
    new.go("/me/devices")
    folded = new.page.locator("details:not(:has-text('这次用的')) > summary")
    folded.first.click()
    new.page.get_by_role("button", name="停用这部设备").locator("visible=true").click()
    new.page.wait_for_load_state()
    old.go("/me/devices")
    expect(old.page.get_by_text("请先登录").first).to_be_visible()
    old.go("/sign-in")
    old.page.get_by_role("button", name="用指纹/面容登录").click()
    expect(old.page.get_by_text("没有登录成功")).to_be_visible()
    # The phone was told that its passkey is revoked, and does not offer it again.
    assert old.passkeys() == []
    new.go("/me/devices")
    expect(new.page.get_by_text("正在登录的地方")).to_be_visible()


def test_a_lost_phone_is_restored_by_head_and_street_officer(phone: OpenPhone) -> None:
    head = _head(phone)
    lost = phone()
    _enrol(lost, head.invite(WANG))
    head.person(WANG)
    head.page.get_by_role("button", name="申请找回登录").click()
    expect(head.page.get_by_role("button", name="取邀请二维码")).to_have_count(0)
    officer = Officer(phone(desk=True))
    officer.sign_in()
    officer.page.wait_for_url("**/areas/*")
    officer.agree(WANG)
    head.person(WANG)
    head.page.get_by_role("button", name="取邀请二维码").click()
    _enrol(phone(), invitation_on(head.page))
    lost.go("/me/devices")
    expect(lost.page.get_by_text("请先登录").first).to_be_visible()


def test_the_printed_code_opens_the_door_once(phone: OpenPhone) -> None:
    link = _head(phone).invite(WANG)
    worker = Worker(phone())
    _enrol(worker.phone, link)
    worker.phone.go("/me/devices")
    worker.page.get_by_role("button", name="打印恢复码").click()
    code = re.sub(r"\s", "", worker.page.locator(".code").inner_text())
    for number, reads in enumerate(("恢复码已经用掉", "请再试一次，或换一种方式")):
        other = Worker(phone())
        other.phone.go("/sign-in")
        other.page.get_by_text("换一种方式").first.click()
        other.page.get_by_label("打印的恢复码").fill(code.lower())
        other.page.get_by_role("button", name="用恢复码登录").click()
        expect(other.page.get_by_text(reads).first).to_be_visible()
        assert other.page.url.endswith("/me/devices") is (number == 0)


def test_in_wechat_the_invitation_sends_people_to_the_browser(phone: OpenPhone) -> None:
    link = _head(phone).invite(WANG)
    wechat = phone(user_agent="Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0.49")
    wechat.page.goto(link)
    expect(wechat.page.get_by_text("在浏览器打开").first).to_be_visible()
    wechat.page.get_by_role("button", name="复制链接").click()
    expect(wechat.page.locator("[data-copied]")).not_to_be_empty()
    _enrol(phone(), link)


def test_on_an_iphone_the_home_screen_comes_first(phone: OpenPhone, proxy: Proxy) -> None:
    link = _head(phone).invite(WANG)
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
    iphone = phone(user_agent=agent)
    iphone.page.goto(link)
    register = iphone.page.get_by_role("button", name="登记指纹/面容")
    expect(iphone.page.get_by_text("先把敲门放到主屏幕")).to_be_visible()
    expect(register).to_be_hidden()
    # What the icon on the home screen opens leads back to the invitation, and later to work.
    token = link.rsplit("/", 1)[1]
    iphone.go(f"/sign-in?invitation={token}")
    iphone.page.wait_for_url("**/invitations/*")
    iphone.page.get_by_role("button", name="不放，直接在这里登记").click()
    register.click()
    iphone.page.wait_for_url("**/today", timeout=SIGN_IN_MS)
    _wait_for_round(iphone)
    iphone.offline()
    iphone.page.goto(f"{proxy.origin}/sign-in?invitation={token}")
    iphone.page.wait_for_url("**/today")
