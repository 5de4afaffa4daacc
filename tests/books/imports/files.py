"""Spreadsheets as stations have them, made for a test."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEADERS = ["小区", "楼栋", "单元", "房号", "人数", "联系人", "联系电话", "网格"]


def xlsx(
    path: Path,
    rows: Sequence[Sequence[Any]],
    merged: Sequence[str] = (),
    hidden: Sequence[str] = (),
    title: str = "住户",
) -> Path:
    """A workbook with these rows; `hidden` names sheets that nobody sees."""
    book = Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    for name in hidden:
        other = book.create_sheet(name)
        other.append(["秘密"])
        other.sheet_state = "hidden"
    book.save(path)
    return path


def csv(
    path: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8", mark: str = ","
) -> Path:
    """A text file with these rows."""
    text = "\r\n".join(mark.join(map(str, row)) for row in rows)
    path.write_bytes(text.encode(encoding))
    return path


def homes(count: int = 3, start: int = 101) -> list[list[Any]]:
    """Rows of households without a fault."""
    return [["银河花园", "12号楼", "2", str(start + one), "3", "王女士", "15400000001", "03"]
            for one in range(count)]  # fmt: skip
