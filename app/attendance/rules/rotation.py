"""A fair week: who served how long where, and a roster that evens it out (rows R22, R24, R26)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.attendance.rules.parts import CLOSES, OPENS, Part
from app.attendance.rules.roster import Broken, Hotline, Known, Post, Rule, Shift, Terms

# So many served at the windows of old; whoever the hall needs no more is free for the doors (R26).
AT_WINDOWS_BEFORE = 5
# From then on a shift in the hall is an evening's.
EVENING = time(17, 30)
DOORS = ((time(8, 30), time(12)), (time(14), time(17, 30)))
# How long the two shifts of the hall meet, so that work is handed over.
MEETS = timedelta(minutes=30)


class Kind(StrEnum):
    """The usual days, one tap each."""

    DOOR = "door"
    HALL_EARLY = "hall_early"
    HALL_LATE = "hall_late"
    DOOR_THEN_HALL = "door_then_hall"
    HALL_THEN_DOOR = "hall_then_door"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Load:
    """What one worker did in some weeks, in minutes, evenings and days."""

    hall: int = 0
    door: int = 0
    evenings: int = 0
    hotline: int = 0

    @property
    def share(self) -> float:
        """Which part of the work was in the hall."""
        return self.hall / (self.hall + self.door) if self.hall + self.door else 0.0


@dataclass(frozen=True, slots=True)
class Crew:
    """Who may be put on a roster: `clerks` belong to the hall and go to no doors."""

    people: Sequence[str]
    clerks: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A whole week."""

    shifts: list[Shift]
    hotline: list[Hotline]


def minutes(one: Shift) -> int:
    """How long a shift is."""
    return (one.ends.hour - one.begins.hour) * 60 + one.ends.minute - one.begins.minute


def loads(shifts: Iterable[Shift], hotline: Iterable[Hotline]) -> dict[str, Load]:
    """What everybody did."""
    found: dict[str, Load] = defaultdict(Load)
    for one in shifts:
        found[one.person] = added(found[one.person], one)
    for duty in hotline:
        found[duty.person] = replace(found[duty.person], hotline=found[duty.person].hotline + 1)
    return dict(found)


def added(load: Load, one: Shift) -> Load:
    """A load with one shift more."""
    if one.post is Post.DOOR:
        return replace(load, door=load.door + minutes(one))
    evening = one.ends > EVENING
    return replace(load, hall=load.hall + minutes(one), evenings=load.evenings + evening)


def halves(terms: Terms) -> tuple[tuple[time, time], tuple[time, time]]:
    """The two shifts of the hall, from opening to closing, which meet in the middle."""
    opens, closes = (datetime.combine(date.min, one) for one in (terms.opens, terms.closes))
    middle = opens + (closes - opens) / 2
    middle -= timedelta(minutes=middle.minute % 30, seconds=middle.second)
    return (
        (terms.opens, min(closes, middle + MEETS).time()),
        (max(opens, middle - MEETS).time(), terms.closes),
    )


def day_of(kind: Kind, person: str, on: date, terms: Terms) -> list[Shift]:
    """The shifts of one of the usual days."""
    early, late = halves(terms)
    (morning, afternoon) = DOORS
    spans: dict[Kind, list[tuple[Post, tuple[time, time]]]] = {
        Kind.DOOR: [(Post.DOOR, morning), (Post.DOOR, afternoon)],
        Kind.HALL_EARLY: [(Post.HALL, early)],
        Kind.HALL_LATE: [(Post.HALL, late)],
        Kind.DOOR_THEN_HALL: [(Post.DOOR, morning), (Post.HALL, late)],
        Kind.HALL_THEN_DOOR: [(Post.HALL, early), (Post.DOOR, afternoon)],
        Kind.NONE: [],
    }
    return [Shift(person, on, post, begins, ends) for post, (begins, ends) in spans[kind]]


def suggest(crew: Crew, known: Known, terms: Terms, before: Mapping[str, Load]) -> Suggestion:
    """A roster for the days of `known` that evens out what everybody did `before`.

    Those with the smallest share of hall hours serve there, of these those with the fewest
    evenings until closing; everybody else goes to the doors. The telephone goes round. Who has
    leave on a day is left out. With too few people hours stay open, and publishing says which.
    """
    so_far = _fair_start(crew.people, before)
    shifts: list[Shift] = []
    hotline: list[Hotline] = []
    for on in sorted(known.working):
        here = [one for one in crew.people if (one, on) not in known.leave]
        today = list(_day(on, here, crew, terms, so_far))
        for one in today:
            so_far[one.person] = added(so_far[one.person], one)
        shifts += today
        turn = sorted({one.person for one in today}, key=lambda one: (so_far[one].hotline, one))
        if turn:
            first = turn[0]
            hotline.append(Hotline(on, first, turn[1] if len(turn) > 1 else ""))
            so_far[first] = replace(so_far[first], hotline=so_far[first].hotline + 1)
    return Suggestion(shifts, hotline)


def _fair_start(people: Sequence[str], before: Mapping[str, Load]) -> dict[str, Load]:
    """Who is new begins where the others are on average, and owes them nothing."""
    known = [before[one] for one in people if one in before]
    count = max(len(known), 1)
    mean = Load(
        sum(one.hall for one in known) // count,
        sum(one.door for one in known) // count,
        sum(one.evenings for one in known) // count,
        sum(one.hotline for one in known) // count,
    )
    return {one: before.get(one, mean) for one in people}


def _day(
    on: date, here: Sequence[str], crew: Crew, terms: Terms, so_far: Mapping[str, Load]
) -> Iterator[Shift]:
    clerks = [one for one in here if one in crew.clerks]
    in_turn = sorted(
        (one for one in here if one not in crew.clerks),
        key=lambda one: (so_far[one].share, so_far[one].hall, one),
    )
    wanted = max(2 * terms.hall_minimum - len(clerks), 0)
    hall = clerks + in_turn[:wanted]
    late = sorted(hall, key=lambda one: (so_far[one].evenings, one))[: len(hall) // 2]
    for person in hall:
        kind = Kind.HALL_LATE if person in late else Kind.HALL_EARLY
        yield from day_of(kind, person, on, terms)
    for person in in_turn[wanted:]:
        yield from day_of(Kind.DOOR, person, on, terms)


def taken_over(
    last: Suggestion, days: int, crew: Crew, known: Known, fresh: Suggestion
) -> Suggestion:
    """Last week again, `days` later: without those who left or have leave; a day that was not
    worked then comes from `fresh`."""
    later = timedelta(days=days)
    worked = {one.on + later for one in last.shifts}

    def stays(person: str, on: date) -> bool:
        return person in crew.people and on in known.working and (person, on) not in known.leave

    shifts = [
        replace(one, on=one.on + later) for one in last.shifts if stays(one.person, one.on + later)
    ]
    hotline = [
        replace(one, on=one.on + later)
        for one in last.hotline
        if stays(one.person, one.on + later) and stays(one.backup, one.on + later)
    ]
    told = {one.on for one in hotline}
    return Suggestion(
        shifts + [one for one in fresh.shifts if one.on not in worked],
        hotline + [one for one in fresh.hotline if one.on not in told],
    )


def away(shifts: Iterable[Shift], leave: Collection[tuple[str, date, Part]]) -> list[Broken]:
    """Shifts of people who have leave in that part of the day."""
    return [
        Broken(Rule.ON_LEAVE, one.on, one.begins, one.ends, one.person)
        for one in shifts
        for part in Part
        if (one.person, one.on, part) in leave and _in_part(one, part)
    ]


def _in_part(one: Shift, part: Part) -> bool:
    return one.begins < CLOSES[part] and one.ends > OPENS[part]


def door_target(full: int, shifts: Sequence[Shift] | None) -> int:
    """How many households a day asks for: door shifts count, a half day half; `None`, no roster
    is published: all of them (rows R22, R108)."""
    if shifts is None:
        return full
    doors = [one for one in shifts if one.post is Post.DOOR]
    count = sum(any(_in_part(one, part) for one in doors) for part in Part)
    return -(-full * count // 2)


def usual_in_hall(shifts: Sequence[Shift], terms: Terms) -> int:
    """How many serve in the hall at a time, on average over the opening hours of its days."""
    hall = [one for one in shifts if one.post is Post.HALL]
    days = len({one.on for one in hall})
    opening = Shift("", date.min, Post.HALL, terms.opens, terms.closes)
    return round(sum(map(minutes, hall)) / (days * minutes(opening))) if days else 0
