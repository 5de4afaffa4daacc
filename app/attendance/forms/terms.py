"""What a head asks of the community's day."""

from dataclasses import asdict, dataclass
from datetime import time
from typing import Any

from app.attendance.forms.rosters import read_time
from app.attendance.rules.parts import CLOSES, OPENS, Part
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message


@dataclass(frozen=True, slots=True)
class TermsEntry:
    """The community's own terms, as the head wants them."""

    morning: time
    afternoon: time
    grace_minutes: int
    opens: time
    closes: time
    hall_minimum: int
    all_rounders: int
    door_share_percent: int
    hall_code: bool

    @property
    def said(self) -> dict[str, Any]:
        """For the record of changes."""
        return {name: str(value) for name, value in asdict(self).items()}


def parse_terms(fields: Fields) -> TermsEntry | Refusal:
    """Times in order, numbers within reason."""
    read = Reader(fields)
    morning, afternoon = read_time(read, "morning"), read_time(read, "afternoon")
    opens, closes = read_time(read, "opens"), read_time(read, "closes")
    grace = read.number("grace_minutes", 0, 60, required=True)
    minimum = read.number("hall_minimum", 1, 20, required=True)
    rounders = read.number("all_rounders", 0, 20, required=True)
    share = read.number("door_share_percent", 0, 100, required=True)
    if morning and afternoon and afternoon <= morning:
        read.fail("afternoon", Message("下午签到要晚于早上"))
    for name, part, at in (
        ("morning", Part.MORNING, morning),
        ("afternoon", Part.AFTERNOON, afternoon),
    ):
        if at and not _within(part, at, grace or 0):
            read.fail(
                name,
                Message(
                    "应在 {opens} 到 {closes} 之间，宽限也要算进去",
                    opens=f"{OPENS[part]:%H:%M}",
                    closes=f"{CLOSES[part]:%H:%M}",
                ),
            )
    if opens and closes and closes <= opens:
        read.fail("closes", Message("关门要晚于开门"))
    if (
        read.errors or morning is None or afternoon is None or opens is None or closes is None
        or grace is None or minimum is None or rounders is None or share is None
    ):  # fmt: skip
        return Refusal(read.errors)
    code = read.flag("hall_code")
    return TermsEntry(morning, afternoon, grace, opens, closes, minimum, rounders, share, code)


def _within(part: Part, at: time, grace_minutes: int) -> bool:
    """Whether one can sign in from `at` until the grace is over."""
    over = at.hour * 60 + at.minute + grace_minutes
    ends = CLOSES[part].hour * 60 + CLOSES[part].minute
    return OPENS[part] <= at and over < ends
