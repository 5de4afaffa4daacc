"""Foreign files as they come: read whole, or refused with a reason (row R127)."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.books.imports.forms import workbook
from app.books.imports.forms.files import Line, Unreadable, open_source
from app.books.imports.forms.staging import Refused, Staged, stage, staged_lines
from app.books.imports.rules.fields import What
from tests.books.imports.files import HEADERS, csv, homes, xlsx


def read(path: Path, what: What = What.HOUSEHOLDS) -> tuple[Staged, list[Line]]:
    """The file as it is staged, with the rows below its header row."""
    into = path.with_suffix(".jsonl")
    found = stage(path, what, {}, into)
    return found, [line for line in staged_lines(into) if line.row > found.header_row]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str, mark: str) -> None:
    found, lines = read(csv(tmp_path / "a.csv", [HEADERS, *homes(2)], encoding, mark))
    assert found.headers == HEADERS and [line.cells for line in lines] == homes(2)


def test_a_workbook_is_read_with_its_title_lines_above_the_header(tmp_path: Path) -> None:
    rows = [["银河社区住户登记表"], [], ["填表日期：", "2026-11-01"], HEADERS, *homes(2)]
    found, lines = read(xlsx(tmp_path / "a.xlsx", rows))
    assert found.header_row == 4 and found.rows == 2 and [one.row for one in lines] == [5, 6]


def test_merged_cells_are_filled_in(tmp_path: Path) -> None:
    rows = [HEADERS, *homes(3)]
    for row in (2, 3):
        rows[row] = [None, None, *rows[row][2:]]
    _, lines = read(xlsx(tmp_path / "a.xlsx", rows, merged=["A2:A4", "B2:B4"]))
    assert [line.cells[:2] for line in lines] == [["银河花园", "12号楼"]] * 3


def test_numbers_come_as_a_person_sees_them(tmp_path: Path) -> None:
    rows = [HEADERS, ["银河花园", 12.0, 1, 501, 3, "王女士", 15400000001, "03"]]
    _, lines = read(xlsx(tmp_path / "a.xlsx", rows))
    assert lines[0].cells[1:7] == ["12", "1", "501", "3", "王女士", "15400000001"]


def test_hidden_sheets_are_not_read_but_named(tmp_path: Path) -> None:
    found, _ = read(xlsx(tmp_path / "a.xlsx", [HEADERS, *homes(1)], hidden=["旧数据"]))
    assert found.hidden == ["旧数据"] and found.sheet == "住户"


def test_a_formula_gives_its_value_and_never_itself(tmp_path: Path) -> None:
    rows = [HEADERS, ["银河花园", "12号楼", "1", "=100+1", "3", "", "", ""]]
    path = xlsx(tmp_path / "a.xlsx", rows)
    _, (line,) = read(path)
    assert line.cells[3] == "" and line.broken == [3]  # nobody has reckoned it yet
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name.endswith("sheet1.xml"):
                text = text.replace(b"<f>100+1</f><v></v>", b"<f>100+1</f><v>101</v>")
                text = text.replace(b"<f>100+1</f><v />", b"<f>100+1</f><v>101</v>")
            after.writestr(name, text)
    _, (line,) = read(tmp_path / "b.xlsx")
    assert line.cells[3] == "101" and line.broken == []


def test_a_formula_in_a_text_file_is_pointed_at(tmp_path: Path) -> None:
    _, (line,) = read(csv(tmp_path / "a.csv", [HEADERS, ["银河花园", "1", "1", "=1+1"]]))
    assert line.broken == [3]


def test_the_sheet_that_looks_like_the_table_is_taken_and_the_others_named(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "说明"
    book.active.append(["请填写第二张表"])
    page = book.create_sheet("数据")
    for row in (HEADERS, *homes(2)):
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    found, lines = read(tmp_path / "a.xlsx")
    assert found.sheet == "数据" and found.others == ["说明"] and len(lines) == 2


@pytest.mark.parametrize(
    "header", ["宗教信仰", "上访情况", "吸毒史", "刑满释放", "精神病", "婚姻状况", "身份证号"]
)
def test_forbidden_columns_are_refused_by_name(tmp_path: Path, header: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(csv(tmp_path / "a.csv", [[*HEADERS, header], *homes(1)], "gbk"))
    assert [name for name, _ in refusal.value.columns] == [header]
    assert header in refusal.value.message.text("zh-Hans") and not (tmp_path / "a.jsonl").exists()


def test_a_list_of_people_by_what_we_never_build_is_refused_by_its_title(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read(xlsx(tmp_path / "a.xlsx", [["信访人员名单"], HEADERS, *homes(1)]))


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", b"%PDF-1.7",
     b"\xff\xff\xff\x81\x00\x00", "没有表头\n只有一列\n".encode(), "楼栋,房号\n".encode()],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_both_languages(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(_write(tmp_path / "a.xlsx", content))
    said = refusal.value.message
    assert said.text("zh-Hans") and said.text("en")


def test_a_file_that_unpacks_too_far_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = xlsx(tmp_path / "a.xlsx", [HEADERS, *homes(2000)])
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 50_000)
    with pytest.raises(Unreadable), open_source(path):
        pass


def test_a_file_with_too_many_rows_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.books.imports.forms.files.MOST_ROWS", 3)
    with pytest.raises(Unreadable):
        read(csv(tmp_path / "a.csv", [HEADERS, *homes(5)]))


def test_a_cell_comes_whole_and_one_longer_than_a_spreadsheet_holds_is_refused(
    tmp_path: Path,
) -> None:
    note = "字" * 32_767
    _, (line,) = read(csv(tmp_path / "a.csv", [HEADERS, [*homes(1)[0][:5], note]]))
    assert line.cells[5] == note
    with pytest.raises(Unreadable) as refusal:
        read(csv(tmp_path / "b.csv", [HEADERS, [*homes(1)[0][:5], note + "字"]]))
    assert "第 2 行" in refusal.value.message.text("zh-Hans")


def test_headers_of_any_length_are_read_at_once(tmp_path: Path) -> None:
    endless = ["(" * 30_000] * 40
    found, _ = read(csv(tmp_path / "a.csv", [[*HEADERS, *endless], *homes(1)]))
    assert len(found.headers) == len(HEADERS) + 40
    with pytest.raises(Refused):
        read(csv(tmp_path / "b.csv", [[*HEADERS, "(" * 300 + "是否上访"], *homes(1)]))


def test_a_sheet_with_a_long_name_is_read(tmp_path: Path) -> None:
    found, lines = read(xlsx(tmp_path / "a.xlsx", [HEADERS, *homes(1)], title="银河" * 40))
    assert found.sheet == "银河" * 40 and len(lines) == 1
