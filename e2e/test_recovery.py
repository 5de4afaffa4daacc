"""Somebody asks to restore a sign-in: its owner hears of it on every page and has the last word."""

from playwright.sync_api import expect

from e2e.axe import assert_usable
from e2e.conftest import OpenPhone
from e2e.held import rows
from e2e.people import Head, Officer, Worker
from e2e.phone import DESK, PHONE
from e2e.server import Server

WANG = "王敏"
BANNER = "[data-recovery-banner]"


def _enrolled(phone: OpenPhone, head: Head) -> Worker:
    worker = Worker(phone())
    worker.page.goto(head.invite(WANG))
    worker.page.get_by_role("button", name="登记指纹/面容").click()
    worker.page.wait_for_url("**/today")
    worker.phone.wait_for_worker()
    expect(worker.page.locator("body[data-round=ready]")).to_be_attached(timeout=60_000)
    return worker


def test_she_did_not_ask_for_it_and_stops_it_with_one_tap(server: Server, phone: OpenPhone) -> None:
    head = Head(phone(desk=True))
    head.sign_in()
    wang = _enrolled(phone, head)
    li = Worker(phone(), "grid-worker-2")
    li.sign_in()

    head.person(WANG)
    head.page.get_by_role("button", name="申请找回登录").click()
    head.reads(f"请现在就打电话或当面告诉{WANG}")
    officer = Officer(phone(desk=True))
    officer.sign_in()
    officer.page.get_by_role("link", name="找回登录").filter(visible=True).first.click()
    # Without the note that she was told, nothing is sent.
    card = officer.card(WANG)
    card.get_by_role("button", name="问过本人，同意").click()
    expect(card.locator("input[name=told]:invalid")).to_have_count(1)
    officer.agree(WANG)
    officer.reads("告诉了本人")
    head.person(WANG)
    head.reads("孙伟已告诉本人")

    # Pages of the server, of the shell and of the vault say so; nobody else's do.
    for path in ("/today", "/me/devices", "/outbox", "/visits/new"):
        wang.phone.go(path)
        expect(wang.page.locator(BANNER)).to_contain_text("陈建国为您申请了找回登录")
        for window in (DESK, PHONE):
            wang.page.set_viewport_size(window)  # type: ignore[arg-type]
            assert_usable(wang.page)
    for path in ("/today", "/outbox"):
        li.phone.go(path)
        expect(li.page.locator("[data-banners]")).to_be_empty()

    wang.outbox()
    wang.page.get_by_role("button", name="不是我申请的，取消").click()
    wang.page.wait_for_url("**/me/devices")
    wang.reads("找回登录的申请已取消")
    wang.today()
    expect(wang.page.locator("[data-banners]")).to_be_empty()
    head.person(WANG)
    expect(head.page.get_by_role("button", name="申请找回登录")).to_be_visible()
    (row,) = rows(
        server,
        "SELECT outcome, told_by, person_id, closed_by FROM recovery"
        " WHERE person_id = (SELECT id FROM person WHERE name = ?)",
        WANG,
    )
    assert row["outcome"] == "refused" and row["closed_by"] == row["person_id"]
    assert row["told_by"]
