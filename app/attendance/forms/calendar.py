"""What a head types about a day."""

from dataclasses import dataclass
from datetime import date

from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_NAME = 40
FIRST_YEAR, LAST_YEAR = 2020, 2100


@dataclass(frozen=True, slots=True)
class DayEntry:
    """A day that is worked here, or not, and what it is called."""

    on: date
    works: bool
    name: str


def parse_day(fields: Fields) -> DayEntry | Refusal:
    """One day."""
    reader = Reader(fields)
    on, name = _on(reader), reader.text("name", MOST_NAME, required=True)
    works = reader.raw("works")
    if works not in ("0", "1"):
        reader.fail("works", Message("请选择一项"))
    if reader.errors or on is None:
        return Refusal(reader.errors)
    return DayEntry(on, works == "1", name)


def parse_on(fields: Fields) -> date | Refusal:
    """The day alone."""
    reader = Reader(fields)
    on = _on(reader)
    return on if on is not None and not reader.errors else Refusal(reader.errors)


def _on(reader: Reader) -> date | None:
    on = reader.date("on")
    if not reader.raw("on").strip():
        reader.fail("on", Message("请填写"))
    if on is not None and not FIRST_YEAR <= on.year <= LAST_YEAR:
        reader.fail("on", Message("年份不在日历里"))
        return None
    return on
