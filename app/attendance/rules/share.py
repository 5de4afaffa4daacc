"""How much of the time that was worked went to the doors (row R114: half of it or more)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from app.attendance.rules.parts import OPENS, Part
from app.attendance.rules.roster import Post, Shift

Presence = Mapping[tuple[date, Part], bool]
"""Whether a worker was there, by part; a part in which nothing was asked is not in it."""
BETWEEN = OPENS[Part.AFTERNOON]
HOUR = 60


@dataclass(frozen=True, slots=True)
class Share:
    """Minutes of door shifts, and of all shifts, that were worked."""

    door: int = 0
    worked: int = 0

    @property
    def percent(self) -> int | None:
        """Rounded down, so that half is said of nothing less; None of no time at all."""
        return self.door * 100 // self.worked if self.worked else None

    @property
    def door_hours(self) -> float:
        """To a tenth of an hour."""
        return round(self.door / HOUR, 1)

    @property
    def worked_hours(self) -> float:
        """To a tenth of an hour."""
        return round(self.worked / HOUR, 1)


def together(shares: Iterable[Share]) -> Share:
    """Several workers, or weeks, as one."""
    shares = list(shares)
    return Share(sum(one.door for one in shares), sum(one.worked for one in shares))


def share_of(shifts: Iterable[Shift], presence: Presence) -> Share:
    """The share of one worker's shifts, each part of a day for itself: a shift counts as far as
    they were there. Where one of the parts asked nothing of them, the other speaks for it."""
    door = worked = 0
    for one in shifts:
        minutes = sum(
            length
            for part, length in _split(one).items()
            if presence.get((one.on, part), presence.get((one.on, _other(part)), False))
        )
        worked += minutes
        door += minutes if one.post is Post.DOOR else 0
    return Share(door, worked)


def _split(shift: Shift) -> dict[Part, int]:
    """The minutes of a shift in each part of its day."""
    begins, between, ends = (_minute(at) for at in (shift.begins, BETWEEN, shift.ends))
    return {
        Part.MORNING: max(0, min(ends, between) - begins),
        Part.AFTERNOON: max(0, ends - max(begins, between)),
    }


def _minute(at: time) -> int:
    return at.hour * HOUR + at.minute


def _other(part: Part) -> Part:
    return Part.AFTERNOON if part is Part.MORNING else Part.MORNING
