"""A head works with the books: narrows, sorts, turns to page 3, and takes the list away."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from e2e.conftest import OpenPhone
from e2e.held import change
from e2e.people import Person
from e2e.server import Server
from tests.books.office import opened

FORMULA = '=HYPERLINK("https://evil.example","点我")'


def _plant(server: Server) -> None:
    """Somebody's contact was typed as a formula."""
    change(
        server,
        "UPDATE household SET contact_name = ?, people = 30 WHERE id ="
        " (SELECT household.id FROM household JOIN building b ON b.id = building_id"
        " ORDER BY b.place, entrance, room LIMIT 1)",
        FORMULA,
    )


def test_r125_a_head_narrows_sorts_turns_pages_and_takes_the_list_away(
    server: Server, phone: OpenPhone, tmp_path: Path
) -> None:
    _plant(server)
    head = Person(phone(desk=True), "station-head")
    head.sign_in()
    page = head.page
    page.get_by_role("link", name="台账").first.click()
    page.get_by_role("link", name="住户台账").click()
    rows = page.locator("tr[id^=row-]")
    expect(rows).to_have_count(50)
    page.get_by_label("网格").select_option(label="01网格")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_text("第 1 到 50 行，共 300 行")).to_be_visible()
    page.get_by_role("columnheader", name="人数").get_by_role("link").click()
    page.get_by_role("columnheader", name="人数").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="人数")).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(rows.first.get_by_text(FORMULA)).to_be_visible()
    page.get_by_role("link", name="下一页").click()
    page.get_by_role("link", name="下一页").click()
    expect(page.get_by_text("第 3 页，共 6 页")).to_be_visible()
    assert "grid=" in page.url and "sort=people" in page.url and "page=3" in page.url
    sheet = _take(head, "XLSX", tmp_path)
    _shows_text(sheet)
    said = _take(head, "CSV", tmp_path).read_bytes().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(said, newline="")))
    assert len(lines) == 302 and "'" + FORMULA in lines[2]
    assert FORMULA in [cell for row in opened(sheet) for cell in row]
    head.phone.go("/books/exports")
    expect(page.get_by_text("街道月报")).to_have_count(2)


def _take(head: Person, form: str, folder: Path) -> Path:
    """Export what is in front of them; the file."""
    page = head.page
    page.get_by_role("link", name=f"导出 {form}").click()
    page.get_by_label("为什么导出").fill("街道月报")
    with page.expect_download() as download:
        page.get_by_role("button", name=f"导出 {form}").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert "住户台账" in path.name
    page.get_by_role("link", name="返回住户台账").click()
    return path


def _shows_text(path: Path) -> None:
    (page,) = load_workbook(path).worksheets
    assert page.max_row == 302 and "陈建国" in page["A1"].value
    cells = [cell for row in page.iter_rows() for cell in row]
    (planted,) = [cell for cell in cells if cell.value == FORMULA]
    assert planted.data_type == "s" and not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_r143_a_worker_finds_a_door_by_address_and_prints_their_book(
    phone: OpenPhone, size: str
) -> None:
    wang = Person(phone(desk=size == "desk"))
    wang.sign_in()
    page = wang.page
    wang.phone.go("/books/households")
    address = page.locator("tr[id^=row-] a").first.inner_text().split(" ", 1)[1]
    page.get_by_label("搜索").fill(address)
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tr[id^=row-]").first).to_contain_text(address)
    wang.phone.go("/books")
    page.get_by_role("link", name="03网格").click()
    expect(page.locator(".book-doors li")).to_have_count(300)
