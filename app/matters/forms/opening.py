"""The one form by which a matter is accepted, at a window or a door (rows R52, R58, R66, R80, R99).

What is typed becomes an `OpeningEntry`; whether an item is there and a household in sight is asked
of the database by whoever reads the entry.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from app.catalogue.rules import Agency, DutyLine
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message
from app.matters.rules.stages import Channel

MOST_WORDS, MOST_TITLE, MOST_NAME, MOST_PLACE, MOST_PHONE = 2000, 80, 40, 120, 20
MOST_RESULT, MOST_EXPLAINED = 500, 500
MOST_TICKS, MOST_TYPED = 60, 60
# A form stays open while somebody is served; an older one was left lying.
LONGEST_OPEN = timedelta(hours=4)
PHONE_SHAPE = re.compile(r"\+?[0-9][0-9 -]{2,18}")


class Ending(StrEnum):
    """What the window does with what it heard."""

    ACCEPT = "accept"
    DONE = "done"  # 即来即办: done while the resident waits (row R66)
    NOT_OURS = "not_ours"  # with an explanation and where to go (row R99)


class Giving(StrEnum):
    """How the one-time notice reaches the resident (row R101)."""

    PRINT = "print"
    READ_OUT = "read_out"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Finish:
    """What came of it on the spot, and what the resident said to it face to face."""

    result: str
    score: int | None
    rating_words: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Why it is not the station's, and where to go: both are said (row R99)."""

    explanation: str
    where_to_go: str


@dataclass(frozen=True, slots=True)
class OpeningEntry:
    """What somebody typed. `brought` and `checked` are places in the item's materials and in its
    chain's checks; `began` is when the form was opened, None when that is not to be believed."""

    id: str
    began: datetime | None
    item_id: str | None
    problem: str
    line: DutyLine | None
    title: str
    words: str
    household_id: str | None
    applicant: str
    phone: str
    place: str
    channel: Channel
    urgent: bool
    major: bool
    brought: frozenset[int]
    checked: frozenset[int]
    giving: Giving
    authorised: bool
    helper_id: str | None
    explained: bool
    waits: bool
    finish: Finish | None
    elsewhere: Elsewhere | None


def parse_opening(fields: Fields, now: datetime) -> OpeningEntry | Refusal:
    """The form, or what is wrong with it by field."""
    read = Reader(fields)
    item_id, title = read.uuid("item"), read.text("title", MOST_TITLE)
    problem, words = read.text("problem", 30), read.text("words", MOST_WORDS)
    if not (item_id or problem or title):
        read.fail("q", Message("请选一个事项或问题类别；清单上没有的，写一个标题"))
    ending = read.choice("ending", Ending) or Ending.ACCEPT
    entry = OpeningEntry(
        id=read.uuid("id", required=True) or "",
        began=_began(read.raw("began"), now),
        item_id=item_id,
        problem=problem,
        line=read.choice("line", DutyLine, required=False),
        title=title,
        words=words,
        household_id=read.uuid("household"),
        applicant=read.text("applicant", MOST_NAME),
        phone=_phone(read),
        place=read.text("place", MOST_PLACE),
        channel=read.choice("came", Channel) or Channel.WINDOW,
        urgent=read.flag("urgent"),
        major=read.flag("major"),
        brought=_places(read, "brought"),
        checked=_places(read, "checks"),
        giving=read.choice("giving", Giving, required=False) or Giving.PRINT,
        authorised=read.flag("authorised"),
        helper_id=read.uuid("helper"),
        explained=read.flag("explained"),
        waits=read.flag("waits"),
        finish=_finish(read) if ending is Ending.DONE else None,
        elsewhere=_elsewhere(read) if ending is Ending.NOT_OURS else None,
    )
    return read.refusal() or entry


def parse_handing_out(fields: Fields) -> Finish | Refusal:
    """What somebody was told who took a result, and what they think of it (row R52)."""
    read = Reader(fields)
    entry = _finish(read)
    return read.refusal() or entry


def needs_of_mode(entry: OpeningEntry, agency: Agency) -> dict[str, Message]:
    """What a form still lacks for how far the item is done for the resident (row R80)."""
    if agency is Agency.FULL and not entry.authorised:
        return {"authorised": Message("全程代办要居民本人同意委托，同意了请打勾")}
    if agency is Agency.FULL and not entry.applicant:
        return {"applicant": Message("委托书要写委托人的姓名")}
    if agency is Agency.ASSIST and entry.helper_id is None:
        return {"helper": Message("协办要选一位陪同办理的人")}
    if agency is Agency.EXPLAIN and not entry.explained:
        return {"explained": Message("要本人去办的，先把程序说明白，再打勾")}
    return {}


def _began(typed: str, now: datetime) -> datetime | None:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    if found.tzinfo is None or not now - LONGEST_OPEN <= found <= now:
        return None
    return found.astimezone(UTC)


def _phone(read: Reader) -> str:
    text = unicodedata.normalize("NFKC", read.text("phone", MOST_PHONE))
    if text and not PHONE_SHAPE.fullmatch(text):
        read.fail("phone", Message("电话只写数字，比如 13812345678"))
    return text


def _places(read: Reader, name: str) -> frozenset[int]:
    found = read.raw_list(name)[: MOST_TICKS + 1]
    if len(found) > MOST_TICKS or not all(one.isascii() and one.isdecimal() for one in found):
        read.fail(name, Message("有不认识的选项"))
        return frozenset()
    return frozenset(int(one) for one in found)


def _finish(read: Reader) -> Finish:
    return Finish(
        read.text("result", MOST_RESULT, required=True),
        read.number("score", 1, 5),
        read.text("rating_words", 200),
    )


def _elsewhere(read: Reader) -> Elsewhere:
    return Elsewhere(
        read.text("explanation", MOST_EXPLAINED, required=True),
        read.text("where_to_go", MOST_EXPLAINED, required=True),
    )
