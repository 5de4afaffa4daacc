"""What a published week lacks since somebody has leave: hours of the hall, the telephone, those
certified for everything (rows R26, R102, R104, R145)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, time

from app.attendance.rules.parts import CLOSES, Part
from app.attendance.rules.roster import Broken, Hotline, Known, Rule, Shift, Terms, broken

# Who has leave in which part of which day.
Away = Collection[tuple[str, date, Part]]
NOON = CLOSES[Part.MORNING]
LACKS = frozenset(
    {Rule.HALL_MINIMUM, Rule.HOURS, Rule.HOTLINE, Rule.HOTLINE_BACKUP, Rule.GENERALISTS}
)


def gaps(
    shifts: Iterable[Shift], hotline: Iterable[Hotline], known: Known, terms: Terms, away: Away
) -> list[Broken]:
    """What those who are there leave uncovered, by day."""
    there = [rest for one in shifts for rest in hours_there(one, away)]
    told = [one for line in hotline if (one := _told(line, away)) is not None]
    return [one for one in broken(there, told, known, terms) if one.rule in LACKS]


def beyond(found: Iterable[Broken], before: Collection[Broken]) -> list[Broken]:
    """What `found` lacks that `before` did not lack, or lacked less: hour by hour, since a gap
    that was cut in two by somebody's leave is no new one."""
    return [piece for one in found for piece in _beyond(one, before)]


def _beyond(one: Broken, before: Collection[Broken]) -> Iterator[Broken]:
    begins, ends = _hours(one)
    known = [
        _hours(old)
        for old in before
        if old.on == one.on and _lack(old) is _lack(one) and old.there <= one.there
    ]
    for start, end in sorted(known):
        if begins < min(start, ends):
            yield _from(one, begins, min(start, ends))
        begins = max(begins, end)
    if begins < ends:
        yield _from(one, begins, ends)


def _hours(one: Broken) -> tuple[time, time]:
    return one.begins or time.min, one.ends or time.max


def _from(one: Broken, begins: time, ends: time) -> Broken:
    """A piece of a gap; where it goes to the edge of the day, it stays without an hour there."""
    whole = _hours(one)
    return replace(
        one,
        begins=one.begins if begins == whole[0] else begins,
        ends=one.ends if ends == whole[1] else ends,
    )


def _lack(one: Broken) -> Rule:
    """Of what there is too little; nobody at all is the same lack as too few."""
    return {Rule.HOURS: Rule.HALL_MINIMUM, Rule.HOTLINE: Rule.HOTLINE_BACKUP}.get(
        one.rule, one.rule
    )


def hours_there(shift: Shift, away: Away) -> Iterator[Shift]:
    """The hours of a shift in which its worker has no leave."""
    off = {part for part in Part if (shift.person, shift.on, part) in away}
    begins = max(shift.begins, NOON) if Part.MORNING in off else shift.begins
    ends = min(shift.ends, NOON) if Part.AFTERNOON in off else shift.ends
    if begins < ends:
        yield replace(shift, begins=begins, ends=ends)


def at_telephone(line: Hotline, away: Away) -> Sequence[str]:
    """Who answers on a day, first the one who does: a backup goes before somebody with leave in a
    part of the day; whoever has leave all day is not there."""
    people = [one for one in (line.person, line.backup) if one]
    parts = {one: sum((one, line.on, part) in away for part in Part) for one in people}
    return sorted((one for one in people if parts[one] < len(Part)), key=lambda one: parts[one])


def _told(line: Hotline, away: Away) -> Hotline | None:
    """The telephone as it is left; None: in some part of the day nobody answers."""
    parts = [
        [one for one in (line.person, line.backup) if one and (one, line.on, part) not in away]
        for part in Part
    ]
    if not all(parts):
        return None
    alone = any(len(there) == 1 for there in parts)
    return replace(line, person=parts[0][0], backup="" if alone else line.backup)
