"""What people write in a case, read and judged field by field."""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.cases.models import RecordKind
from app.cases.rules.measures import Measure
from app.cases.rules.steps import Cause, Reason
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_WORDS, MOST_SOURCE, MOST_EXTRA, MOST_REASONS = 1000, 40, 2, 3
DISMISSED = "dismissed"
LEVELS = {one.name.lower(): one for one in Measure}


@dataclass(frozen=True, slots=True)
class Source:
    """Whose word something is: the id of somebody the station knows, or the name of another."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Extra:
    """Something handed in with a notice: a second fact, and whose word it is."""

    kind: RecordKind
    source: Source
    words: str


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """A notice: what else is known beside what opened the case, and whether the rate stands in
    it."""

    extras: tuple[Extra, ...]
    with_rate: bool


@dataclass(frozen=True, slots=True)
class ReplyEntry:
    """What the worker says, and who can confirm it."""

    words: str
    witness: Source | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody who decides finds: the heaviest measure they would answer for, or None; and
    why, each reason with the records that show it."""

    upto: Measure | None
    reasons: tuple[Reason, ...]


def parse_causes(fields: Fields) -> frozenset[Cause] | Refusal:
    """Which technical causes it was. That it was none is said, not left out."""
    read = Reader(fields)
    causes = frozenset(read.choices("causes", Cause))
    if bool(causes) == read.flag("none"):
        read.fail("causes", Message("请勾选是哪一项，或选“都不是”，不能两样都选"))
    return read.refusal() or causes


def parse_notice(fields: Fields, people: Mapping[str, str]) -> NoticeEntry | Refusal:
    """A notice. A second fact needs a kind, words, and whose word it is; all of them or none."""
    read, extras = Reader(fields), []
    for number in range(1, MOST_EXTRA + 1):
        words = read.text(f"words-{number}", MOST_WORDS)
        source = _source(read, f"staff-{number}", f"source-{number}", people)
        if not words and source is None:
            continue
        kind = read.choice(f"kind-{number}", RecordKind)
        if kind is RecordKind.PHOTO:
            read.fail(f"kind-{number}", Message("请选择一项"))
        if not words:
            read.fail(f"words-{number}", Message("请填写"))
        if source is None:
            read.fail(f"source-{number}", Message("请写明是谁说的，或材料在哪里"))
        if kind and source:
            extras.append(Extra(kind, source, words))
    return read.refusal() or NoticeEntry(tuple(extras), read.flag("with_rate"))


def parse_reply(fields: Fields, people: Mapping[str, str]) -> ReplyEntry | Refusal:
    """A reply. That it says anything is the gate's to ask, because a photo does as well."""
    read = Reader(fields)
    words, witness = read.text("words", MOST_WORDS), _source(read, "staff", "witness", people)
    return read.refusal() or ReplyEntry(words, witness)


def _source(read: Reader, staff: str, other: str, people: Mapping[str, str]) -> Source | None:
    """Somebody of the list, or the name of somebody who is not on it; None for nobody."""
    chosen, name = read.raw(staff), read.text(other, MOST_SOURCE)
    if chosen and chosen not in people:
        read.fail(other, Message("请从名单里选择"))
    if chosen and name:
        read.fail(other, Message("名单里选的和写的名字，只留一个"))
    known = {_plain(one) for one in people.values()}
    if any(one in _plain(name) for one in known if one):
        read.fail(other, Message("这是站里的人，请从名单里选"))
    return Source(chosen, name) if chosen or name else None


def _plain(name: str) -> str:
    """A name without what only makes it look different."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def parse_finding(fields: Fields, records: Collection[str]) -> Finding | Refusal:
    """A vote, or a decision on an appeal. Every reason points at `records` of the case."""
    read = Reader(fields)
    chosen = read.raw("finding")
    if chosen != DISMISSED and chosen not in LEVELS:
        read.fail("finding", Message("请选择一项"))
    reasons = []
    for number in range(1, MOST_REASONS + 1):
        words = read.text(f"reason-{number}", MOST_WORDS, required=number == 1)
        named = tuple(read.raw_list(f"records-{number}"))
        if words or named:
            _link(read, number, words, named, records)
            reasons.append(Reason(words, named))
    return read.refusal() or Finding(LEVELS.get(chosen), tuple(reasons))


def _link(
    read: Reader, number: int, words: str, named: Collection[str], records: Collection[str]
) -> None:
    if not words:
        read.fail(f"reason-{number}", Message("请填写"))
    if not named:
        read.fail(f"records-{number}", Message("请勾选这条理由依据的记录"))
    if not set(named) <= set(records):
        read.fail(f"records-{number}", Message("有不认识的选项"))


def parse_measure(fields: Fields) -> Measure | Refusal:
    """How heavy a measure is taken."""
    read = Reader(fields)
    chosen = read.raw("level")
    if chosen not in LEVELS:
        read.fail("level", Message("请选择一项"))
    return read.refusal() or LEVELS[chosen]


def parse_appeal(fields: Fields) -> str | Refusal:
    """An appeal needs no reason."""
    read = Reader(fields)
    words = read.text("words", MOST_WORDS)
    return read.refusal() or words
