"""A foreign file read once into a plain one of ours, from which everything after goes fast."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import msgspec

from app.books.imports.forms.files import Line, Source, Unreadable, open_source
from app.books.imports.rules.fields import What, refused, score
from app.kit.i18n import Message

LOOKED_AT = 30
TOLD_EVERY = 1_000
Tell = Callable[[int], None]
_decode = msgspec.json.Decoder(tuple[int, list[str], list[int]]).decode


@dataclass(slots=True)
class Staged:
    """What was read: which sheet, where its header row stands, and how many rows follow."""

    sheet: str
    header_row: int
    headers: list[str]
    rows: int = 0
    hidden: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def stage(
    source: Path, what: What, told: Mapping[str, str], into: Path, tell: Tell = lambda rows: None
) -> Staged:
    """Read `source` and write its rows to `into`. Raises Unreadable, and then leaves nothing."""
    try:
        with open_source(source) as file:
            found = _head(file, what, told)
            with into.open("wb") as out:
                for line in file.lines(found.sheet):
                    out.write(msgspec.json.encode(line) + b"\n")
                    if line.row > found.header_row:
                        found.rows += 1
                        if found.rows % TOLD_EVERY == 0:
                            tell(found.rows)
    except BaseException:
        into.unlink(missing_ok=True)
        raise
    if not found.rows:
        into.unlink(missing_ok=True)
        raise Unreadable(Message("表头下面没有内容"))
    return found


def staged_lines(path: Path) -> Iterator[Line]:
    """The rows as they were staged, those above the header row too."""
    with path.open("rb") as file:
        for text in file:
            yield Line(*_decode(text))


def _head(file: Source, what: What, told: Mapping[str, str]) -> Staged:
    """The sheet and row that look most like a table of this kind; refused ones are refused."""
    best: tuple[int, Staged] | None = None
    for sheet in file.sheets.names:
        top = list(islice(file.lines(sheet), LOOKED_AT))
        if not top:
            continue
        points, line = max(
            ((score(what, one.cells, told), one) for one in top), key=lambda pair: pair[0]
        )
        if best is None or points > best[0]:
            best = points, Staged(sheet, line.row, line.cells)
            titles = [cell for one in top if one.row < line.row for cell in one.cells]
    if best is None:
        raise Unreadable(Message("文件里没有内容"))
    points, found = best
    if points == 0:
        raise Unreadable(
            Message("找不到表头：请下载模板，照它的第一行写列名，或把列名放在表的前 30 行里")
        )
    _refuse(found.headers, [found.sheet, *titles] if what is What.HOUSEHOLDS else [])
    found.hidden = list(file.sheets.hidden)
    found.others = [one for one in file.sheets.names if one != found.sheet]
    return found


def _refuse(headers: list[str], titles: list[str]) -> None:
    """Raises Unreadable when a column, or the table as a whole, is of what is never kept."""
    wrong = [(name, reason) for name in dict.fromkeys(headers) if (reason := refused(name))]
    if wrong:
        raise Refused(wrong)
    for title in titles:
        if refused(title):
            raise Unreadable(
                Message("这张表不收：“{title}”。敲门不为这件事给人立名单。", title=title[:40])
            )


class Refused(Unreadable):
    """Columns of what is never kept stand in the file; each with its reason."""

    def __init__(self, columns: list[tuple[str, str]]) -> None:
        self.columns = columns
        names = "、".join(name for name, _ in columns)
        super().__init__(Message("有不收的列：{names}。请删掉这些列再传。", names=names))
