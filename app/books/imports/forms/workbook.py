"""XLSX row by row with flat memory: values, never formulas; merged cells filled; bombs refused."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from app.books.imports.forms.files import BROKEN, Line, Sheets, Unreadable, checked
from app.books.imports.rules.text import is_blank, shown
from app.kit.i18n import Message

MOST_UNPACKED = 500_000_000
MOST_STRINGS = 120_000_000
MOST_PARTS = 2_000
MOST_MERGED = 100_000
CHUNK = 1 << 20
# Longer than any tag that is looked for, so that none is lost between two chunks.
OVERLAP = 256
MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+\d+):([A-Z]+\d+)"')
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")


class Area(NamedTuple):
    """A merged rectangle, in rows and columns from 1."""

    top: int
    left: int
    bottom: int
    right: int


class Workbook:
    """An open workbook; what looks like a formula is never read."""

    def __init__(self, path: Path) -> None:
        # Opened here: by its name alone a file without .xlsx would be refused.
        self.path, self.file = path, path.open("rb")
        self.book: Any = load_workbook(self.file, read_only=True, data_only=True)
        self.formulas: Any = None
        pages = self.book.worksheets
        self.sheets = Sheets(
            [one.title for one in pages if one.sheet_state == "visible"],
            [one.title for one in pages if one.sheet_state != "visible"],
        )

    def close(self) -> None:
        """Let go of the file."""
        for one in (self.book, self.formulas):
            if one is not None:
                one.close()
        self.file.close()

    def lines(self, sheet: str) -> Iterator[Line]:
        """The rows of a sheet that are not blank. Raises Unreadable."""
        try:
            yield from checked(self._rows(sheet))
        except Unreadable:
            raise
        except Exception as problem:
            raise Unreadable(BROKEN) from problem

    def _rows(self, sheet: str) -> Iterator[Line]:
        page = self.book[sheet]
        merged, has_formulas = self._scan(page._worksheet_path)
        page.reset_dimensions()
        rows: Iterator[Any] = page.iter_rows()
        filler = _Filler(merged)
        for number, (row, raw) in enumerate(zip(rows, self._raw(sheet, has_formulas)), 1):  # noqa: B905
            cells = [_text(one) for one in row]
            broken = [at for at, one in enumerate(row) if one.data_type == "e"]
            if raw is not None:
                formulas = [at for at, one in enumerate(raw) if one.data_type == "f"]
                broken += [at for at in formulas if at < len(row) and row[at].value is None]
            filler.fill(number, cells)
            while cells and not cells[-1] and len(cells) - 1 not in broken:
                cells.pop()
            if broken or not is_blank(cells):
                yield Line(number, cells, sorted(broken))

    def _raw(self, sheet: str, wanted: bool) -> Iterator[Any]:
        """The same rows with their formulas, where there are any: to see which have no value."""
        if not wanted:
            return repeat(None)
        if self.formulas is None:
            self.formulas = load_workbook(self.file, read_only=True)
        page = self.formulas[sheet]
        page.reset_dimensions()
        found: Iterator[Any] = page.iter_rows()
        return found

    def _scan(self, part: str) -> tuple[list[Area], bool]:
        """The merged cells, which stand after the rows, and whether there are formulas."""
        merged: set[Area] = set()
        formulas, before = False, b""
        with zipfile.ZipFile(self.path) as parts, parts.open(part.lstrip("/")) as file:
            while chunk := file.read(CHUNK):
                text = before + chunk
                formulas = formulas or FORMULA.search(text) is not None
                for first, last in MERGED.findall(text):
                    (top, left), (bottom, right) = (
                        coordinate_to_tuple(first.decode()), coordinate_to_tuple(last.decode())
                    )  # fmt: skip
                    merged.add(Area(top, left, bottom, right))
                if len(merged) > MOST_MERGED:
                    raise Unreadable(Message("合并的单元格太多"))
                before = text[-OVERLAP:]
        return sorted(merged), formulas


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    return shown(value, cell.number_format if isinstance(value, int | float) else "")


class _Filler:
    """Gives every cell of a merged area the value of its first one, as rows go by."""

    def __init__(self, areas: list[Area]) -> None:
        self.waiting = list(reversed(areas))
        self.open: list[tuple[Area, str]] = []

    def fill(self, row: int, cells: list[str]) -> None:
        self.open = [one for one in self.open if one[0].bottom >= row]
        while self.waiting and self.waiting[-1].top <= row:
            area = self.waiting.pop()
            value = cells[area.left - 1] if area.left <= len(cells) else ""
            if value and area.bottom >= row:
                self.open.append((area, value))
        for area, value in self.open:
            # A merged title may span 16,000 columns: no further than the row itself.
            right = min(area.right, max(len(cells), area.left))
            cells.extend([""] * (right - len(cells)))
            for at in range(area.left - 1, right):
                cells[at] = value


@contextmanager
def open_workbook(path: Path) -> Iterator[Workbook]:
    """The workbook. Raises Unreadable."""
    _refuse_bombs(path)
    try:
        book = Workbook(path)
    except Exception as problem:
        raise Unreadable(BROKEN) from problem
    try:
        if not book.sheets.names:
            raise Unreadable(Message("文件里没有看得见的表"))
        yield book
    finally:
        book.close()


def _refuse_bombs(path: Path) -> None:
    """Before anything is unpacked: how large it would be, and whether it is a workbook."""
    try:
        with zipfile.ZipFile(path) as parts:
            listed = parts.infolist()
            heads = [parts.open(one).read(2048) for one in listed[:MOST_PARTS]
                     if one.filename.endswith((".xml", ".rels"))]  # fmt: skip
    except Exception as problem:
        raise Unreadable(BROKEN) from problem
    strings = max((one.file_size for one in listed if "sharedStrings" in one.filename), default=0)
    too_large = sum(one.file_size for one in listed) > MOST_UNPACKED or strings > MOST_STRINGS
    if too_large or len(listed) > MOST_PARTS:
        raise Unreadable(Message("文件解开后太大，不能读"))
    if any(b"<!DOCTYPE" in one or b"<!ENTITY" in one for one in heads):
        raise Unreadable(BROKEN)
