"""A sudden danger seen at a door without signal: written offline, sent first, one matter (R75)."""

import re

from playwright.sync_api import expect

from e2e.conftest import OpenPhone
from e2e.held import rows
from e2e.people import Head, Worker
from e2e.proxy import Proxy
from e2e.server import Server

LAMP, GAS = "楼道灯坏了，请人来修", "三楼有很重的煤气味，敲门没人应"


def turn(wang: Worker, n: int, urgent: bool = False) -> None:
    """Tap 转为办件 under the n-th request of the visit in front of them."""
    form = wang.form
    form.locator(f"label:has(input[name=turned][value='{n}'])").click()
    if urgent:
        form.locator(f"label:has(input[name=turned_urgent][value='{n}'])").click()


def test_a_sudden_danger_goes_before_all_that_waits_and_is_one_matter(
    proxy: Proxy, server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    wang.phone.offline()
    wang.visit(0, findings="没有事")
    wang.visit(1, requests=[LAMP])
    wang.today()
    door = wang.open_door(2)
    wang.write(requests=[GAS])
    turn(wang, 1, urgent=True)
    wang.form.locator("[name=turned_problem]").select_option("gas")
    wang.save()
    wang.outbox()
    expect(wang.records("queued")).to_have_count(4)
    (waiting,) = wang.records("queued").filter(has_text="办件").all()
    expect(waiting).to_contain_text("紧急")

    wang.phone.online()
    wang.send_now()
    wang.waits_until_sent(4)
    got = rows(server, "SELECT kind FROM received ORDER BY seq DESC LIMIT 4")
    assert [one["kind"] for one in got] == ["visit", "visit", "visit", "matter"], "it went first"
    (matter,) = rows(server, "SELECT * FROM matter WHERE title = ?", GAS)
    assert (matter["urgent"], matter["problem"], matter["handling"]) == (1, "gas", "at_once")
    assert matter["household_id"] == door
    (concern,) = rows(server, "SELECT * FROM concern WHERE id = ?", matter["concern_id"])
    assert concern["text"] == GAS and concern["visit_id"]

    chen = Head(phone(desk=True))
    chen.sign_in()
    chen.phone.go("/news")
    chen.reads(matter["number"])


def test_a_patrol_is_reported_without_signal_on_the_form_that_every_phone_keeps(
    server: Server, phone: OpenPhone
) -> None:
    """R182: place, class, urgency; a class that is urgent by its nature is marked so by itself."""
    wang = Worker(phone())
    wang.get_ready()
    wang.phone.offline()
    wang.phone.go("/reports/new")
    form = wang.page.locator("form[data-outbox=matter]")
    form.locator("[name=place]").fill("春晖里12号楼1单元门口")
    form.locator("[name=problem]").select_option("fire-exit")
    expect(form.locator("[data-shown-if='problem=fire-exit']")).to_be_visible()
    expect(form.locator("[name=urgent]")).to_be_checked()
    form.locator("[name=words]").fill("消防通道停了两辆车")
    form.locator(".save button").click()
    wang.page.wait_for_url("**/today")
    wang.outbox()
    expect(wang.records("queued")).to_contain_text(
        re.compile("春晖里12号楼1单元门口.*办件.*紧急", re.DOTALL)
    )
    wang.phone.online()
    wang.send_now()
    wang.waits_until_sent(1)
    (matter,) = rows(server, "SELECT * FROM matter WHERE place = ?", "春晖里12号楼1单元门口")
    assert matter["channel"] == "patrol" and matter["building_id"]
