"""Who serves where, and what a week must hold before it is published (rows R22-R26, R102, R104,
R145). A refused roster says which hour or which rule, all of them at once.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from itertools import combinations, pairwise


class Post(StrEnum):
    """A岗 serves in the hall, B岗 goes from door to door."""

    HALL = "A"
    DOOR = "B"


class Rule(StrEnum):
    """What a roster may break."""

    HALL_MINIMUM = "hall_minimum"
    HOURS = "hours"
    HOTLINE = "hotline"
    HOTLINE_BACKUP = "hotline_backup"
    GENERALISTS = "generalists"
    TWICE = "twice"
    ON_LEAVE = "on_leave"
    DAY_OFF = "day_off"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a community asks of its roster; the defaults are those of the rows named above."""

    hall_minimum: int = 2
    generalists: int = 2
    opens: time = time(8, 30)
    closes: time = time(19, 0)


@dataclass(frozen=True, slots=True)
class Shift:
    """One worker at one post, from one hour of a day until another."""

    person: str
    on: date
    post: Post
    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Hotline:
    """Who answers the telephone on a day, and who does when they cannot."""

    on: date
    person: str
    backup: str = ""

    @property
    def people(self) -> list[str]:
        """Both, each once, first the one who answers first."""
        return list(dict.fromkeys(one for one in (self.person, self.backup) if one))


@dataclass(frozen=True, slots=True)
class Broken:
    """One rule that one day does not keep: between which hours, or by whom."""

    rule: Rule
    on: date
    begins: time | None = None
    ends: time | None = None
    person: str = ""
    # How many serve in the hall then, answer, or are certified; said, not judged by.
    there: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Known:
    """What a roster is judged by: days that are worked, leave that is granted, all-rounders."""

    working: Collection[date]
    leave: Collection[tuple[str, date]] = ()
    all_rounders: Collection[str] = ()


def broken(
    shifts: Sequence[Shift], hotline: Sequence[Hotline], known: Known, terms: Terms | None = None
) -> list[Broken]:
    """Every rule that the roster does not keep, by day; empty when it may be published."""
    wanted = terms or Terms()
    found: list[Broken] = []
    for on in sorted(known.working):
        today = [one for one in shifts if one.on == on]
        found += _hall(on, today, wanted)
        found += _twice(on, today)
        answering = next((one for one in hotline if one.on == on), None)
        if answering is None:
            found.append(Broken(Rule.HOTLINE, on))
        elif not answering.backup or answering.backup == answering.person:
            found.append(Broken(Rule.HOTLINE_BACKUP, on, person=answering.person, there=1))
        here = {one.person for one in today}
        rounders = len(here & set(known.all_rounders))
        if rounders < wanted.generalists:
            found.append(Broken(Rule.GENERALISTS, on, there=rounders))
    for one in shifts:
        if one.on not in known.working:
            found.append(Broken(Rule.DAY_OFF, one.on, one.begins, one.ends, one.person))
        if (one.person, one.on) in known.leave:
            found.append(Broken(Rule.ON_LEAVE, one.on, one.begins, one.ends, one.person))
    return sorted(
        set(found), key=lambda one: (one.on, one.rule, one.begins or time.min, one.person)
    )


def _hall(on: date, today: Sequence[Shift], terms: Terms) -> Iterator[Broken]:
    """Hours of the opening with too few in the hall; an empty hour is its own rule (R102)."""
    hall = [one for one in today if one.post is Post.HALL]
    edges = {terms.opens, terms.closes} | {
        edge for one in hall for edge in (one.begins, one.ends) if terms.opens < edge < terms.closes
    }
    spans: list[tuple[time, time, int]] = []
    cuts = sorted(edges)
    for begins, ends in pairwise(cuts):
        there = len({one.person for one in hall if one.begins <= begins and one.ends >= ends})
        if spans and spans[-1][2] == there:
            spans[-1] = (spans[-1][0], ends, there)
        else:
            spans.append((begins, ends, there))
    for begins, ends, there in spans:
        if there == 0:
            yield Broken(Rule.HOURS, on, begins, ends)
        elif there < terms.hall_minimum:
            yield Broken(Rule.HALL_MINIMUM, on, begins, ends, there=there)


def _twice(on: date, today: Sequence[Shift]) -> Iterator[Broken]:
    for one, other in combinations(sorted(today, key=lambda each: each.begins), 2):
        if one.person == other.person and other.begins < one.ends:
            yield Broken(Rule.TWICE, on, other.begins, min(one.ends, other.ends), one.person)
