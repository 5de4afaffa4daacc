"""The kinds of file that can be imported, their fields, and which header means which. Pure."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.books.imports.rules.text import header_key
from app.kit.i18n import LANGS, Message

_TABLES = tomllib.loads((Path(__file__).parents[1] / "headers.toml").read_text(encoding="utf8"))
LEFT_OUT = ""


class What(StrEnum):
    """What a file holds."""

    HOUSEHOLDS = "households"
    UNITS = "units"
    AREAS = "areas"


WHAT_WORDS = {
    What.HOUSEHOLDS: Message("住户"),
    What.UNITS: Message("单位和门店"),
    What.AREAS: Message("行政区划"),
}
LABELS = {
    "estate": Message("小区"),
    "building": Message("楼栋"),
    "lane": Message("街巷"),
    "entrance": Message("单元"),
    "room": Message("房号"),
    "address": Message("地址"),
    "people": Message("人数"),
    "contact_name": Message("联系人"),
    "contact_phone": Message("联系电话"),
    "contact_by": Message("希望怎样联系"),
    "grid": Message("网格"),
    "moved_in_on": Message("入住日期"),
    "name": Message("名称"),
    "kind": Message("类别"),
    "uscc": Message("统一社会信用代码"),
    "code": Message("区划代码"),
    "level": Message("级别"),
    "parent": Message("上级代码"),
}
# Of each group one column must be there, or the file cannot be read as this kind.
NEEDED: dict[What, tuple[tuple[str, ...], ...]] = {
    What.HOUSEHOLDS: (("building", "address"), ("room", "address")),
    What.UNITS: (("name",),),
    What.AREAS: (("code",), ("name",)),
}
REFUSED = {
    "belief": Message("不按信仰登记人"),
    "petition": Message("不按信访登记人"),
    "drugs": Message("不按吸毒史登记人"),
    "prison": Message("不按服刑经历登记人"),
    "illness": Message("不按精神疾病登记人"),
    "women": Message("不按婚育登记妇女"),
    "category": Message("不给人贴类别；需要帮助的由本人提出，记为需求"),
    "identity": Message("不收身份证件号码"),
}
_KNOWN = {
    what: {header_key(word): field for field, words in _TABLES[what].items() for word in words}
    for what in What
}
for _what, _fields in _KNOWN.items():
    for _field in _TABLES[_what]:
        for _lang in LANGS:  # what our own templates call it
            _fields.setdefault(header_key(LABELS[_field].text(_lang)), _field)
_IGNORED = frozenset(map(header_key, _TABLES["left_out"]["words"]))
_NEVER = [(reason, header_key(word)) for reason, words in _TABLES["refused"].items()
          for word in words]  # fmt: skip
CONTACT_BY: dict[str, str] = {
    word: way for way, words in _TABLES["contact_by"].items() for word in words
}


@dataclass(frozen=True, slots=True)
class Headers:
    """What the columns of a file mean: a field, "" (left out), or None (nobody knows)."""

    names: tuple[str, ...]
    fields: tuple[str | None, ...]

    @property
    def unknown(self) -> list[str]:
        """The headers that nobody has said anything about."""
        return [n for n, f in zip(self.names, self.fields, strict=True) if f is None and n]

    def missing(self, what: What) -> list[tuple[str, ...]]:
        """The groups of fields of which no column is there."""
        return [group for group in NEEDED[what] if not set(group) & set(self.fields)]

    @property
    def doubled(self) -> list[str]:
        """Fields that two columns claim to be."""
        given = [field for field in self.fields if field]
        return sorted({field for field in given if given.count(field) > 1})


def fields_of(what: What) -> list[str]:
    """The fields of a kind, in the order of the template."""
    return list(_TABLES[what])


def meaning(what: What, header: str, told: Mapping[str, str]) -> str | None:
    """The field that a header means: as somebody told, else as we know it."""
    if header in told:
        return told[header]
    key = header_key(header)
    if not key or key in _IGNORED:
        return LEFT_OUT
    return _KNOWN[what].get(key)


def read_headers(
    what: What, names: Sequence[str], told: Mapping[str, str], here: Mapping[str, str]
) -> Headers:
    """The meaning of each column: as told of this file (`here`, by place), else of any (`told`)."""
    return Headers(
        tuple(names),
        tuple(here.get(str(at), meaning(what, name, told)) for at, name in enumerate(names)),
    )


def refused(header: str) -> str | None:
    """Why a column of this name is never taken in (a key of REFUSED), or None."""
    key = header_key(header) + " " + header_key(header.replace("(", " ").replace("（", " "))
    return next((reason for reason, word in _NEVER if word in key), None)


def score(what: What, cells: Sequence[str], told: Mapping[str, str]) -> int:
    """How much a row looks like the header row: the number of different fields it names."""
    found = {meaning(what, cell, told) for cell in cells if cell}
    return len(found - {None, LEFT_OUT}) + sum(refused(cell) is not None for cell in set(cells))
