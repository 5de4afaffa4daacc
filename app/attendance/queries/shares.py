"""How much of the time that was worked went to the doors (row R114)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.attendance.models import Decided
from app.attendance.queries.standings import Standing
from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Shift
from app.attendance.rules.share import Share, share_of
from app.attendance.rules.verdict import PRESENT, Duty, Verdict

THERE = (Decided.PRESENT, Decided.LATE)


def was_there(one: Standing) -> bool:
    """Whether somebody was: as it was decided, else as it is proved, or not disproved."""
    if one.decision is not None and one.verdict not in (Verdict.ON_TIME, Verdict.UNPROVED):
        return one.decision.decided in THERE
    return one.verdict in PRESENT


def share_between(shifts: Iterable[Shift], found: Iterable[Standing]) -> Share:
    """The share of some days of one worker: their shifts, and what came of each half of a day."""
    presence: dict[tuple[date, Part], bool] = {
        (one.on, one.part): was_there(one)
        for one in found
        if one.duty is Duty.WORKING or one.touches
    }
    return share_of(shifts, presence)


def shares_by_person(
    shifts: Mapping[tuple[str, date], Sequence[Shift]], found: Iterable[Standing]
) -> dict[str, Share]:
    """The share of everybody who worked any time in some days."""
    mine: dict[str, list[Shift]] = defaultdict(list)
    for (person, _), some in shifts.items():
        mine[person] += some
    stood: dict[str, list[Standing]] = defaultdict(list)
    for one in found:
        stood[one.person_id].append(one)
    shares = {person: share_between(some, stood[person]) for person, some in mine.items()}
    return {person: one for person, one in shares.items() if one.worked}
