"""What can be written down in a case: facts that do not change, and the steps, one after another.

A case is its facts and a tuple of steps to which is only ever appended. Every step says when, by
whom, and in which role: the server's moment, and the post that the person held then.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from app.attendance.rules.parts import Part
from app.cases.rules.evidence import Fact, Rate
from app.cases.rules.measures import Earlier, Measure


class Role(StrEnum):
    """As what somebody acts; the names of the posts, and the program itself."""

    SYSTEM = "system"
    WORKER = "grid_worker"
    GRID_LEAD = "grid_lead"
    STATION_HEAD = "station_head"
    DATA_STEWARD = "data_steward"
    STREET_OFFICER = "street_officer"
    PANEL_MEMBER = "panel_member"
    APPEAL_OFFICER = "appeal_officer"


class Cause(StrEnum):
    """What is nobody's fault and is looked at first."""

    OUTAGE = "outage"
    BUILD = "build"
    CLOCK = "clock"
    PHONE = "phone"
    REPAIR = "repair"  # a refused record that is still being put right


class WorkingDays(Protocol):
    """The community's calendar, as far as clocks need it."""

    def after(self, on: date, count: int) -> date:
        """The `count`-th working day after `on`."""
        ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What a case is about.

    `happened_at`: what is questioned. `known_at`: when it was established (the check was saved, the
    third late day decided), from which the notice's clock runs. `checkers`: who looked at the
    record. `barred`: who has a conflict of interest with the worker. `earlier`: the worker's
    measures of other cases, as they stand now. `away`: whole days for which the worker has leave,
    on which the time to reply stands still. Raises ValueError for moments out of order.
    """

    worker: str
    checkers: frozenset[str]
    happened_at: datetime
    known_at: datetime
    opened_at: datetime
    zone: str
    barred: frozenset[str] = frozenset()
    earlier: tuple[Earlier, ...] = ()
    away: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.happened_at <= self.known_at <= self.opened_at:
            raise ValueError("opened_at: out of order")

    def day(self, at: datetime) -> date:
        """The local day of a moment: every clock ends with the end of a day."""
        return at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave of the worker's that was granted at a moment, half-day by half-day; it may lie back."""

    at: datetime
    halves: frozenset[tuple[date, Part]]


@dataclass(frozen=True, slots=True)
class Draw:
    """The draw that a check came from: the id of its proof, and whether it was advisory."""

    proof: str
    advisory: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody decided so, and the ids of the records that show it."""

    text: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done, at a moment, by a person, in a role. Raises ValueError for a naive moment."""

    at: datetime
    by: str
    role: Role

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("at: needs a time zone")


@dataclass(frozen=True, slots=True)
class TechnicalCheck(Step):
    """Step 0: which technical causes were looked at, and which of them it was."""

    looked_at: frozenset[Cause]
    found: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True)
class Notice(Step):
    """What the worker is told, written when it is handed over: the facts, the receipts of the
    records, the draw's proof where a check is among them, and the rate if one is relied on."""

    facts: tuple[Fact, ...]
    receipts: tuple[str, ...]
    draw: Draw | None = None
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Extension(Step):
    """The worker asks for more time; it is given."""


@dataclass(frozen=True, slots=True)
class Pause(Step):
    """Leave or sickness `since` a day: the time to reply stands still."""

    since: date


@dataclass(frozen=True, slots=True)
class Resume(Step):
    """The worker is back."""


@dataclass(frozen=True, slots=True)
class Reply(Step):
    """What the worker says: a text, photos, a witness. Photos' ids are records of the case."""

    text: str = ""
    photos: tuple[str, ...] = ()
    witness: str = ""


@dataclass(frozen=True, slots=True)
class Vote(Step):
    """What one member of the panel finds: the heaviest measure they would answer for, or None when
    it is not confirmed; with reasons either way."""

    upto: Measure | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class MeasureTaken(Step):
    """The measure, signed by whoever issues it; the votes are the panel's two signatures."""

    level: Measure


@dataclass(frozen=True, slots=True)
class Appeal(Step):
    """The worker does not accept it. No reason is needed."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class AppealDecision(Step):
    """What is left of the measure; None: nothing."""

    level: Measure | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Export(Step):
    """The recommendation leaves as a signed file; what follows is not decided here."""

    digest: str
    signature: str


@dataclass(frozen=True, slots=True)
class Closing(Step):
    """The program writes down that a case has ended."""
