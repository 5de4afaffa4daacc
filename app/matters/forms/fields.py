"""The forms of the steps, as data: what each asks for, read and shown by the same few lines.

A field knows how to be read and of what kind it is; templates/matters/_form.html draws it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_LINES, MOST_LINE = 30, 80


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form knows when it is read or shown: whom a thing can be given to, and now."""

    people: Mapping[str, str]
    zone: str
    now: datetime
    tasks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. `kind`: text, area, choice, person, day, moment, number, lines or
    task."""

    name: str
    kind: str
    label: Message
    hint: Message | None = None
    required: bool = False
    most: int = 0
    of: Callable[[], Mapping[Any, Message]] | None = None
    least: int = 1

    def read(self, read: Reader, asked: Asked) -> Any:
        """What was said; what is wrong stands in `read.errors`."""
        return READERS[self.kind](self, read, asked)


def _text(field: Field, read: Reader, _: Asked) -> str:
    return read.text(field.name, field.most, field.required)


def _choice(field: Field, read: Reader, _: Asked) -> Any:
    assert field.of is not None
    known = {str(getattr(one, "value", one)): one for one in field.of()}
    said = read.raw(field.name)
    if said in known:
        return known[said]
    if said or field.required:
        read.fail(field.name, Message("请选择一项"))
    return None


def _person(field: Field, read: Reader, asked: Asked) -> str:
    said = read.raw(field.name)
    if said in asked.people:
        return said
    if said or field.required:
        read.fail(field.name, Message("请从名单里选择"))
    return ""


def _task(field: Field, read: Reader, asked: Asked) -> str:
    said = read.raw(field.name)
    if said not in asked.tasks:
        read.fail(field.name, Message("请选择一项"))
    return said


def _day(field: Field, read: Reader, _: Asked) -> Any:
    found = read.date(field.name)
    if found is None and field.required:
        read.fail(field.name, Message("请填写"))
    return found


def _moment(field: Field, read: Reader, asked: Asked) -> datetime:
    """A local time; now where nothing is said."""
    found = read.moment(field.name)
    try:
        return asked.now if found is None else found.replace(tzinfo=ZoneInfo(asked.zone))
    except (ValueError, OverflowError):
        read.fail(field.name, Message("时间应写成 2026-01-31 09:30 的样子"))
        return asked.now


def _number(field: Field, read: Reader, _: Asked) -> int | None:
    return read.number(field.name, field.least, field.most, field.required)


def _lines(field: Field, read: Reader, _: Asked) -> tuple[str, ...]:
    """One thing a line."""
    text = read.text(field.name, MOST_LINES * (MOST_LINE + 1), field.required)
    lines = tuple(one for line in text.split("\n") if (one := line.strip()))
    if len(lines) > MOST_LINES:
        read.fail(field.name, Message("最多 {max} 条", max=MOST_LINES))
    if any(len(one) > MOST_LINE for one in lines):
        read.fail(field.name, Message("每行不能超过 {max} 个字", max=MOST_LINE))
    return lines


READERS: dict[str, Callable[[Field, Reader, Asked], Any]] = {
    "text": _text,
    "area": _text,
    "choice": _choice,
    "person": _person,
    "task": _task,
    "day": _day,
    "moment": _moment,
    "number": _number,
    "lines": _lines,
}


def read_all(
    fields: tuple[Field, ...], said: Fields, asked: Asked
) -> tuple[dict[str, Any], Refusal | None]:
    """What a form says by field, and what is wrong with it."""
    read = Reader(said)
    found = {one.name: one.read(read, asked) for one in fields}
    return found, read.refusal()


def words_of(
    of: type[StrEnum], words: Mapping[Any, Message]
) -> Callable[[], Mapping[Any, Message]]:
    """The values of an enumeration with their words, in its order."""
    return lambda: {one: words[one] for one in of}
