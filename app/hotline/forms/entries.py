"""A call, a letter or a meeting as somebody writes it down (rows R100, R106, R130, R146)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.catalogue.rules import DutyLine
from app.hotline.rules.kinds import WRITTEN_HERE, Duty, Help, Kind, Source
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_WORDS, MOST_ANSWER, MOST_BASICS, MOST_OPINION = 2000, 1000, 200, 1000
MOST_REQUEST, MOST_REQUESTS = 500, 5
EARLIEST, LATEST_SLOT = timedelta(days=31), timedelta(days=60)
ONE_THING = Message("请写怎么答复的，或者转为办件")


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What was told, how, and what is made of it: an answer at once, or matters."""

    channel: Source
    kind: Kind
    at: datetime
    grid_id: str | None
    caller: str
    phone: str
    place: str
    basics: str
    words: str
    problem: str
    duties: frozenset[Duty]
    answer: str
    requests: tuple[str, ...]
    opinion: str
    line: DutyLine
    help: Help | None
    slot: tuple[datetime, datetime] | None
    urgent: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What a form is judged by: the time, the community's zone, its grids and its classes."""

    now: datetime
    zone: str
    grids: Collection[str]
    problems: Collection[str]


def parse_entry(fields: Fields, around: Around) -> EntryForm | Refusal:
    """A filled-in form. A call ticks the three duties that were done, and recording it is one."""
    read = Reader(fields)
    channel = read.choice("channel", Source) or Source.PHONE
    if channel not in WRITTEN_HERE:
        read.fail("channel", Message("请选择一项"))
    kind = read.choice("entry_kind", Kind) or Kind.QUESTION
    at = _at(read, around)
    help_kind = read.choice("help", Help, required=False)
    slot = _slot(read, around) if help_kind else None
    words = read.text("words", MOST_WORDS, required=True)
    requests = _requests(read, words, help_kind is not None)
    entry = EntryForm(
        channel=channel, kind=kind, at=at, grid_id=_grid(read, around),
        caller=read.text("caller", 40), phone=read.text("phone", 20),
        place=read.text("place", 120), basics=read.text("basics", MOST_BASICS), words=words,
        problem=_problem(read, around), duties=frozenset(read.choices("duties", Duty)),
        answer=read.text("answer", MOST_ANSWER), requests=requests,
        opinion=read.text("opinion", MOST_OPINION),
        line=read.choice("line", DutyLine, required=False) or DutyLine.GENERAL,
        help=help_kind, slot=slot, urgent=read.flag("urgent"),
    )  # fmt: skip
    _check(read, entry)
    return read.refusal() or entry


def _check(read: Reader, entry: EntryForm) -> None:
    if entry.channel is Source.PHONE:
        if Duty.RECORDED not in entry.duties:
            read.fail("duties", Message("记下来了才能保存：请勾“认真记录”"))
        elif not entry.duties & {Duty.ANSWERED, Duty.GUIDED}:
            read.fail("duties", Message("直接解答或引导办理，至少做了一样"))
    if entry.channel is Source.MEETING:
        return
    if not entry.answer and not entry.requests:
        read.fail("answer", ONE_THING)
    if entry.help and not entry.phone:
        read.fail("phone", Message("约了时间，请留一个能联系上的电话"))


def _at(read: Reader, around: Around) -> datetime:
    said = read.moment("at")
    if said is None:
        return around.now
    at = said.replace(tzinfo=ZoneInfo(around.zone))
    if at > around.now:
        read.fail("at", Message("不能晚于现在"))
    if at < around.now - EARLIEST:
        read.fail("at", Message("只能补记最近 {days} 天的", days=EARLIEST.days))
    return at


def _grid(read: Reader, around: Around) -> str | None:
    grid = read.uuid("grid")
    if grid is not None and grid not in around.grids:
        read.fail("grid", Message("无法识别，请重新选择"))
    return grid


def _problem(read: Reader, around: Around) -> str:
    problem = read.raw("problem")
    if problem and problem not in around.problems:
        read.fail("problem", Message("请选择一项"))
    return problem


def _requests(read: Reader, words: str, help_asked: bool) -> tuple[str, ...]:
    """Each part that asks for something. `makes_matter`, or help at home: the words are one."""
    said = read.texts("requests", MOST_REQUEST, MOST_REQUESTS)
    if said or not (read.flag("makes_matter") or help_asked):
        return said
    return (words[:MOST_REQUEST],) if words else ()


def _slot(read: Reader, around: Around) -> tuple[datetime, datetime] | None:
    """From when until when somebody comes or calls, as agreed with the resident (row R106)."""
    on, begins, ends = read.date("slot_on"), _time(read, "slot_begins"), _time(read, "slot_ends")
    for name, said in (("slot_on", on), ("slot_begins", begins), ("slot_ends", ends)):
        if said is None:
            read.fail(name, Message("请和居民约好时间"))
    if on is None or begins is None or ends is None:
        return None
    zone = ZoneInfo(around.zone)
    slot = datetime.combine(on, begins, zone), datetime.combine(on, ends, zone)
    if slot[1] <= slot[0]:
        read.fail("slot_ends", Message("要晚于开始"))
    if not _soon(on, around):
        read.fail("slot_on", Message("从今天起，最多 {days} 天", days=LATEST_SLOT.days))
    return slot


def _soon(on: date, around: Around) -> bool:
    today = around.now.astimezone(ZoneInfo(around.zone)).date()
    return today <= on <= today + LATEST_SLOT


def _time(read: Reader, name: str) -> time | None:
    said = read.raw(name).strip()
    try:
        found = time.fromisoformat(said) if said else None
    except ValueError:
        found = None
    if said and (found is None or found.tzinfo is not None):
        read.fail(name, Message("时间应写成 09:30 的样子"))
        return None
    return found
