"""What a worker finds changed at the door reaches the books by way of the data steward (R47)."""

import re

from playwright.sync_api import Locator, expect

from e2e.conftest import OpenPhone
from e2e.held import rows
from e2e.people import Person, Worker
from e2e.server import Server


def _changed(wang: Worker) -> Locator:
    """Unfold 信息有变 on the household's page; its form."""
    wang.page.locator("summary", has_text="信息有变").click()
    return wang.page.locator("form[data-outbox=correction]")


def test_r47_a_correction_is_asked_for_decided_and_answered(
    server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    wang.today()
    wang.phone.offline()
    door = wang.open_door()
    form = _changed(wang)
    form.locator("[name=people]").fill("7")
    form.locator("[name=reason]").fill("上门时住户说的")
    form.get_by_role("button", name="交给数据管理员").click()
    wang.page.wait_for_url("**/today")
    wang.outbox()
    expect(wang.records("queued")).to_contain_text("信息有变")
    wang.phone.online()
    wang.send_now()
    wang.waits_until_sent(1)
    (held,) = rows(server, "SELECT kind, outcome FROM received WHERE author_id ="
                   " (SELECT id FROM person WHERE name = '王敏')"
                   " ORDER BY received_at DESC LIMIT 1")  # fmt: skip
    assert held == {"kind": "correction", "outcome": "accepted"}
    wang.phone.go(f"/households/{door}/file")
    wang.reads("等数据管理员核对")

    liu = Person(phone(desk=True), "data-steward")
    liu.sign_in()  # the queue is where the day of a steward begins
    liu.page.wait_for_url("**/corrections")
    cards = liu.page.locator("section.card")
    before = cards.count()
    # The oldest stands first, the new one last.
    expect(cards.first).to_contain_text("等了 9 天")
    expect(cards.last).to_contain_text("今天收到")
    mine = cards.filter(has=liu.page.locator("ins", has_text=re.compile(r"^7$")))
    mine.get_by_role("button", name="退回", exact=True).click()
    liu.reads("退回要写明为什么")
    mine.locator("[name=answer]").fill("请再核对一次人数")
    mine.get_by_role("button", name="退回", exact=True).click()
    expect(cards).to_have_count(before - 1)

    wang.today()
    answers = wang.page.locator("section.card", has_text="更正的答复")
    expect(answers).to_contain_text("请再核对一次人数")
    wang.phone.go(f"/households/{door}")
    wang.reads("请再核对一次人数")

    form = _changed(wang)
    form.locator("[name=people]").fill("7")
    form.locator("[name=reason]").fill("又问了一次，是七口人")
    form.get_by_role("button", name="交给数据管理员").click()
    wang.page.wait_for_url("**/today")
    wang.waits_until_sent(2)
    liu.phone.go("/corrections")
    mine.get_by_role("button", name="采纳，写进档案").click()
    expect(cards).to_have_count(before - 1)
    wang.phone.go(f"/households/{door}/file")
    wang.reads("已采纳")
    (home,) = rows(server, "SELECT people FROM household WHERE id = ?", door)
    assert home["people"] == 7


def test_r47_two_files_of_one_household_become_one(server: Server, phone: OpenPhone) -> None:
    liu = Person(phone(desk=True), "data-steward")
    liu.sign_in()
    liu.phone.go("/corrections")
    liu.page.get_by_role("link", name="像是重复的档案").click()
    liu.reads("留的是同一个电话")
    liu.page.get_by_role("button", name="留这份，并入另一份").first.click()
    liu.reads("没有像是重复的档案")
    (merged,) = rows(server, "SELECT count(*) AS n FROM household WHERE merged_into IS NOT NULL")
    assert merged["n"] == 1


def test_a_visit_from_paper_waits_for_the_workers_word(server: Server, phone: OpenPhone) -> None:
    wang = Worker(phone())
    wang.get_ready()
    wang.today()
    wang.reads("替您代录的走访")
    wang.page.locator("a[href^='/paper-visits/']").first.click()
    wang.page.get_by_role("button", name="是这样，确认").click()
    wang.page.wait_for_url("**/today")
    expect(wang.page.get_by_text("替您代录的走访")).to_have_count(0)
