"""Reading what people typed: text in, values and messages by field out.

The plain form and the envelope of the phone both become `Fields`, so one parser judges both.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from app.kit.i18n import Message
from app.kit.ids import is_uuid

Fields = Mapping[str, str | list[str]]
Choice = TypeVar("Choice", bound=StrEnum)
# Control characters other than line feed never come from a keyboard and break spreadsheets.
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")


def posted(data: Mapping[str, Any]) -> Fields:
    """A posted form as the parsers read it: texts, or lists of texts."""
    return {
        name: [str(part) for part in value] if isinstance(value, list) else str(value)
        for name, value in data.items()
    }


def page_number(given: str) -> int:
    """A page of an address; the first for what is none."""
    return max(1, min(int(given), 100_000)) if given.isascii() and given.isdecimal() else 1


@cache
def values_of(of: type[StrEnum]) -> frozenset[str]:
    """The values of an enumeration as plain text."""
    return frozenset(one.value for one in of)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form is refused: a message for each field."""

    errors: dict[str, Message]

    @property
    def first(self) -> tuple[str, Message]:
        """The field to name when only one can be named."""
        return next(iter(self.errors.items()))


class Reader:
    """Takes fields out of a form one by one and collects what is wrong with them."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.errors: dict[str, Message] = {}

    def fail(self, name: str, message: Message) -> None:
        """Refuse the field `name`; its first message stays."""
        self.errors.setdefault(name, message)

    def raw(self, name: str) -> str:
        """The text of a field, `""` when absent, of the last when given more than once."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else (value[-1] if value else "")

    def raw_list(self, name: str) -> list[str]:
        """Every value of a field, without the empty ones."""
        value = self.fields.get(name, [])
        return [part for part in ([value] if isinstance(value, str) else value) if part != ""]

    def clean(self, name: str, value: str, max_length: int) -> str:
        """`value` normalised (NFC, line feeds) and held to `max_length` characters."""
        text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
        text = CONTROL.sub("", text).strip()
        if len(text) > max_length:
            self.fail(name, Message("不能超过 {max} 个字", max=max_length))
        return text

    def text(self, name: str, max_length: int, required: bool = False) -> str:
        """A text of at most `max_length` characters."""
        value = self.clean(name, self.raw(name), max_length)
        if required and not value:
            self.fail(name, Message("请填写"))
        return value

    def texts(self, name: str, max_length: int, max_count: int) -> tuple[str, ...]:
        """Up to `max_count` texts of at most `max_length` characters each."""
        values = [
            self.clean(name, part, max_length) for part in self.raw_list(name)[: max_count + 1]
        ]
        if len(values) > max_count:
            self.fail(name, Message("最多 {max} 条", max=max_count))
        return tuple(value for value in values if value)

    def choice(self, name: str, of: type[Choice], required: bool = True) -> Choice | None:
        """One of the values of an enumeration."""
        value = self.raw(name)
        if value in values_of(of):
            return of(value)
        if value or required:
            self.fail(name, Message("请选择一项"))
        return None

    def choices(self, name: str, of: type[Choice]) -> tuple[Choice, ...]:
        """Any number of the values of an enumeration, in its order."""
        values = set(self.raw_list(name))
        if not values <= values_of(of):
            self.fail(name, Message("有不认识的选项"))
        return tuple(one for one in of if one in values)

    def date(self, name: str) -> date | None:
        """A calendar day, or None when left empty."""
        value = self.raw(name).strip()
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.fail(name, Message("日期应写成 2026-01-31 的样子"))
            return None

    def moment(self, name: str) -> datetime | None:
        """A local day and time without zone, or None when left empty."""
        value = self.raw(name).strip()
        try:
            found = datetime.fromisoformat(value) if value else None
        except ValueError:
            found = None
        if value and (found is None or found.tzinfo is not None):
            self.fail(name, Message("时间应写成 2026-01-31 09:30 的样子"))
            return None
        return found

    def uuid(self, name: str, required: bool = False) -> str | None:
        """An identifier, or None when left empty."""
        value = self.raw(name)
        if is_uuid(value):
            return value
        if value or required:
            self.fail(name, Message("无法识别，请重新选择"))
        return None

    def number(self, name: str, low: int, high: int, required: bool = False) -> int | None:
        """A whole number between `low` and `high`, or None when left empty."""
        value = unicodedata.normalize("NFKC", self.raw(name)).strip()
        if not value and not required:
            return None
        if not re.fullmatch(r"-?\d{1,12}", value) or not low <= int(value) <= high:
            self.fail(name, Message("应为 {low} 到 {high} 之间的整数", low=low, high=high))
            return None
        return int(value)

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.raw(name) not in ("", "0", "false", "off")

    def refusal(self) -> Refusal | None:
        """What is wrong, or None when nothing is."""
        return Refusal(self.errors) if self.errors else None


def finite(values: Iterable[str]) -> list[float] | None:
    """Decimal numbers from text, or None when one of them is not a finite number."""
    try:
        numbers = [float(value) for value in values]
    except ValueError:
        return None
    return numbers if all(math.isfinite(number) for number in numbers) else None


MOST_WORDS = 200
SAY_WHY = Message("请填写")


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """What somebody decided about another's record, and what they say to it."""

    accepts: bool
    words: str


def parse_decision(
    fields: Fields, name: str, say_why: Message = SAY_WHY
) -> DecisionEntry | Refusal:
    """Accept or return; whoever returns says why, in the field `name`."""
    read = Reader(fields)
    decision = read.raw("decision")
    if decision not in ("accept", "return"):
        read.fail("decision", Message("请选择一项"))
    words = read.text(name, MOST_WORDS)
    if decision == "return" and not words:
        read.fail(name, say_why)
    return read.refusal() or DecisionEntry(decision == "accept", words)
