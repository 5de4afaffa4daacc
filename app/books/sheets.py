"""A list as CSV or XLSX, written as it is read: bytes leave while rows come, memory stays flat.

openpyxl makes the workbook (styles, head, properties, page head and foot); its rows, which are
most of the file, are written here: through openpyxl they take ten times as long.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, RawIOBase
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from app.books.rules.cells import Cell, csv_field, is_risky, plain

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Without it Excel takes the bytes for GBK.
BOM = b"\xef\xbb\xbf"
AT_ONCE = 1_000
SHEET = "xl/worksheets/sheet1.xml"
# Day 1 of a sheet is 1900-01-01, and 1900 had a 29 February there.
DAY_ZERO = date(1899, 12, 30).toordinal()
LINE_END = "\r\n"
HEAD_ROWS = 2
WIDEST = 40
# A reader of XML would make a line feed of it.
RETURN = {"\r": "&#13;"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around the rows: title, watermark, and the headings with their widths."""

    title: str
    watermark: str
    by: str
    at: datetime
    headings: tuple[str, ...]
    widths: tuple[int, ...]


def csv_bytes(sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The list as CSV: the watermark, the headings, the rows."""
    head = [csv_field(sheet.watermark), ",".join(map(csv_field, sheet.headings))]
    yield BOM + LINE_END.join([*head, ""]).encode()
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        lines = [",".join([csv_field(value) for value in row]) for row in some]
        yield LINE_END.join([*lines, ""]).encode()


def xlsx_bytes(sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The list as XLSX. Every text is written as a text, whatever it begins with."""
    book, styles = _workbook(sheet)
    made = BytesIO()
    book.save(made)
    sink = Sink()
    with (
        zipfile.ZipFile(made) as parts,
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
    ):
        for name in parts.namelist():
            if name != SHEET:
                out.writestr(name, parts.read(name))
        before, after = parts.read(SHEET).split(b"</sheetData>")
        with out.open(SHEET, "w", force_zip64=True) as part:
            part.write(before)
            number, left = HEAD_ROWS, iter(rows)
            while some := list(islice(left, AT_ONCE)):
                part.write(_rows(some, number + 1, styles).encode())
                number += len(some)
                yield sink.taken()
            part.write(b"</sheetData>" + after)
    yield sink.taken()


@dataclass(frozen=True, slots=True)
class _Styles:
    """The numbers of two styles in the workbook."""

    day: int
    quoted: int


class Sink(RawIOBase):
    """Where a zip file is written to that nobody can go back in."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        """Yes, and nothing else."""
        return True

    def write(self, data: Any) -> int:
        """Take what is written."""
        self.parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        found = b"".join(self.parts)
        self.parts.clear()
        return found


def _workbook(sheet: Sheet) -> "tuple[Workbook, _Styles]":
    """The workbook with head and headings, and no rows yet."""
    # Here and not above: a server that nobody asks for a workbook is 10 MB smaller.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.worksheet import Worksheet

    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = re.sub(r"[\[\]:*?/\\]", "", sheet.title)[:31]
    page.append([_text(sheet.watermark)])
    page.append([_text(one) for one in sheet.headings])
    for cells in page.iter_rows():
        for cell in cells:
            if cell.value is not None:
                cell.data_type = "s"
                cell.font = Font(bold=cell.row == HEAD_ROWS)
    for place, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(place)].width = min(width, WIDEST)
    page.freeze_panes = f"A{HEAD_ROWS + 1}"
    page.print_title_rows = f"1:{HEAD_ROWS}"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.left.text = sheet.watermark.replace("&", "&&")
    page.oddFooter.right.text = "&P / &N"
    known = book.properties
    known.creator, known.title, known.description = sheet.by, sheet.title, sheet.watermark
    known.created = known.modified = sheet.at.replace(tzinfo=None)
    return book, _styles(page)


def _styles(page: "Worksheet") -> _Styles:
    # Styles are numbered when a cell first has them; the cells themselves are taken away again.
    spare = page.cell(HEAD_ROWS + 1, 1)
    spare.number_format = "yyyy-mm-dd"
    day = spare.style_id
    spare = page.cell(HEAD_ROWS + 2, 1)
    spare.quotePrefix = True
    quoted = spare.style_id
    page.delete_rows(HEAD_ROWS + 1, 2)
    return _Styles(day, quoted)


def _text(value: str) -> str:
    return plain(value)


def _rows(rows: Iterable[Sequence[Cell]], first: int, styles: _Styles) -> str:
    return "".join(
        [
            f'<row r="{number}">{"".join([_cell(value, styles) for value in row])}</row>'
            for number, row in enumerate(rows, first)
        ]
    )


def _cell(value: Any, styles: _Styles) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, str):
        # The mark of a typed apostrophe: a program that edits the cell keeps it a text.
        style = f' s="{styles.quoted}"' if is_risky(value) else ""
        said = escape(plain(value), RETURN)
        return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{said}</t></is></c>'
    if isinstance(value, date):
        return f'<c s="{styles.day}"><v>{value.toordinal() - DAY_ZERO}</v></c>'
    return f"<c><v>{int(value)}</v></c>"
