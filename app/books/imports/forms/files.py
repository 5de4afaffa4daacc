"""What a file is, by its first bytes, and why some cannot be read."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from app.kit.i18n import Message

MOST_BYTES = 60_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 100
# What a cell of a spreadsheet can hold; longer ones could not be given back whole.
MOST_CELL = 32_767
BROKEN = Message("文件打不开，可能已损坏：请在 WPS 或 Excel 里打开，另存为 .xlsx 再传")


class Unreadable(Exception):
    """A file that cannot be taken in, and what would help."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.msgid)


class Line(NamedTuple):
    """A row of a sheet: its number there, its cells, and the columns whose formula has no value."""

    row: int
    cells: list[str]
    broken: list[int]


@dataclass(slots=True)
class Sheets:
    """The sheets of a file: those to choose from, and the hidden ones, which are not read."""

    names: list[str]
    hidden: list[str] = field(default_factory=list)


class Source(Protocol):
    """A file that is open for reading."""

    sheets: Sheets

    def lines(self, sheet: str) -> Iterator[Line]:
        """The rows of a sheet from the top, without the blank ones. Raises Unreadable."""


def open_source(path: Path) -> AbstractContextManager[Source]:
    """The file, whatever it is. Raises Unreadable."""
    from app.books.imports.forms.delimited import open_text
    from app.books.imports.forms.workbook import open_workbook

    with path.open("rb") as file:
        magic = file.read(8)
    if not magic:
        raise Unreadable(Message("文件是空的"))
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(Message("文件太大，最多 {most} MB", most=MOST_BYTES // 1_000_000))
    if magic.startswith(b"PK"):
        return open_workbook(path)
    if magic.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            Message("这是旧的 .xls 文件，或加了密码：请用 WPS 或 Excel 另存为没有密码的 .xlsx 再传")
        )
    if magic.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf")):
        raise Unreadable(Message("这不是表格，请传 .xlsx 或 .csv 文件"))
    return open_text(path)


def checked(lines: Iterator[Line]) -> Iterator[Line]:
    """`lines` held to the most rows, columns and letters a cell. Raises Unreadable."""
    for count, line in enumerate(lines, 1):
        if count > MOST_ROWS:
            raise Unreadable(Message("最多 {most} 行，请分成几个文件", most=MOST_ROWS))
        if len(line.cells) > MOST_COLUMNS:
            raise Unreadable(Message("第 {row} 行超过 {most} 列", row=line.row, most=MOST_COLUMNS))
        if max(map(len, line.cells), default=0) > MOST_CELL:
            raise Unreadable(
                Message("第 {row} 行有一格超过 {most} 个字", row=line.row, most=MOST_CELL)
            )
        yield line
