"""The lead sees who comes in, and decides what the evidence suggests (rows R112, R113)."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from e2e.axe import assert_usable
from e2e.conftest import OpenPhone
from e2e.day.people import WANG, Watch, invitation
from e2e.held import change
from e2e.people import Worker
from e2e.proxy import Mode, Proxy
from e2e.server import TimedServer

# A Wednesday, 08:52 in Shanghai: the time that was due is over, and the ten minutes too.
NOW = datetime(2026, 11, 25, 0, 52, tzinfo=UTC)
WHO = "SELECT id FROM person WHERE name = ?"


def test_r113_late_is_a_suggestion_that_a_lead_decides_and_the_worker_answers(
    server: TimedServer, phone: OpenPhone
) -> None:
    # The demo gave her a phone that nobody holds: it would be waited for.
    assert change(server, f"DELETE FROM device WHERE person_id = ({WHO})", WANG) == 1
    link = invitation(phone)
    zhang = Watch(phone(desk=True))
    zhang.sign_in()
    expect(zhang.page).to_have_url(f"{zhang.phone.origin}/board")
    zhang.sees(WANG, "还没签到")

    wang = Worker(phone())
    # Opening the application with the new passkey is a touch; the lead's page renews itself.
    wang.enrol(link)
    wang.today()
    wang.touch.click()
    wang.reads_on_card("✓ 已送达")
    waiting = zhang.page.locator("section.board-waits li", has_text=WANG).first
    expect(waiting).to_contain_text("建议：迟到")
    waiting.get_by_role("link").click()
    zhang.page.wait_for_load_state()
    assert_usable(zhang.page)

    morning = zhang.page.locator("form[action$='/am/decision']")
    morning.locator("label", has_text="算到岗").click()
    # Without a reason nothing is decided.
    morning.get_by_label("理由").evaluate("one => one.removeAttribute('required')")
    zhang.press("写下决定", morning)
    expect(zhang.page.get_by_role("alert")).to_be_visible()
    morning.get_by_label("理由").fill("一早送老人去了医院")
    zhang.press("写下决定", morning)
    zhang.reads("张丽的决定：算到岗")

    wang.phone.go("/day")
    wang.reads("理由：一早送老人去了医院")
    wang.page.get_by_label("我的说明").fill("谢谢，老人已经住院了")
    wang.press("提交说明")
    zhang.page.reload()
    zhang.reads("谢谢，老人已经住院了")


@pytest.mark.parametrize("how", ["hang", "bad_gateway"])
def test_r113_the_board_renews_itself_where_no_stream_comes_through(
    server: TimedServer, proxy: Proxy, phone: OpenPhone, how: Mode
) -> None:
    proxy.next(how, "/board/events", times=100)
    zhang = Watch(phone(desk=True))
    zhang.sign_in()
    zhang.sees(WANG, "还没签到")
    wang = Worker(phone())
    wang.enrol(invitation(phone))
    wang.today()
    wang.touch.click()
    wang.reads_on_card("✓ 已送达")
    zhang.sees(WANG, "08:5")  # its minute, which began when the server did


def test_r112_what_a_lead_writes_down_for_somebody_waits_for_their_word(
    server: TimedServer, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.sign_in()
    zhang = Watch(phone(desk=True))
    zhang.sign_in()
    zhang.day_of(WANG)
    zhang.page.get_by_text("没有手机？代他记一次").first.click()
    form = zhang.page.locator("form[action$='/am/touches']")
    form.get_by_label("您看到他的时间").fill("08:28")
    form.get_by_label("理由").fill("手机坏了，人在大厅")
    zhang.press("代记", form)
    zhang.reads("等本人确认")

    wang.phone.go("/day")
    wang.reads("替您记下的签到，请核对")
    assert_usable(wang.page)
    wang.press("对，我到了")
    zhang.page.reload()
    zhang.reads("本人已确认")
    zhang.phone.go("/board")
    zhang.sees(WANG, "已签到", "D")
