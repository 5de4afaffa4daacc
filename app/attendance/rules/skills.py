"""What workers can do: the seven duty lines, and who covers them (rows R46, R104)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from app.attendance.rules.gaps import Away, hours_there
from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Shift
from app.attendance.rules.rotation import MEETS, minutes
from app.catalogue.rules import DutyLine

# Certified by the head for every line.
ALL_ROUNDER = "all"
# In minutes: how long the hall's two shifts are there together.
HAND_OVER = 2 * MEETS.seconds // 60


def covers(skills: Collection[str]) -> frozenset[DutyLine]:
    """The lines that somebody with these skills can do."""
    if ALL_ROUNDER in skills:
        return frozenset(DutyLine)
    return frozenset(one for one in DutyLine if one in skills)


def uncovered(
    shifts: Iterable[Shift], away: Away, skills: Mapping[str, Collection[str]]
) -> dict[tuple[date, Part], list[DutyLine]]:
    """The lines that nobody who is there in half a day is certified for, leave (`away`) taken
    off: a warning, no refusal. A half for which nobody is planned stands in no warning."""
    there: dict[tuple[date, Part], set[DutyLine]] = {}
    for one in shifts:
        for part in _served(one):
            lines = there.setdefault((one.on, part), set())
            if (one.person, one.on, part) not in away:
                lines |= covers(skills.get(one.person, ()))
    found = {half: [line for line in DutyLine if line not in there[half]] for half in sorted(there)}
    return {half: lines for half, lines in found.items() if lines}


def _served(shift: Shift) -> Iterator[Part]:
    """The halves of its day that a shift serves: who only hands the hall over at noon, or takes it
    over then, is not there for the other half."""
    for part in Part:
        rest = {(shift.person, shift.on, other) for other in Part if other is not part}
        if any(minutes(hours) > HAND_OVER for hours in hours_there(shift, rest)):
            yield part
