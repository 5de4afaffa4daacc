"""A record of which nobody can say whether it was hers: received, set aside, decided by a lead."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from e2e.axe import assert_usable
from e2e.client.inside import records
from e2e.conftest import OpenPhone
from e2e.held import give_away
from e2e.people import Lead, Worker
from e2e.server import Server

ACCEPTED, RETURNED = "楼道灯坏了，说好周三再来看", "家里都好，没有别的事要办"
REASON = "这一户上周已移交李强"


def _written_by_a_wrong_clock(wang: Worker, server: Server) -> None:
    """Two visits to a door offline, the phone three hours ahead; then the door goes to 李强."""
    wang.phone.offline()
    wang.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=3))
    door = wang.visit(findings=ACCEPTED)
    wang.phone.go(f"/households/{door}")
    wang.write(findings=RETURNED)
    wang.save()
    wang.page.clock.set_fixed_time(datetime.now(UTC))
    give_away(server, door, "李强")
    wang.phone.online()


def test_a_record_set_aside_is_received_and_waits_for_the_lead(
    server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    _written_by_a_wrong_clock(wang, server)
    wang.outbox()
    wang.send_now()
    expect(wang.records("set_aside")).to_have_count(2)
    first = wang.records("set_aside").first
    expect(first.locator("[data-record-state]")).to_have_text("已送达，等网格长确认")
    expect(first.locator("[data-record-why]")).to_contain_text("由网格长处理")
    expect(first.locator("[data-record-receipt]")).to_contain_text("回执")
    wang.has_unsent(0)
    assert_usable(wang.page)
    found = {row["inside"]["text"]: row["id"] for row in records(wang.page)}
    ids = {said: next(one for text, one in found.items() if said in text)
           for said in (ACCEPTED, RETURNED)}  # fmt: skip

    zhang = Lead(phone(desk=True))
    zhang.sign_in()
    zhang.visits()
    expect(zhang.page.get_by_text(ACCEPTED)).to_have_count(0)
    zhang.page.locator("a[href='/set-aside']").click()
    zhang.reads("手机时钟不准，说不清当时是不是他负责的住户")
    forms = {
        said: zhang.page.locator(f"form[action='/set-aside/{one}/decision']")
        for said, one in ids.items()
    }
    for form in forms.values():
        expect(form).to_be_visible()
    assert_usable(zhang.page)

    returned, accepted = forms[RETURNED], forms[ACCEPTED]
    returned.get_by_role("button", name="退回").click()
    expect(returned.get_by_text("还有地方要改")).to_be_visible()
    returned.get_by_role("link", name="请填写").click()
    expect(returned.get_by_label("理由")).to_be_focused()
    returned.get_by_label("理由").fill(REASON)
    returned.get_by_role("button", name="退回").click()
    expect(returned).to_have_count(0)
    accepted.get_by_role("button", name="确认，算他的走访").click()
    expect(accepted).to_have_count(0)
    zhang.visits()
    expect(zhang.page.get_by_text(ACCEPTED).first).to_be_visible()
    expect(zhang.page.get_by_text(RETURNED)).to_have_count(0)

    # Its author reads why.
    wang.phone.go(f"/visits/{ids[RETURNED]}")
    wang.reads(REASON)
