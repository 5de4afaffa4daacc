"""Items leave as a sheet and come back as one, without formulas and without halves."""

import csv
import io
from html import unescape
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import Session, func, select

from app.catalogue.models import ItemVersion, ServiceItem
from app.kit.db import Database
from tests.catalogue.conftest import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
IMPORT = "/catalogue/import"


def _rows(desk: Desk, who: str = "city") -> list[list[str]]:
    answer = desk.get(who, "/catalogue.csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def _sheet(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _count(db: Database) -> tuple[int, int]:
    with db.session() as session:
        return (
            session.exec(select(func.count()).select_from(ServiceItem)).one(),
            session.exec(select(func.count()).select_from(ItemVersion)).one(),
        )


def _at(rows: list[list[str]], code: str, heading: str) -> tuple[int, int]:
    """Row and column of a cell."""
    column = rows[1].index(heading)
    return next(n for n, row in enumerate(rows) if row and row[0] == code), column


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_is_taken_out_can_be_brought_in_and_changes_nothing(
    desk: Desk, db: Database, form: str
) -> None:
    """R57: export and import XLSX and CSV: the same file again changes no item."""
    before = _count(db)
    content = desk.get("city", f"/catalogue.{form}").content
    assert desk.send("city", IMPORT, f"x.{form}", content).status_code == 303
    shown = unescape(desk.get("city", IMPORT).text)
    assert "<dt>不变</dt><dd>75</dd>" in shown.replace("\n", "")
    assert desk.post("city", f"{IMPORT}/writing").status_code == 422
    assert _count(db) == before == (75, 75)


def test_a_dry_run_says_what_would_change_and_writes_nothing(desk: Desk, db: Database) -> None:
    """R57: row by row, before anything is written; then all of it at once."""
    rows = _rows(desk)
    row, column = _at(rows, "huji-juzhuzheng", "办理条件")
    rows[row][column] = "住满了半年的人"
    rows[row][rows[1].index("生效日期")] = ""
    rows.append(["zonghe-new1", "志愿者登记", "", "zonghe", *[""] * (len(rows[1]) - 4)])
    assert desk.send("city", IMPORT, "x.csv", _csv(rows)).status_code == 303
    shown = unescape(desk.get("city", IMPORT).text)
    assert "志愿者登记" in shown and "办理条件" in shown and _count(db) == (75, 75)
    assert desk.post("city", f"{IMPORT}/writing").status_code == 303
    assert _count(db) == (76, 77)
    assert "住满了半年的人" in desk.get("city", "/catalogue/huji-juzhuzheng/edit").text
    assert "住满了半年的人" not in desk.get("wang", "/catalogue/huji-juzhuzheng").text
    assert "上传文件" in unescape(desk.get("city", IMPORT).text)


def test_one_wrong_row_stops_all_of_them_and_names_row_and_field(desk: Desk, db: Database) -> None:
    """R57: refusals name row and field, and nothing is half written."""
    rows = _rows(desk)
    row, column = _at(rows, "huji-juzhuzheng", "承诺期限")
    rows[row][column] = "很快"
    rows.append(["bad code!", "志愿者登记", "", "没有这类", *[""] * (len(rows[1]) - 4)])
    rows.append(["zonghe-new1", "志愿者登记", "", "zonghe", *[""] * (len(rows[1]) - 4)])
    desk.send("city", IMPORT, "x.xlsx", _sheet([list(one) for one in rows]))
    shown = unescape(desk.get("city", IMPORT).text)
    assert "承诺期限：应写成 5 个工作日" in shown and f">{row + 1}<" in shown
    assert "编码：编码用字母" in shown or "编码：" in shown
    assert "类别：没有这个类别" in shown
    assert desk.post("city", f"{IMPORT}/writing").status_code == 422
    assert _count(db) == (75, 75)
    assert desk.post("city", f"{IMPORT}/dropping").status_code == 303
    assert "写入" not in unescape(desk.get("city", IMPORT).text)


def test_an_import_cannot_publish_what_a_form_could_not(desk: Desk, db: Database) -> None:
    """R60, R62: an empty guide field is refused in a sheet too, and named."""
    rows = _rows(desk)
    day = _held_day(db)
    rows.append(["zonghe-new1", "志愿者登记", "", "zonghe", *[""] * (len(rows[1]) - 4)])
    rows[-1][rows[1].index("生效日期")] = day
    desk.send("city", IMPORT, "x.csv", _csv(rows))
    shown = unescape(desk.get("city", IMPORT).text)
    for name in ("办理依据", "受理单位", "基本流程", "申请材料", "示范文本"):
        assert f"{name}：空着不能发布" in shown, name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", b""),
        ("x.csv", "姓名,电话\n张三,1\n".encode()),
        ("x.csv", "编码,名称\n".encode()),
        ("x.xlsx", b"PK\x03\x04broken"),
        ("x.xls", b"\xd0\xcf\x11\xe0rest"),
        ("x.csv", b"\xff\xfe\x00\x00\x81"),
    ],
)
def test_what_is_no_table_of_items_is_refused_in_words(
    desk: Desk, name: str, content: bytes
) -> None:
    """R57: a file that cannot be read says why and stays nowhere."""
    answer = desk.send("city", IMPORT, name, content)
    assert answer.status_code == 422 and "还有地方要改" in unescape(answer.text)
    assert "写入" not in unescape(desk.get("city", IMPORT).text)


@pytest.mark.parametrize("risky", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "＋1", "－1", "＠x"])
def test_no_cell_is_a_formula(desk: Desk, db: Database, risky: str) -> None:
    """R57: exports hold no formulas, in their full-width forms neither."""
    with db.session(writes=True) as session:
        _version(session).conditions = risky
        session.commit()
    rows = _rows(desk)
    row, column = _at(rows, "huji-juzhuzheng", "办理条件")
    assert rows[row][column] == "'" + risky
    book = load_workbook(io.BytesIO(desk.get("city", "/catalogue.xlsx").content))
    cells = [cell for line in book.active.iter_rows() for cell in line]  # type: ignore[union-attr]
    assert {cell.data_type for cell in cells if cell.value == risky} == {"s"}
    assert all(cell.data_type != "f" for cell in cells)


def test_only_who_admits_items_imports_them(desk: Desk) -> None:
    """R61: a district or a community brings no items of its own."""
    for who in ("district", "head", "clerk", ""):
        answer = desk.send(who, IMPORT, "x.csv", b"x")
        assert answer.status_code in (401, 403), who


def _version(session: Session) -> ItemVersion:
    rows = select(ItemVersion).join(ServiceItem).where(ServiceItem.code == "huji-juzhuzheng")
    return session.exec(rows).one()


def _held_day(db: Database) -> str:
    with db.session() as session:
        return str(_version(session).effective_on)
