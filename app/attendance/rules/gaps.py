"""What a published week lacks since somebody has leave: hours of the hall, the telephone, those
certified for everything (rows R26, R102, R104, R145)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, time

from app.attendance.rules.parts import CLOSES, Part
from app.attendance.rules.roster import Broken, Hotline, Known, Rule, Shift, Terms, broken

# Who has leave in which part of which day.
Away = Collection[tuple[str, date, Part]]
NOON = CLOSES[Part.MORNING]
# Of a telephone that somebody has, `_unanswered` says what it lacks.
LACKS = frozenset({Rule.HALL_MINIMUM, Rule.HOURS, Rule.HOTLINE, Rule.GENERALISTS})


def gaps(
    shifts: Iterable[Shift], hotline: Iterable[Hotline], known: Known, terms: Terms, away: Away
) -> list[Broken]:
    """What those who are there leave uncovered, by day."""
    there = [rest for one in shifts for rest in hours_there(one, away)]
    lines = [one for one in hotline if one.on in known.working]
    found = [one for one in broken(there, lines, known, terms) if one.rule in LACKS]
    found += [lack for line in lines for lack in _unanswered(line, away)]
    return sorted(found, key=lambda one: (one.on, one.rule, one.begins or time.min))


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


def at_telephone(line: Hotline, part: Part, away: Away) -> list[str]:
    """Who answers in a part of a day, first the one who does: whoever is away then is not there."""
    return [one for one in line.people if (one, line.on, part) not in away]


def telephone_day(line: Hotline, away: Away) -> list[tuple[Part | None, list[str]]]:
    """Who answers on a day, part by part; once for the whole day (None) where both are alike."""
    morning, afternoon = (at_telephone(line, part, away) for part in Part)
    if morning == afternoon:
        return [(None, morning)]
    return [(Part.MORNING, morning), (Part.AFTERNOON, afternoon)]


def _unanswered(line: Hotline, away: Away) -> Iterator[Broken]:
    """Where the telephone has nobody, or no backup: of the day, or of a part that differs."""
    morning, afternoon = (at_telephone(line, part, away) for part in Part)
    spans = [(None, NOON, morning), (NOON, None, afternoon)]
    if len(morning) == len(afternoon):
        spans = [(None, None, morning)]
    for begins, ends, there in spans:
        if len(there) < 2:
            rule = Rule.HOTLINE_BACKUP if there else Rule.HOTLINE
            yield Broken(rule, line.on, begins, ends, "".join(there), len(there))
