"""The visit form and the envelope's body: one parser for both (row R109)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from app.kit.forms import Fields, Reader, Refusal
from app.kit.geo import Position, read_position
from app.kit.i18n import Message
from app.visits.models import MetRole, Outcome, Point, Purpose

MOST_ADDRESS = 120
MOST_FINDINGS = 2000
MOST_REQUEST = 500
MOST_REQUESTS = 5
MOST_POSITION = 100
MOST_REASON = 200
AHEAD = timedelta(minutes=2)
TYPED_BACK = timedelta(days=31)
AGREED_AHEAD = timedelta(days=366)
# What a body may hold; a plain form brings other fields too, which are no part of the record.
BODY = (
    "household",
    "address",
    "outcome",
    "met_role",
    "purposes",
    "checklist",
    "findings",
    "requests",
    "visited_at",
    "next_on",
    "position",
)
MANY = frozenset({"purposes", "checklist", "requests"})
# Looked up once a record on the path on which every phone of a district sends at dusk.
OUTCOMES = {one.value: one for one in Outcome}
MET_ROLES = {one.value: one for one in MetRole}
PURPOSES = {one.value: one for one in Purpose}
POINTS = {one.value: one for one in Point}
zone_of = cache(ZoneInfo)
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class When:
    """The times against which typed dates are held; `zone` is the community's."""

    zone: str
    made_at: datetime
    received_at: datetime
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """A visit as it was written down; moments are aware, in UTC."""

    household_id: str | None
    address: str
    outcome: Outcome
    met_role: MetRole | None
    purposes: tuple[Purpose, ...]
    checklist: tuple[Point, ...]
    findings: str
    requests: tuple[str, ...]
    visited_at: datetime | None
    next_on: date | None
    day: date
    position: Position | None
    has_position: bool


def parse_visit(fields: Fields, when: When) -> VisitEntry | Refusal:
    """The visit that `fields` describe, or what is wrong with each field. Never raises."""
    read = Reader(fields)
    zone = zone_of(when.zone)
    household_id = read.uuid("household")
    address = "" if read.raw("household") else read.text("address", MOST_ADDRESS, required=True)
    outcome = OUTCOMES.get(read.raw("outcome")) or read.choice("outcome", Outcome)
    met_role = MET_ROLES.get(read.raw("met_role")) or read.choice("met_role", MetRole, False)
    visited_at = _visited_at(read, when, zone)
    day = (visited_at or when.made_at).astimezone(zone).date()
    position, has_position = _position(read)
    entry = VisitEntry(
        household_id=household_id,
        address=address,
        outcome=outcome or Outcome.MET,
        # Nobody is met behind a closed door; the phone may have kept an earlier choice.
        met_role=met_role if outcome in (Outcome.MET, Outcome.PHONE) else None,
        purposes=_chosen(read, "purposes", PURPOSES),
        checklist=_chosen(read, "checklist", POINTS),
        findings=read.text("findings", MOST_FINDINGS),
        requests=read.texts("requests", MOST_REQUEST, MOST_REQUESTS),
        visited_at=visited_at,
        next_on=_next_on(read, when, day, zone),
        day=day,
        position=position,
        has_position=has_position,
    )
    return read.refusal() or entry


def _chosen(read: Reader, name: str, known: dict[str, Choice]) -> tuple[Choice, ...]:
    values = set(read.raw_list(name))
    if not values <= known.keys():
        read.fail(name, Message("有不认识的选项"))
    return tuple([known[value] for value in known if value in values])


def _visited_at(read: Reader, when: When, zone: ZoneInfo) -> datetime | None:
    typed = read.moment("visited_at")
    if typed is None:
        return None
    if not 2000 <= typed.year <= 2100:
        read.fail("visited_at", Message("年份不对"))
        return None
    moment = typed.replace(tzinfo=zone).astimezone(UTC)
    if moment > when.received_at + AHEAD:
        read.fail("visited_at", Message("走访时间不能晚于现在"))
    # What a doubtful clock says is never a reason to refuse.
    elif not when.doubtful and moment < when.made_at - TYPED_BACK:
        read.fail("visited_at", Message("走访时间不能早于 {days} 天前", days=TYPED_BACK.days))
    return moment


def _next_on(read: Reader, when: When, day: date, zone: ZoneInfo) -> date | None:
    agreed = read.date("next_on")
    if agreed is None:
        return None
    if agreed < day and not when.doubtful:
        read.fail("next_on", Message("约定的日期不能早于走访当天"))
    elif agreed > when.received_at.astimezone(zone).date() + AGREED_AHEAD:
        read.fail("next_on", Message("约定的日期不能超过一年"))
    return agreed


def _position(read: Reader) -> tuple[Position | None, bool]:
    text = read.raw("position").strip()
    if not text:
        return None, False
    try:
        return read_position(text[:MOST_POSITION]), True
    except ValueError:
        read.fail("position", Message("位置无法识别，可以不附位置"))
        return None, True


def body_of(fields: Fields) -> dict[str, str | list[str]]:
    """The fields of a plain form that belong to a record, as an envelope carries them."""
    body: dict[str, str | list[str]] = {}
    for name in BODY:
        value = fields.get(name, "")
        if name in MANY:
            body[name] = [value] if isinstance(value, str) and value else list(value)
        else:
            body[name] = value if isinstance(value, str) else (value[-1] if value else "")
    return body


def written(entry: VisitEntry, zone: str) -> dict[str, str | list[str]]:
    """An entry as the fields of a form; without its position, which is kept in one place only."""
    visited = entry.visited_at.astimezone(zone_of(zone)) if entry.visited_at else None
    return {
        "household": entry.household_id or "",
        "address": entry.address,
        "outcome": entry.outcome.value,
        "met_role": entry.met_role.value if entry.met_role else "",
        "purposes": [one.value for one in entry.purposes],
        "checklist": [one.value for one in entry.checklist],
        "findings": entry.findings,
        "requests": list(entry.requests),
        "visited_at": visited.strftime("%Y-%m-%dT%H:%M") if visited else "",
        "next_on": entry.next_on.isoformat() if entry.next_on else "",
    }


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """A worker's word on a visit that was entered in their name."""

    confirms: bool
    reply: str


def parse_answer(fields: Fields) -> PaperAnswer | Refusal:
    """It was so, or it was otherwise: then how."""
    read = Reader(fields)
    answer = read.raw("answer")
    if answer not in ("confirmed", "otherwise"):
        read.fail("answer", Message("请选择一项"))
    reply = read.text("reply", MOST_REASON, required=answer == "otherwise")
    return read.refusal() or PaperAnswer(answer == "confirmed", reply)
