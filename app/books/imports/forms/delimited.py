"""CSV as it comes: UTF-8 or GB18030 (GBK), comma, semicolon or tab."""

import codecs
import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.books.imports.forms.files import Line, Sheets, Unreadable, checked
from app.books.imports.rules.text import clean, is_blank
from app.kit.i18n import Message

CHUNK = 1 << 18
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DELIMITERS = ",;\t"
LOOKED_AT = 20


class TextTable:
    """A text file as one sheet."""

    def __init__(self, path: Path) -> None:
        self.path, self.encoding = path, encoding_of(path)
        self.delimiter = self._delimiter()
        self.sheets = Sheets([""])

    def lines(self, sheet: str) -> Iterator[Line]:
        """The rows that are not blank."""
        return checked(self._rows())

    def _rows(self) -> Iterator[Line]:
        csv.field_size_limit(CHUNK)
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            try:
                for number, raw in enumerate(reader, 1):
                    cells = [clean(one) for one in raw]
                    while cells and not cells[-1]:
                        cells.pop()
                    if not is_blank(cells):
                        formulas = [at for at, one in enumerate(cells) if one[:1] == "="]
                        yield Line(number, cells, formulas)
            except csv.Error:
                raise Unreadable(
                    Message("第 {row} 行附近读不下去：引号没有成对", row=reader.line_num)
                ) from None

    def _delimiter(self) -> str:
        with self.path.open(encoding=self.encoding, newline="") as file:
            head = [line for _, line in zip(range(LOOKED_AT), file, strict=False)]
        return max(DELIMITERS, key=lambda mark: max((one.count(mark) for one in head), default=0))


def encoding_of(path: Path) -> str:
    """The encoding in which the whole file reads. Raises Unreadable when there is none."""
    with path.open("rb") as file:
        head = file.read(4)
    found = next((name for bom, name in BOMS if head.startswith(bom)), None)
    for encoding in [found] if found else ["utf-8", "gb18030"]:
        if _reads(path, encoding):
            return encoding
    raise Unreadable(Message("认不出文件的编码：请另存为 .xlsx 或 UTF-8 的 .csv"))


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                if "\x00" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", True)
        except UnicodeError:
            return False
    return True


@contextmanager
def open_text(path: Path) -> Iterator[TextTable]:
    """The text file, whatever its encoding. Raises Unreadable."""
    yield TextTable(path)
