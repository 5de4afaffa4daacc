"""A household asks the head for its data, and then to be forgotten: the phone forgets it too."""

import json
import zipfile

from playwright.sync_api import expect

from e2e.client.inside import records
from e2e.conftest import OpenPhone
from e2e.held import rows
from e2e.people import Head, Worker
from e2e.server import Server

SAID = "老人说想换个送餐时间"


def _ask(head: Head, household: str, kind: str) -> None:
    head.phone.go(f"/households/{household}/rights")
    head.page.locator(f"label:has(input[name=kind][value={kind}])").click()
    head.page.locator("#asked_by").fill("户主本人")
    head.page.locator("#checked").fill("当面看过证件")
    head.page.get_by_role("button", name="登记").click()
    head.page.wait_for_url("**/rights/*")


def test_r127_a_head_hands_over_a_copy_erases_and_the_phone_forgets_the_door(
    server: Server, phone: OpenPhone
) -> None:
    wang = Worker(phone())
    wang.get_ready()
    household = wang.visit(findings=SAID)
    wang.waits_until_sent(1)
    head = Head(phone(desk=True))
    head.sign_in()
    _ask(head, household, "copy")
    with head.page.expect_download() as taken:
        head.page.get_by_role("button", name="下载全部资料").click()
    with zipfile.ZipFile(taken.value.path()) as file:
        assert SAID in file.read("index.html").decode()
        assert SAID in json.dumps(json.loads(file.read("data.json")), ensure_ascii=False)
    head.page.get_by_role("button", name="已交给住户，办结").click()
    expect(head.page.get_by_text("已办理")).to_be_visible()
    _ask(head, household, "erasure")
    head.page.locator("label#sure").click()
    head.page.get_by_role("button", name="删除", exact=True).click()
    expect(head.page.get_by_text("这一户的资料已删除")).to_be_visible()
    assert rows(server, "SELECT text FROM received") == [{"text": None}]
    # The phone's next contact: the round that each page fetches.
    wang.today()
    expect(wang.page.locator("body[data-round=ready]")).to_be_attached()
    wang.outbox()
    expect(wang.records("received").get_by_text("内容已删除")).to_be_visible()
    expect(wang.records("received").locator("[data-record-receipt]")).to_be_visible()
    [kept] = records(wang.page)
    assert kept["inside"] == {"text": "", "subject": ""}
    wang.phone.go("/households")
    expect(wang.page.locator("[data-search-list]")).to_be_visible()
    expect(wang.page.locator(f"a[href='/households/{household}']")).to_have_count(0)
    wang.phone.offline()
    wang.phone.go(f"/households/{household}")
    expect(wang.page.get_by_text(SAID)).to_have_count(0)
    expect(wang.form).to_have_count(0)
