"""What people type about listing, using, promising, publishing and withdrawing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.catalogue.forms.content import limit_in
from app.catalogue.rules.windows import FEWEST, MOST, Preset
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_REASON = 200
BEFORE_TODAY = Message("不能早于今天")
TOO_FAR = Message("最晚一年以后")
FARTHEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class WindowsEntry:
    """How many windows, and the preset of groups."""

    windows: int
    preset: Preset


def parse_reason(fields: Fields) -> str | Refusal:
    """A reason, which must be given."""
    read = Reader(fields)
    reason = read.text("reason", MOST_REASON, required=True)
    return read.refusal() or reason


def parse_promise(fields: Fields) -> dict[str, Any] | Refusal | None:
    """A community's own limit, or None for that of the list."""
    read = Reader(fields)
    said = limit_in(read, "amount")
    return read.refusal() or said


def parse_effective(fields: Fields, today: date) -> date | Refusal:
    """From which day a version holds."""
    read = Reader(fields)
    on = read.date("effective_on")
    if on is None and not read.errors:
        read.fail("effective_on", Message("请填写"))
    elif on is not None and on < today:
        read.fail("effective_on", BEFORE_TODAY)
    elif on is not None and (on - today).days > FARTHEST_DAYS:
        read.fail("effective_on", TOO_FAR)
    return read.refusal() or on or today


def parse_windows(fields: Fields) -> WindowsEntry | Refusal:
    """The hall's windows (row R53) and the preset (rows R55, R56)."""
    read = Reader(fields)
    count = read.number("windows", FEWEST, MOST, required=True)
    preset = read.choice("preset", Preset)
    if count is None or preset is None:
        return Refusal(read.errors)
    return WindowsEntry(count, preset)
