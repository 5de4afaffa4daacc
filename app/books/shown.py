"""What a page says of a value: words for codes, days as people say them, a mark for a state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.books.queries.ledger import Column, Kind
from app.books.queries.lists import Line
from app.books.words import MARKS
from app.kit.html import day_text


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of a page."""

    text: str
    look: str = ""
    heading: str = ""
    mark: str = ""
    warn: str = ""
    tel: str = ""


def shown(column: Column, value: Any, lang: str, today: date) -> Shown:
    """The cell of `column` that holds `value`, for a reader of `lang`."""
    text = worded(column, value, lang)
    if column.kind is Kind.DAY and value is not None:
        text = day_text(lang, value, year=value.year != today.year)
    warned = column.warn(value) if column.warn else None
    return Shown(
        text=text,
        look=column.look if text else f"{column.look} none".strip(),
        heading=column.heading.text(lang),
        mark=MARKS.get(str(value), "") if column.id == "state" else "",
        warn=warned.text(lang) if warned else "",
        tel=text if column.kind is Kind.PHONE else "",
    )


def worded(column: Column, value: Any, lang: str) -> str:
    """A value as text; codes in words."""
    if value is None:
        return ""
    if column.kind is Kind.WORD:
        word = column.words.get(str(value))
        return word.text(lang) if word else str(value)
    return str(value)


def cells(columns: Sequence[Column], line: Line, lang: str, today: date) -> list[Shown]:
    """The cells of a row."""
    return [shown(one, value, lang, today) for one, value in zip(columns, line.values, strict=True)]
