"""What half a day comes to, from evidence alone (rows R112, R113; never-again 48, 49).

Late is said only of what is proved late. What nobody can prove either way is *unproved*: present,
and no penalty. Nobody is missing while their records may still arrive, nor on a day that was never
theirs to work. `late`, `left early` and `absent` are suggestions: a lead decides, with a reason.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GRACE = timedelta(minutes=10)
# A worker without any phone is entered by the lead, who has the next day for it as well.
NO_PHONE_WAITS = timedelta(hours=24)


class Grade(StrEnum):
    """How strong the evidence is; shown to both sides."""

    ONLINE = "A"
    STATION_CODE = "B"
    OFFLINE = "C"
    WITNESSED = "D"


class Duty(StrEnum):
    """What the roster and the calendar asked of the worker, as it was known in the end."""

    WORKING = "working"
    DAY_OFF = "day_off"
    LEAVE = "leave"
    OUTSIDE = "outside"  # not on the roster: before joining, after leaving, another community's


class Verdict(StrEnum):
    """What half a day comes to."""

    ON_TIME = "on_time"
    LATE = "late"  # a suggestion
    UNPROVED = "unproved"  # 待核
    EXPECTED = "expected"  # the window is open
    MAY_ARRIVE = "may_arrive"  # a phone of theirs has not been heard of since
    ABSENT = "absent"  # a suggestion
    LEFT_EARLY = "left_early"  # a suggestion
    DAY_OFF = "day_off"
    LEAVE = "leave"
    OUTSIDE = "outside"


PRESENT = frozenset({Verdict.ON_TIME, Verdict.LATE, Verdict.UNPROVED})
SUGGESTIONS = frozenset({Verdict.LATE, Verdict.LEFT_EARLY, Verdict.ABSENT})
FREE = {
    Duty.DAY_OFF: Verdict.DAY_OFF,
    Duty.LEAVE: Verdict.LEAVE,
    Duty.OUTSIDE: Verdict.OUTSIDE,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign-in: it was made between `earliest` and `latest`, and that is proved.

    Raises ValueError for an interval that ends before it begins.
    """

    grade: Grade
    earliest: datetime
    latest: datetime

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError("latest: before earliest")


@dataclass(frozen=True, slots=True)
class Half:
    """Half a day at work: be there at `due`, or `grace` later; signing in is possible from `opens`
    until `closes`."""

    opens: datetime
    due: datetime
    closes: datetime
    grace: timedelta = GRACE

    @property
    def limit(self) -> datetime:
        """The last moment that is still in time."""
        return self.due + self.grace


def punctual(half: Half, evidence: Evidence) -> Verdict:
    """On time, late or unproved: what one sign-in proves about the time that was due."""
    limit = half.limit
    if evidence.earliest > limit:
        return Verdict.LATE
    if evidence.latest <= limit:
        return Verdict.ON_TIME
    return Verdict.UNPROVED


def judge(
    half: Half,
    duty: Duty,
    evidence: Evidence | None,
    now: datetime,
    heard_until: datetime | None,
) -> Verdict:
    """What half a day comes to at `now`.

    `heard_until` is the watermark: up to then every phone of the worker has told all it had; None
    when they have no phone.
    """
    if duty in FREE:
        return FREE[duty]
    if evidence is not None:
        found = punctual(half, evidence)
        # An earlier touch may still be on a phone that was not heard since.
        silent = heard_until is not None and heard_until <= half.limit
        return Verdict.UNPROVED if silent and found is Verdict.LATE else found
    if now <= half.closes:
        return Verdict.EXPECTED
    told_all = (
        now > half.closes + NO_PHONE_WAITS if heard_until is None else heard_until > half.closes
    )
    return Verdict.ABSENT if told_all else Verdict.MAY_ARRIVE


def day(morning: Verdict, afternoon: Verdict) -> tuple[Verdict, Verdict]:
    """Both halves seen together: there in the morning and missing after noon is 早退, not 旷工."""
    if morning in PRESENT and afternoon is Verdict.ABSENT:
        return morning, Verdict.LEFT_EARLY
    return morning, afternoon
