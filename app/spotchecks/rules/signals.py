"""What about a worker's records of a day is unusual, by rules that anyone can read (R110).

A signal judges nobody. Each has a good explanation: a stairwell where five doors open at once, an
evening in which the day is written down, a street with bad reception. It only makes it likelier
that a record is drawn; whoever checks does not see it, and no notice may rest on it. The codes,
the thresholds and the words stand here and nowhere else, and the worker reads the same.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations
from math import asin, cos, radians, sin, sqrt

from app.kit.i18n import Message

EARTH_M = 6_371_000
SHINGLE = 3
# How much of a text is compared: 60 records of a day are 1,770 pairs.
MOST_LETTERS = 500


class Signal(StrEnum):
    """The code of a signal, as it stands in the list of the day."""

    TOO_MANY = "too_many"
    SAME_MINUTE = "same_minute"
    SAME_TEXT = "same_text"
    SAME_PHOTO = "same_photo"
    FAR_AWAY = "far_away"
    ALL_OK = "all_ok"
    BURST = "burst"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is unusual. Minutes, metres, letters, and shares from 0 to 1."""

    many: int = 6
    many_minutes: int = 15
    text_letters: int = 12
    text_alike: float = 0.7
    far_m: int = 100
    far_accuracies: int = 3
    all_ok_in_a_row: int = 8
    burst: int = 5
    burst_minutes: int = 10


@dataclass(frozen=True, slots=True)
class Point:
    """A place in WGS 84, in degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Seen:
    """One record, as far as the signals look at it.

    `visited_at` is when the visit was, as its author says; `made_at` when it was written, as far as
    that can be known. `everything_ticked`: every point of the checklist. `position` was measured
    with `accuracy_m`; `building` is where the door is.
    """

    visit: str
    visited_at: datetime
    made_at: datetime
    text: str = ""
    photos: tuple[str, ...] = ()
    everything_ticked: bool = False
    clock_doubtful: bool = False
    position: Point | None = None
    accuracy_m: float = 0
    building: Point | None = None


LIMITS = Limits()


def signals(
    records: Sequence[Seen], cut_off: datetime, limits: Limits = LIMITS
) -> dict[str, tuple[str, ...]]:
    """The codes of each of one worker's records of a day; of most records there is none."""
    ordered = sorted(records, key=lambda one: (one.visited_at, one.visit))
    found: dict[str, set[str]] = {one.visit: set() for one in ordered}
    for signal, rule in RULES.items():
        for one in rule(ordered, cut_off, limits):
            found[one.visit].add(signal.value)
    return {visit: tuple(sorted(codes)) for visit, codes in found.items()}


# The places in the words are the names of the limits.
WORDS = {
    Signal.TOO_MANY: "{many_minutes}分钟内有{many}次或更多走访",
    Signal.SAME_MINUTE: "同一分钟有两次或更多走访",
    Signal.SAME_TEXT: "与当天另一条记录的文字几乎相同",
    Signal.SAME_PHOTO: "与当天另一条记录用了同一张照片",
    Signal.FAR_AWAY: "记录位置离楼栋太远：超过{far_m}米加上定位误差的{far_accuracies}倍",
    Signal.ALL_OK: "连续{all_ok_in_a_row}条或更多记录全部勾选、没有写任何情况",
    Signal.BURST: "截止前{burst_minutes}分钟内写了{burst}条或更多",
    Signal.CLOCK: "手机时钟不准",
}


def say(signal: Signal, limits: Limits = LIMITS) -> Message:
    """What a signal means, to anyone, with the thresholds it goes by."""
    return Message(WORDS[signal], **asdict(limits))


Rule = Callable[[Sequence[Seen], datetime, Limits], Iterable[Seen]]


def _too_many(ordered: Sequence[Seen], _: datetime, limits: Limits) -> Iterator[Seen]:
    span = timedelta(minutes=limits.many_minutes)
    for first in range(len(ordered) - limits.many + 1):
        window = ordered[first : first + limits.many]
        if window[-1].visited_at - window[0].visited_at <= span:
            yield from window


def _same_minute(ordered: Sequence[Seen], _: datetime, __: Limits) -> Iterator[Seen]:
    minute = {one.visit: one.visited_at.replace(second=0, microsecond=0) for one in ordered}
    times = Counter(minute.values())
    return (one for one in ordered if times[minute[one.visit]] > 1)


def _same_text(ordered: Sequence[Seen], _: datetime, limits: Limits) -> Iterator[Seen]:
    written = [(one, _shingles(one.text)) for one in ordered if _letters(one.text, limits)]
    for (one, mine), (other, theirs) in combinations(written, 2):
        if len(mine & theirs) >= limits.text_alike * len(mine | theirs):
            yield from (one, other)


def _same_photo(ordered: Sequence[Seen], _: datetime, __: Limits) -> Iterator[Seen]:
    times = Counter(photo for one in ordered for photo in set(one.photos))
    return (one for one in ordered if any(times[photo] > 1 for photo in one.photos))


def _far_away(ordered: Sequence[Seen], _: datetime, limits: Limits) -> Iterator[Seen]:
    for one in ordered:
        if one.position and one.building:
            allowed = limits.far_m + limits.far_accuracies * one.accuracy_m
            if _metres(one.position, one.building) > allowed:
                yield one


def _all_ok(ordered: Sequence[Seen], _: datetime, limits: Limits) -> Iterator[Seen]:
    row: list[Seen] = []
    for one in [*ordered, None]:
        if one and one.everything_ticked and not one.text.strip():
            row.append(one)
            continue
        if len(row) >= limits.all_ok_in_a_row:
            yield from row
        row = []


def _burst(ordered: Sequence[Seen], cut_off: datetime, limits: Limits) -> Iterable[Seen]:
    """By when they were written: what only arrived late was waiting for a network."""
    begins = cut_off - timedelta(minutes=limits.burst_minutes)
    last = [one for one in ordered if begins <= one.made_at <= cut_off]
    return last if len(last) >= limits.burst else []


def _clock(ordered: Sequence[Seen], _: datetime, __: Limits) -> Iterator[Seen]:
    return (one for one in ordered if one.clock_doubtful)


RULES: dict[Signal, Rule] = {
    Signal.TOO_MANY: _too_many,
    Signal.SAME_MINUTE: _same_minute,
    Signal.SAME_TEXT: _same_text,
    Signal.SAME_PHOTO: _same_photo,
    Signal.FAR_AWAY: _far_away,
    Signal.ALL_OK: _all_ok,
    Signal.BURST: _burst,
    Signal.CLOCK: _clock,
}


def _letters(text: str, limits: Limits) -> bool:
    """Whether it is long enough to be alike by more than chance."""
    return len("".join(text.split())) >= limits.text_letters


def _shingles(text: str) -> frozenset[str]:
    """Every three letters that follow each other, spaces and case apart."""
    plain = "".join(text.split()).casefold()[:MOST_LETTERS]
    return frozenset(plain[n : n + SHINGLE] for n in range(len(plain) - SHINGLE + 1))


def _metres(one: Point, other: Point) -> float:
    """The way between two places as the crow flies."""
    north, east = radians(other.lat - one.lat), radians(other.lon - one.lon)
    part = sin(north / 2) ** 2
    part += cos(radians(one.lat)) * cos(radians(other.lat)) * sin(east / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(min(1.0, part)))
