"""What people type about leave."""

from dataclasses import dataclass
from datetime import date

from app.attendance.rules.leave import EARLIEST, FARTHEST, LONGEST, Kind, Span
from app.attendance.rules.parts import Part
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message
from app.kit.ids import is_uuid

MOST_WORDS = 200
NOBODY = "nobody"
BACKWARDS = Message("不能早于开始")
TOO_LONG = Message("一次最长三个月")
OUT_OF_RANGE = Message("应在三个月前到一年内")
CHOOSE_BACKUP = Message("请选择谁来替班，或选“不安排”")
SAY_WHY = Message("不同意时，请写明理由")
NOT_SHORTER = Message("应早于原来的结束，不早于开始")
SPENT = Message("已经休掉的半天改不了")


@dataclass(frozen=True, slots=True)
class LeaveEntry:
    """A leave as asked for."""

    kind: Kind
    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """A lead's answer; `backup_id` stands in, None: nobody does."""

    grants: bool
    words: str
    backup_id: str | None


def parse_leave(fields: Fields, today: date) -> LeaveEntry | Refusal:
    """What kind, from when to when, and words if any."""
    reader = Reader(fields)
    kind = reader.choice("kind", Kind)
    span = _span(reader, today)
    words = reader.text("words", MOST_WORDS)
    if reader.errors or kind is None or span is None:
        return Refusal(reader.errors)
    return LeaveEntry(kind, span, words)


def _span(reader: Reader, today: date) -> Span | None:
    first, first_part = _moment(reader, "first_on", "first_part")
    last, last_part = _moment(reader, "last_on", "last_part")
    if first is None or last is None or first_part is None or last_part is None:
        return None
    span = Span(first, first_part, last, last_part)
    if not today - EARLIEST <= first <= today + FARTHEST:
        reader.fail("first_on", OUT_OF_RANGE)
    elif not span.runs:
        reader.fail("last_on", BACKWARDS)
    elif last - first >= LONGEST:
        reader.fail("last_on", TOO_LONG)
    return span


def _moment(reader: Reader, day: str, part: str) -> tuple[date | None, Part | None]:
    on = reader.date(day)
    if on is None and not reader.raw(day).strip():
        reader.fail(day, Message("请填写"))
    return on, reader.choice(part, Part)


def parse_answer(fields: Fields, wants_backup: bool) -> AnswerEntry | Refusal:
    """Granted or refused; whoever refuses says why, whoever grants says who stands in."""
    reader = Reader(fields)
    decision = reader.raw("decision")
    if decision not in ("grant", "refuse"):
        reader.fail("decision", Message("请选择一项"))
    words, backup = reader.text("answer", MOST_WORDS), reader.raw("backup_id")
    if decision == "refuse" and not words:
        reader.fail("answer", SAY_WHY)
    if decision == "grant" and wants_backup and backup != NOBODY and not is_uuid(backup):
        reader.fail("backup_id", CHOOSE_BACKUP)
    named = backup if decision == "grant" and wants_backup and backup != NOBODY else None
    return reader.refusal() or AnswerEntry(decision == "grant", words, named)


def parse_return(fields: Fields, span: Span, since: tuple[date, bool]) -> Span | Refusal:
    """Back at work earlier: the new last part of the leave, not before `since` (the part of a day
    that was over last)."""
    reader = Reader(fields)
    last, part = _moment(reader, "last_on", "last_part")
    if reader.errors or last is None or part is None:
        return Refusal(reader.errors)
    found = Span(span.first_on, span.first_part, last, part)
    if not found.runs or found.last >= span.last:
        reader.fail("last_on", NOT_SHORTER)
    elif found.last < since:
        reader.fail("last_on", SPENT)
    return reader.refusal() or found
