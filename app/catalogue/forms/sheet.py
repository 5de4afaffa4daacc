"""A sheet of items: its columns, a version as a row of it, and a row as a version (row R57)."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.books.imports.forms.delimited import TextTable
from app.books.imports.forms.files import BROKEN, Unreadable
from app.books.imports.rules.text import header_key, shown
from app.books.rules.cells import MISREAD, is_risky
from app.catalogue import reference
from app.catalogue.forms.admissions import BAD_CODE, is_code
from app.catalogue.forms.content import Content, parse_content
from app.catalogue.rules.cells import (
    limit_cell,
    lines,
    read_flag,
    read_limit,
    split,
)
from app.catalogue.rules.items import Agency, Level, Way
from app.catalogue.words import AGENCY, LEVELS, WAYS
from app.kit.forms import Refusal
from app.kit.i18n import LANGS, Message

MOST_ROWS, HEAD_WITHIN, MOST_CELL = 5_000, 30, 8_000
YES, NO = Message("是"), Message("否")
NEEDS = {"needed": Message("必须"), "spare": Message("有就带")}
LABELS = {
    "code": Message("编码"),
    "name": Message("名称"),
    "name_en": Message("英文名称"),
    "category": Message("类别"),
    "department": Message("受理单位"),
    "basis": Message("办理依据"),
    "conditions": Message("办理条件"),
    "materials": Message("申请材料"),
    "flow": Message("基本流程"),
    "statutory": Message("法定期限"),
    "promised": Message("承诺期限"),
    "limit_note": Message("期限说明"),
    "level": Message("在哪里办结"),
    "channels": Message("在哪里受理"),
    "agency": Message("代办方式"),
    "rating_required": Message("办结后要评议"),
    "fee": Message("收费"),
    "sample_text": Message("示范文本"),
    "plain": Message("说白了"),
    "chain_code": Message("审核链条"),
    "source": Message("出处"),
    "source_url": Message("出处网址"),
    "sample": Message("是示例"),
    "effective_on": Message("生效日期"),
}
WIDTHS = (16, 20, 20, 14, 18, 40, 30, 40, 40, 12, 12, 18, 12, 14, 10, 10, 12, 40, 30, 12, 24, 24,
          8, 12)  # fmt: skip
# Fields of the form whose columns are called otherwise.
COLUMN_OF = {
    "law": "basis", "article": "basis", "document": "basis", "issued": "basis",
    "material": "materials", "needed": "materials", "form": "materials", "copies": "materials",
    "from": "materials", "remark": "materials", "tier": "level", "ways": "channels",
    "chain": "chain_code", "origin": "source", "origin_url": "source_url",
    "statutory_unit": "statutory", "promised_unit": "promised", "item_code": "code",
}  # fmt: skip
BAD_LIMIT = Message("应写成 5 个工作日、8 个工作小时 或 当场办结")
BAD_FLAG = Message("应写 是 或 否")
BAD_DAY = Message("日期应写成 2026-01-31 的样子")
NO_HEAD = Message("找不到表头：第一行要有“编码”和“名称”两列，可以先导出一份来改")
TWICE = Message("与第 {row} 行的编码相同")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a sheet: what it says, or what is wrong with which column."""

    row: int
    code: str
    name: str
    content: Content | None
    effective_on: date | None
    faults: dict[str, Message]


def row_of(code: str, version: Mapping[str, Any], lang: str) -> list[str]:
    """A version as the cells of a row."""
    known = reference.categories().get(version["category"])
    basis = [[one.get(key, "") for key in ("title", "article", "number", "date")]
             for one in version["basis"]]  # fmt: skip
    materials = [
        [one["name"], _need(one, lang), one.get("form"), one.get("copies"), one.get("source"),
         one.get("sample")]
        for one in version["materials"]
    ]  # fmt: skip
    cells = {
        **{name: str(version[name] or "") for name in LABELS if name in version},
        "code": code,
        "category": known.word.text(lang) if known else version["category"],
        "basis": lines(basis),
        "materials": lines(materials),
        "flow": "\n".join(version["flow"]),
        "statutory": limit_cell(version["statutory"]),
        "promised": limit_cell(version["promised"]),
        "level": LEVELS[Level(version["level"])].text(lang) if version["level"] else "",
        "channels": "、".join(WAYS[Way(one)].text(lang) for one in version["channels"]),
        "agency": AGENCY[Agency(version["agency"])].text(lang),
        "rating_required": (YES if version["rating_required"] else NO).text(lang),
        "sample": (YES if version["sample"] else NO).text(lang),
        "effective_on": str(version["effective_on"] or ""),
    }
    return [cells[name] for name in LABELS]


def _need(material: Mapping[str, Any], lang: str) -> str:
    return NEEDS["needed" if material.get("needed", True) else "spare"].text(lang)


def entries_of(path: Path, chains: Mapping[str, str]) -> list[Entry]:
    """The rows of a file, each judged. Raises Unreadable for what is no table of items."""
    rows = _lines(path)
    columns = _head(rows)
    found, seen = list[Entry](), dict[str, int]()
    for number, cells in rows:
        said = {name: cells[at] for name, at in columns.items() if at < len(cells)}
        if not any(said.values()):
            continue
        if len(found) >= MOST_ROWS:
            raise Unreadable(Message("最多 {most} 行，请分成几个文件", most=MOST_ROWS))
        entry = entry_of(number, said, chains)
        first = seen.setdefault(entry.code, number)
        if entry.code and first != number:
            entry.faults["code"] = Message(TWICE.msgid, row=first)
        found.append(entry)
    if not found:
        raise Unreadable(Message("表头下面没有内容"))
    return found


def entry_of(number: int, said: Mapping[str, str], chains: Mapping[str, str]) -> Entry:
    """One row, read as the form is read, so that the same rules judge both."""
    fields, faults = _fields(said)
    code = said.get("code", "").strip()
    if not is_code(code):
        faults["code"] = BAD_CODE
    on = None
    if text := said.get("effective_on", "").strip():
        try:
            on = date.fromisoformat(text)
        except ValueError:
            faults["effective_on"] = BAD_DAY
    parsed = parse_content(fields, chains)
    if isinstance(parsed, Refusal):
        for field, message in parsed.errors.items():
            base = field.partition("-")[0]
            faults.setdefault(COLUMN_OF.get(base, base), message)
    content = parsed if isinstance(parsed, Content) and not faults else None
    return Entry(number, code, said.get("name", "").strip(), content, on, faults)


def _fields(said: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Message]]:
    """A row as the form's fields, and what could not be read."""
    fields: dict[str, Any] = {
        name: said.get(name, "")
        for name in ("name", "name_en", "department", "conditions", "limit_note", "fee",
                     "sample_text", "plain", "flow")
    }  # fmt: skip
    fields |= {"chain": said.get("chain_code", "").strip(), "origin": said.get("source", ""),
               "origin_url": said.get("source_url", "").strip()}  # fmt: skip
    faults: dict[str, Message] = {}
    for name in ("statutory", "promised"):
        try:
            limit = read_limit(said.get(name, ""))
        except ValueError:
            faults[name] = BAD_LIMIT
            continue
        if limit is not None:
            fields |= {name: str(limit.amount or ""), f"{name}_unit": limit.unit.value}
    for name, default in (("rating_required", "是"), ("sample", "否")):
        try:
            fields[name] = "1" if read_flag(said.get(name, "") or default) else ""
        except ValueError:
            faults[name] = BAD_FLAG
    named = {code: one.word for code, one in reference.categories().items()}
    fields["category"] = _code(said.get("category", ""), {
        code: {code, word.zh, word.en} for code, word in named.items()})  # fmt: skip
    fields["tier"] = _worded(said.get("level", ""), LEVELS) or Level.COMMUNITY.value
    fields["agency"] = _worded(said.get("agency", ""), AGENCY) or Agency.EXPLAIN.value
    ways = [one for one in said.get("channels", "").replace(",", "、").split("、") if one.strip()]
    fields["ways"] = [_worded(one, WAYS) for one in ways]
    for n, (title, article, number, issued) in enumerate(split(said.get("basis", ""), 4)):
        fields |= {f"law-{n}": title, f"article-{n}": article, f"document-{n}": number,
                   f"issued-{n}": issued}  # fmt: skip
    for n, parts in enumerate(split(said.get("materials", ""), 6)):
        keys = ("material", "needed", "form", "copies", "from", "remark")
        fields |= {f"{key}-{n}": part for key, part in zip(keys, parts, strict=True)}
        need = _worded(parts[1], NEEDS)
        fields[f"needed-{n}"] = "" if need == "spare" else "1"
        if need not in ("needed", "spare", ""):
            faults["materials"] = Message("材料写成 名称|必须|形式|份数|由谁出具|说明，一行一种")
    return fields, faults


def _worded(text: str, words: Mapping[Any, Message]) -> str:
    known = {
        str(key): {str(key), *(word.text(one) for one in LANGS)} for key, word in words.items()
    }
    return _code(text, known)


def _code(text: str, known: Mapping[str, set[str]]) -> str:
    """The code of a word; the word itself where it is none, so that the form refuses it."""
    wanted = text.strip()
    return next((code for code, words in known.items() if wanted in words), wanted)


def _head(rows: Iterator[tuple[int, list[str]]]) -> dict[str, int]:
    names = {header_key(word.text(lang)): name for name, word in LABELS.items() for lang in LANGS}
    for at, (_, cells) in enumerate(rows):
        found: dict[str, int] = {}
        for place, cell in enumerate(cells):
            name = names.get(header_key(cell))
            if name is not None:
                found.setdefault(name, place)
        if "code" in found and "name" in found:
            return found
        if at >= HEAD_WITHIN:
            break
    raise Unreadable(NO_HEAD)


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet as they stand, with line feeds within cells."""
    with path.open("rb") as file:
        zipped = file.read(2) == b"PK"
    if zipped:
        yield from _workbook(path)
    else:
        yield from _text(path)


def _workbook(path: Path) -> Iterator[tuple[int, list[str]]]:
    # Here and not above: it brings a library that a server seldom needs.
    from app.books.imports.forms.workbook import open_workbook

    with open_workbook(path) as book:
        try:
            page = book.book[book.sheets.names[0]]
            page.reset_dimensions()
            for number, row in enumerate(page.iter_rows(values_only=True), 1):
                yield number, [_cell(one) for one in row]
        except (KeyError, ValueError, OSError, SyntaxError) as problem:
            raise Unreadable(BROKEN) from problem


def _text(path: Path) -> Iterator[tuple[int, list[str]]]:
    table = TextTable(path)
    with path.open(encoding=table.encoding, newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter=table.delimiter), 1):
            yield number, [_unmarked(one)[:MOST_CELL] for one in row]


def _cell(value: object) -> str:
    return value[:MOST_CELL] if isinstance(value, str) else shown(value)


def _unmarked(text: str) -> str:
    """Without the apostrophe that an export puts before what a program might take for a formula."""
    rest = text[1:]
    marked = text.startswith("'") and (is_risky(rest) or MISREAD.fullmatch(rest))
    return rest if marked else text
