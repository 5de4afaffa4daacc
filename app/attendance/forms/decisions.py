"""What a lead decides or vouches for, and what the worker says to it (row R113)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.attendance.models import Decided
from app.attendance.rules.parts import Part
from app.attendance.rules.verdict import Half
from app.kit.forms import Fields, Reader, Refusal, parse_decision
from app.kit.i18n import Message

MOST_REASON, MOST_REPLY = 200, 500
NOT_YET = Message("还没到这个时间")
NOT_THEN = Message("不在这半天的签到时间里")
AS_TIME = Message("时间应写成 08:30 的样子")
NOT_ASKED = Message("证据没有这样的建议")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided about a suggestion, and why."""

    decided: Decided
    reason: str


def parse_ruling(fields: Fields, allowed: tuple[str, ...]) -> Ruling | Refusal:
    """A decision among those `allowed`, with a reason."""
    reader = Reader(fields)
    decided = reader.choice("decided", Decided)
    if decided is not None and decided.value not in allowed:
        reader.fail("decided", NOT_ASKED)
    reason = reader.text("reason", MOST_REASON, required=True)
    if reader.errors or decided is None:
        return Refusal(reader.errors)
    return Ruling(decided, reason)


@dataclass(frozen=True, slots=True)
class Seen:
    """A lead saw somebody without a phone, and why they write it down."""

    at: datetime
    reason: str


def parse_seen(fields: Fields, half: Half, now: datetime) -> Seen | Refusal:
    """The local time at which somebody was seen, inside the window of `half` and not to come."""
    reader = Reader(fields)
    at = _moment(reader, half)
    if at is not None and at > now:
        reader.fail("seen_at", NOT_YET)
    elif at is not None and not half.opens <= at < half.closes:
        reader.fail("seen_at", NOT_THEN)
    reason = reader.text("reason", MOST_REASON, required=True)
    if reader.errors or at is None:
        return Refusal(reader.errors)
    return Seen(at, reason)


def _moment(reader: Reader, half: Half) -> datetime | None:
    typed = reader.raw("seen_at").strip()
    if not typed:
        reader.fail("seen_at", Message("请填写"))
        return None
    try:
        local = time.fromisoformat(typed)
    except ValueError:
        local = None
    zone = half.due.tzinfo
    if local is None or local.tzinfo is not None or not isinstance(zone, ZoneInfo):
        reader.fail("seen_at", AS_TIME)
        return None
    return datetime.combine(half.due.date(), local, zone)


def parse_reply(fields: Fields) -> str | Refusal:
    """What a worker says to a decision about them."""
    reader = Reader(fields)
    words = reader.text("reply", MOST_REPLY, required=True)
    return reader.refusal() or words


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a lead makes of a touch that was set aside; `half`: of which part of which day it is,
    None where that never was in doubt."""

    counts: bool
    reason: str
    half: tuple[date, Part] | None


def parse_settlement(fields: Fields, halves: Sequence[tuple[date, Part]]) -> Settlement | Refusal:
    """Counts or not, always with a reason for its worker where not; one of `halves`, where there
    are any, for one that counts."""
    entry = parse_decision(fields, "reason")
    if isinstance(entry, Refusal):
        return entry
    if not halves or not entry.accepts:
        return Settlement(entry.accepts, entry.words, None)
    reader = Reader(fields)
    wanted = {f"{on}/{part}": (on, part) for on, part in halves}.get(reader.raw("half"))
    if wanted is None:
        reader.fail("half", Message("请选择算哪半天"))
    return reader.refusal() or Settlement(True, entry.words, wanted)
