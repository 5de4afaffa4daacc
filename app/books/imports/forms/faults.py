"""What a dry run noted of each row, read back for the page, the terminal and the marked-up copy."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from app.kit.i18n import Message

_fault = msgspec.json.Decoder(tuple[int, int, str, dict[str, Any], bool]).decode


class Said(NamedTuple):
    """What is wrong with a cell, as the dry run noted it. `column` is -1 for the whole row."""

    row: int
    column: int
    message: Message
    warning: bool


def faults_of(path: Path) -> Iterator[Said]:
    """What a dry run noted, row by row."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            row, column, msgid, values, warning = _fault(line)
            yield Said(row, column, Message(msgid, **values), warning)


def worded(one: Said, headers: Sequence[str], lang: str) -> str:
    """A fault in words, with the name of its column."""
    text = one.message.text(lang)
    return f"{headers[one.column]}: {text}" if 0 <= one.column < len(headers) else text


def by_row(faults: Iterable[Said]) -> Iterator[tuple[int, list[Said]]]:
    """What was noted, a row at a time."""
    row, some = 0, list[Said]()
    for one in faults:
        if one.row != row and some:
            yield row, some
            some = []
        row = one.row
        some.append(one)
    if some:
        yield row, some
