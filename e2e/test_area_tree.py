"""An officer brings the streets and villages of their district, a parent missing in the file."""

from pathlib import Path

from playwright.sync_api import Page, expect

from e2e.axe import assert_usable
from e2e.conftest import OpenPhone
from e2e.held import rows
from e2e.people import Person
from e2e.phone import DESK, PHONE
from e2e.server import Server

TREE = """区划代码,名称
370611001,清洋街道
370611088201,东厅村委会
370612001,外区街道
"""


def _usable(page: Page) -> None:
    for window in (PHONE, DESK):
        page.set_viewport_size(window)  # type: ignore[arg-type]
        assert_usable(page)
        wide, room = page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= room


def test_r9_an_officer_brings_the_tree_of_their_district(
    server: Server, phone: OpenPhone, tmp_path: Path
) -> None:
    officer = Person(phone(desk=True), "district-officer")
    officer.sign_in()
    page = officer.page
    officer.phone.go("/areas")
    page.get_by_role("link", name="导入区划").click()
    file = tmp_path / "区划.csv"
    file.write_text(TREE, encoding="gbk")
    page.get_by_label("文件").set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()
    page.wait_for_url("**/imports/*")
    rest = page.locator("#import:not([hx-get])")
    expect(rest.get_by_text("370611088000 · 东厅村委会 的上级")).to_be_visible(timeout=30_000)
    expect(rest.get_by_text("不在您的区划内，不导入")).to_be_visible()
    _usable(page)
    page.locator("label.toggle:has([name=create])").click()
    page.get_by_role("button", name="再检查一遍", exact=True).click()
    expect(rest.get_by_text("可以写入了")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="全部写入区划").click()
    expect(rest.get_by_text("已经全部写入区划")).to_be_visible(timeout=30_000)
    _usable(page)
    asked = "SELECT name FROM area WHERE code LIKE '370611088%' ORDER BY code"
    assert [one["name"] for one in rows(server, asked)] == ["370611088", "东厅村委会"]
    page.get_by_role("link", name="去看区划").click()
    page.wait_for_url("**/areas/*")
    expect(page.get_by_role("link", name="370611088", exact=True)).to_be_visible()
