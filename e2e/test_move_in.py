"""A station moves in: a spreadsheet with a dozen mistakes, mended, written, its grids a draft."""

from pathlib import Path

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from e2e.axe import assert_usable
from e2e.conftest import OpenPhone
from e2e.held import rows
from e2e.people import Person, Worker, invitation_on
from e2e.phone import DESK, PHONE
from e2e.server import Server

HEADERS = ["小区", "楼栋", "单元", "房号", "人数", "联系人", "联系电话", "网格", "入住日期", "备注"]
GOOD = ["新苑", "7", "1", "101", "3", "王女士", "15400000001", "21", "2024-05-01", ""]
# What is wrong with each row, by the column that has it.
PLANTED: list[dict[int, object]] = [
    {3: ""},
    {4: "很多"},
    {4: "31"},
    {6: "138"},
    {6: "15400000001/15400000002"},
    {6: "1.54E+10"},
    {7: "22"},
    {7: "西边"},
    {8: "2024-13-01"},
    {8: "2199-01-01"},
    {3: "１０１"},
    {1: ""},
]


def _spreadsheet(path: Path) -> Path:
    """Title lines, merged cells, a number stored as a number, full-width digits, a hidden sheet."""
    book = Workbook()
    page = book.active
    page.title = "登记表"
    page.append(["银河社区住户登记表"])
    page.append(HEADERS)
    page.append([*GOOD[:3], 101.0, *GOOD[4:]])
    for number, wrong in enumerate(PLANTED):
        row: list[object] = [*GOOD[:3], str(201 + number), *GOOD[4:]]
        for at, value in wrong.items():
            row[at] = value
        page.append(row)
    page.merge_cells("A1:J1")
    page.merge_cells("A3:A6")
    book.create_sheet("旧数据").sheet_state = "hidden"
    book.save(path)
    return path


def _bring(page: Page, path: Path) -> None:
    page.get_by_label("文件").set_input_files(path)
    page.get_by_role("button", name="上传并检查").click()
    page.wait_for_url("**/imports/*")
    _settled(page)


def _settled(page: Page) -> None:
    """By itself the page comes to rest, without anybody loading it again."""
    expect(page.locator("#import:not([hx-get])")).to_be_attached(timeout=30_000)


def _usable(page: Page) -> None:
    """Usable and fitting on a phone and at a desk."""
    for window in (PHONE, DESK):
        page.set_viewport_size(window)  # type: ignore[arg-type]
        assert_usable(page)
        wide, room = page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= room


def _mend(path: Path, into: Path) -> Path:
    """Do what the last column of the marked copy says."""
    book = load_workbook(path)
    page = book.active
    marked = 0
    for line in page.iter_rows(min_row=3):
        if line[len(HEADERS)].value if len(line) > len(HEADERS) else None:
            marked += 1
            for cell, value in zip(line[:3], GOOD[:3], strict=True):
                cell.value = value
            line[3].value = str(300 + marked)
            for at in range(4, 9):
                line[at].value = GOOD[at]
    assert marked == len(PLANTED)
    book.save(into)
    return into


def _publish(head: Person) -> None:
    """Let the draft hold from now on."""
    publication = head.page.locator("form#publication")
    publication.locator("[name=reason]").fill("搬进来")
    publication.get_by_role("button", name="发布这一版").click()
    head.page.wait_for_url("**/station")
    head.reads("21网格")


def _take_on(head: Person, name: str, grid: str) -> str:
    """Invite somebody new for a grid; the link."""
    head.phone.go("/staff/new")
    form = head.page.locator("form[action='/staff']")
    form.locator("[name=name]").fill(name)
    form.locator("[name=grid]").select_option(label=grid)
    form.get_by_role("button", name="生成邀请").click()
    return invitation_on(head.page)


def _first_round(server: Server, lin: Worker, link: str) -> None:
    """A new worker registers on a phone, finds the imported doors, and visits one of them."""
    lin.page.goto(link)
    lin.page.get_by_role("button", name="登记指纹/面容").click()
    lin.page.wait_for_url("**/today")
    lin.phone.wait_for_worker()
    expect(lin.page.locator("body[data-round=ready]")).to_be_attached(timeout=60_000)
    lin.phone.offline()
    lin.today()
    expect(lin.doors()).to_have_count(1 + len(PLANTED))
    door = lin.visit(findings="刚搬进系统，门牌都对")
    lin.phone.online()
    lin.outbox()
    lin.send_now()
    lin.waits_until_sent(1)
    (visit,) = rows(server, "SELECT g.name FROM visit v JOIN grid g ON g.id = v.grid_id"
                    " WHERE v.household_id = ?", door)  # fmt: skip
    assert visit["name"] == "21网格"


def test_a_station_moves_in_from_its_spreadsheet(
    server: Server, phone: OpenPhone, tmp_path: Path
) -> None:
    head = Person(phone(desk=True), "station-head")
    head.sign_in()
    page = head.page
    (before,) = rows(server, "SELECT count(*) AS n FROM household")
    head.phone.go("/imports")
    _bring(page, _spreadsheet(tmp_path / "住户.xlsx"))
    head.reads("隐藏的表没有读：旧数据")
    page.locator("label.toggle:has([name=create])").click()
    page.locator("label.toggle:has([name=leave_out])").click()
    page.get_by_role("button", name="再检查一遍", exact=True).click()
    _settled(page)
    head.reads("有 12 行要改，现在一行也没有写入")
    _usable(page)
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载标出问题的副本").click()
    coming.value.save_as(tmp_path / "marked.xlsx")
    mended = _mend(tmp_path / "marked.xlsx", tmp_path / "mended.xlsx")
    page.get_by_role("link", name="上传改好的").click()
    _bring(page, mended)
    page.locator("label.toggle:has([name=create])").click()
    page.locator("label.toggle:has([name=leave_out])").click()
    page.get_by_role("button", name="再检查一遍", exact=True).click()
    _settled(page)
    head.reads("会新建 1 栋楼")
    _usable(page)
    assert rows(server, "SELECT count(*) AS n FROM household") == [before]
    page.get_by_role("button", name="全部写入台账").click()
    _settled(page)
    head.reads("已经全部写入台账")
    _usable(page)
    (after,) = rows(server, "SELECT count(*) AS n FROM household")
    assert after["n"] == before["n"] + 1 + len(PLANTED)
    page.get_by_role("link", name="去看网格划分草稿").click()
    head.reads("21网格")
    (plan,) = rows(server, "SELECT state FROM grid_plan WHERE state = 'draft'")
    assert plan["state"] == "draft"
    _publish(head)
    link = _take_on(head, "林小新", "21网格")
    _first_round(server, Worker(phone()), link)


def test_a_column_of_belief_is_refused_and_nothing_of_the_file_stays(
    server: Server, phone: OpenPhone, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("小区,楼栋,房号,宗教信仰\n银河花园,12,101,无\n", encoding="gbk")
    steward = Person(phone(desk=True), "data-steward")
    steward.sign_in()
    steward.phone.go("/imports")
    _bring(steward.page, path)
    steward.reads("这个文件没有收，内容已删掉")
    steward.reads("不按信仰登记人")
    _usable(steward.page)
    assert list((server.data / "imports").iterdir()) == []
