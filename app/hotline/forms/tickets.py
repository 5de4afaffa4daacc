"""A file of tickets, CSV or JSON, as rows of text with what is wrong in them (row R150)."""

import codecs
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

from app.hotline.rules.tickets import FIELDS, MOST_ROWS, MUST, Fault, faults_of, field_of
from app.kit.forms import Reader
from app.kit.i18n import Message

MOST_BYTES = 1_000_000
UNREADABLE = Message("认不出文件：请传 UTF-8 或 GBK 的 .csv，或 .json")
Row = dict[str, str]


class Unreadable(Exception):
    """A file that is no list of tickets, and what would help."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message.msgid)


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says: its good rows, and every fault of the others by row and field."""

    tickets: list[Row]
    faults: list[Fault]


def read_tickets(body: bytes) -> Read:
    """Every row of a file. The same number twice in one file is a fault of the second, unless
    both rows say the same. Raises Unreadable."""
    text = _text(body)
    listed = _json(text) if text.lstrip()[:1] in ("[", "{") else _csv(text)
    tickets: dict[str, Row] = {}
    faults: list[Fault] = []
    for number, said in listed:
        if number > MOST_ROWS + 1:
            raise Unreadable(Message("最多 {most} 行，请分成几个文件", most=MOST_ROWS))
        wrong = faults_of(number, said)
        known = tickets.get(said.get("number", ""))
        if known is not None and known != said:
            wrong.append(Fault(number, "number", "twice"))
        if wrong:
            faults += wrong
        else:
            tickets[said["number"]] = said
    if not tickets and not faults:
        raise Unreadable(Message("文件里没有工单"))
    return Read(list(tickets.values()), faults)


def _text(body: bytes) -> str:
    if not body.strip():
        raise Unreadable(Message("文件是空的"))
    if len(body) > MOST_BYTES:
        raise Unreadable(Message("文件太大，最多 {most} MB", most=MOST_BYTES // 1_000_000))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = codecs.decode(body, encoding)
        except UnicodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable(UNREADABLE)


def _csv(text: str) -> Iterator[tuple[int, Row]]:
    mark = max(",;\t", key=text.partition("\n")[0].count)
    csv.field_size_limit(MOST_BYTES)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        heads = [field_of(one) for one in next(rows, [])]
        _known(heads)
        for number, cells in enumerate(rows, 2):
            if any(one.strip() for one in cells):
                pairs = zip(heads, cells, strict=False)
                yield number, _row({name: cell for name, cell in pairs if name})
    except csv.Error:
        raise Unreadable(
            Message("第 {row} 行附近读不下去：引号没有成对", row=rows.line_num)
        ) from None


def _json(text: str) -> Iterator[tuple[int, Row]]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable(UNREADABLE) from None
    listed = said.get("tickets") if isinstance(said, dict) else said
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Unreadable(UNREADABLE)
    for number, one in enumerate(listed, 1):
        yield number, _row({field_of(str(name)): value for name, value in one.items()})


def _row(said: dict[str, object]) -> Row:
    """One ticket's texts, tidied as everything is that people type; lengths are judged later."""
    read = Reader({})
    return {
        name: read.clean(name, _plain(said.get(name)), MOST_BYTES)
        for name in FIELDS
        if said.get(name) not in (None, "")
    }


def _plain(value: object) -> str:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value)
    return ""


def _known(heads: list[str]) -> None:
    gone = [one for one in MUST if one not in heads]
    if gone:
        raise Unreadable(
            Message("少了这几列：{columns}", columns="、".join(_heading(one) for one in gone))
        )


def _heading(field: str) -> str:
    from app.hotline.rules.tickets import NAMES

    return NAMES[field][0]
