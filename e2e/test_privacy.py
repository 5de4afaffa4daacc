"""A breach is reported from a phone and closed by the head; who looked is answered (row R244); and
a lead opens the map of the day and the doors not reached for long."""

import pytest
from playwright.sync_api import expect

from e2e.conftest import OpenPhone
from e2e.held import rows
from e2e.people import Person, Worker
from e2e.phone import DESK, PHONE
from e2e.server import Server

WHAT = "住户名单贴在了单元门口"


def test_r244_a_breach_is_reported_from_the_phone_and_the_head_closes_it(
    server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    wang.today()
    door = wang.open_door()
    wang.page.get_by_role("link", name="报告隐私问题").click()
    form = wang.page.locator("form[action='/breach-reports']")
    expect(form).to_contain_text(f"/households/{door}")
    form.locator("[name=what]").fill(WHAT)
    # Without a network it says so, and what was typed stays.
    wang.phone.offline()
    form.get_by_role("button", name="发送").click()
    expect(form.locator("[data-no-network]")).to_be_visible()
    expect(form.locator("[name=what]")).to_have_value(WHAT)
    wang.phone.online()
    form.get_by_role("button", name="发送").click()
    wang.page.wait_for_url("**/breach-reports/received")
    (made,) = rows(server, "SELECT id, page FROM breach_report")
    assert made["page"] == f"/households/{door}"

    head = Person(phone(desk=True), "station-head")
    head.sign_in()
    head.phone.go("/visits")
    head.page.get_by_role("link", name="隐私问题报告 1 件").click()
    card = head.page.locator(f"#report-{made['id']}")
    expect(card).to_contain_text(WHAT)
    card.get_by_role("button", name="我来处理").click()
    expect(card).to_contain_text("在处理")
    card.locator("[name=done]").fill("已取下，已当面告知住户")
    card.get_by_role("button", name="结案").click()
    expect(card).to_have_count(0)
    head.reads("已取下，已当面告知住户")

    steward = Person(phone(desk=True), "data-steward")
    steward.sign_in()
    steward.phone.go(f"/access-log?household={door}")
    table = steward.page.get_by_role("table")
    expect(table).to_contain_text("王敏")
    # The steward's own look is in it the next time.
    steward.phone.go(f"/access-log?household={door}")
    expect(table).to_contain_text("刘洋")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_lead_opens_the_map_and_who_was_not_reached_for_long(
    size: dict[str, int], phone: OpenPhone
) -> None:
    lead = Person(phone(desk=True), "grid-lead")
    lead.page.set_viewport_size(size)  # type: ignore[arg-type]
    lead.sign_in()
    lead.phone.go("/visits")
    lead.page.get_by_role("link", name="地图和楼栋").click()
    lead.page.wait_for_url("**/visits/map")
    expect(lead.page.locator("svg.map")).to_be_visible()
    expect(lead.page.locator("svg.map circle.done").first).to_be_visible()
    expect(lead.page.get_by_role("table")).to_be_visible()
    lead.phone.go("/visits")
    lead.page.get_by_role("link", name="久未联系").click()
    lead.page.wait_for_url("**/unreached")
    lead.page.locator("select[name=days]").select_option("15")
    lead.page.get_by_role("button", name="筛选").click()
    lead.page.wait_for_url("**days=15**")
    expect(lead.page.get_by_role("table").locator("a[href^='/households/']").first).to_be_visible()
