"""Workbooks that we give: the template of a kind, and a file's marked-up copy. Text only, never a
formula, whatever a cell begins with.

Imported only where one is made: openpyxl takes 10 MB that a server seldom needs.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from app.books.imports.forms.faults import Said, by_row, faults_of, worded
from app.books.imports.forms.staging import staged_lines
from app.books.imports.rules.fields import LABELS, WHAT_WORDS, What, fields_of
from app.kit.i18n import Message

WRONG = PatternFill("solid", fgColor="FFFBD5D5")
WARNED = PatternFill("solid", fgColor="FFFFF0C2")
HEAD = PatternFill("solid", fgColor="FFE3F1EA")
BOLD, WRAP = Font(bold=True), Alignment(wrap_text=True, vertical="top")
PROBLEM = Message("问题")
WIDTH, PROBLEM_WIDTH = 14, 48
TEXT_FORMAT = "@"


def write_marked(
    staged: Path, faults: Path, header_row: int, headers: Sequence[str], lang: str, into: Path
) -> None:
    """The file again, row for row where it was, with what is wrong beside it and in colour."""
    book = Workbook(write_only=True)
    page = book.create_sheet(PROBLEM.text(lang))
    width = len(headers)
    page.column_dimensions[get_column_letter(width + 1)].width = PROBLEM_WIDTH
    page.freeze_panes = f"A{header_row + 1}"
    noted = by_row(faults_of(faults))
    waiting = next(noted, None)
    last = 0
    for row, cells, _ in staged_lines(staged):
        for _gap in range(last + 1, row):
            page.append([])
        last = row
        given = [*cells[:width], *[""] * (width - len(cells))]
        if row == header_row:
            page.append([_cell(page, one, HEAD) for one in [*given, PROBLEM.text(lang)]])
            continue
        mine: list[Said] = []
        if waiting is not None and waiting[0] == row:
            mine, waiting = waiting[1], next(noted, None)
        page.append(_marked_row(page, given, mine, headers, lang))
    book.save(into)


def _marked_row(
    page: Any, cells: list[str], faults: list[Said], headers: Sequence[str], lang: str
) -> list[Any]:
    fills = {one.column: WARNED if one.warning else WRONG
             for one in sorted(faults, key=lambda one: not one.warning)}  # fmt: skip
    made = [_cell(page, one, fills.get(at)) for at, one in enumerate(cells)]
    if faults:
        made.append(_cell(page, "；".join(worded(one, headers, lang) for one in faults), fills[
            faults[0].column]))  # fmt: skip
    return made


def _cell(page: Any, text: str, fill: PatternFill | None = None) -> Any:
    """A cell of text: what looks like a formula stays text."""
    if fill is None and not text.startswith("="):
        return text or None
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    if fill is not None:
        cell.fill = fill
    return cell


EXAMPLES = {
    "estate": Message("银河花园"),
    "building": Message("12号楼"),
    "lane": Message("银河街"),
    "entrance": "1",
    "room": "501",
    "address": Message("银河街 12 号"),
    "people": "3",
    "contact_name": Message("王女士"),
    "contact_phone": "15400000000",
    "contact_by": Message("上门"),
    "grid": "03",
    "moved_in_on": "2024-05-01",
    "name": Message("银河便利店"),
    "kind": Message("门店"),
    "uscc": "91350100M000100Y43",
    "code": "370611001005",
    "level": "",
    "parent": "370611001000",
}
# An address in one cell is understood, but better not asked for.
NOT_IN_TEMPLATE = {What.HOUSEHOLDS: {"address"}, What.AREAS: {"level"}}
NOTES = {
    What.HOUSEHOLDS: (
        Message("第 1 行是列名，第 2 行是例子，填写前请删掉例子。"),
        Message("必填：楼栋、房号。其他可以空着；空着的格子不会改动台账里已有的内容。"),
        Message("同一扇门再导入一次，是更新这一户，不会变成两户。"),
        Message("一栋楼只能在一个网格。写了网格，就会有一份网格划分草稿，由站长发布。"),
        Message("联系人和电话只填住户自己愿意留下的。"),
        Message("不要身份证号，也不要信仰、信访、吸毒、服刑、精神疾病、婚育这些列：有就不收。"),
    ),
    What.UNITS: (
        Message("第 1 行是列名，第 2 行是例子，填写前请删掉例子。"),
        Message("必填：名称。信用代码校验不对只提醒，不拦着。"),
    ),
    What.AREAS: (
        Message("代码 6、9 或 12 位，不足 12 位的在后面补 0。上级代码可以空着。"),
    ),
}  # fmt: skip


def write_template(what: What, lang: str, into: Any) -> None:
    """The template of a kind: the columns, an example line, and a sheet of notes."""
    book = Workbook(write_only=True)
    page = book.create_sheet(WHAT_WORDS[what].text(lang))
    names = [one for one in fields_of(what) if one not in NOT_IN_TEMPLATE.get(what, ())]
    for at, _ in enumerate(names, 1):
        column = page.column_dimensions[get_column_letter(at)]
        column.width, column.number_format = WIDTH, TEXT_FORMAT
    page.freeze_panes = "A2"
    page.append([_head(page, LABELS[one].text(lang)) for one in names])
    page.append([_example(page, one, lang) for one in names])
    notes = book.create_sheet(Message("说明").text(lang))
    notes.column_dimensions["A"].width = 90
    for one in NOTES[what]:
        cell = WriteOnlyCell(notes, one.text(lang))
        cell.alignment = WRAP
        notes.append([cell])
    book.save(into)


def _head(page: Any, text: str) -> Any:
    cell = _cell(page, text, HEAD)
    cell.font = BOLD
    return cell


def _example(page: Any, name: str, lang: str) -> Any:
    said = EXAMPLES[name]
    cell = WriteOnlyCell(page, said.text(lang) if isinstance(said, Message) else said)
    cell.data_type, cell.number_format = "s", TEXT_FORMAT
    return cell
