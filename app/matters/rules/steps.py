"""What can be written down in a matter: facts that do not change, and steps, one after another.

A matter is its facts and a tuple of steps to which is only ever appended. Every step says when, by
whom, and in which role: the server's moment, and the post that the person held then (row R75).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.catalogue.rules.items import Limit
from app.matters.rules.stages import Answer, Channel, Flow, Handling, How, Way

SYSTEM, RESIDENT = "system", "resident"


class Role(StrEnum):
    """As what somebody acts: the names of the posts, the program, the resident themselves, and a
    department outside."""

    GRID_WORKER = "grid_worker"
    GRID_LEAD = "grid_lead"
    STATION_HEAD = "station_head"
    DATA_STEWARD = "data_steward"
    CLERK = "clerk"
    WORKERS_REPRESENTATIVE = "workers_representative"
    STREET_OFFICER = "street_officer"
    DISTRICT_OFFICER = "district_officer"
    DEPARTMENT = "department"
    RESIDENT = "resident"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Facts:
    """What does not change about a matter. `first_contact`: who wrote it down first (row R98)."""

    flow: Flow
    opened_at: datetime
    zone: str
    first_contact: str

    def day(self, at: datetime) -> date:
        """The local day of a moment."""
        return at.astimezone(ZoneInfo(self.zone)).date()


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
class Acceptance(Step):
    """受理: how it came, for whom it was said if not by themselves, who has it from now on (the
    first handling owner, rows R83, R86), and the limit that its item promises. `take_until`: by
    when the owner says that they have it; None: they know already (row R87)."""

    channel: Channel
    on_behalf: str = ""
    owner: str = ""
    limit: Limit | None = None
    take_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taking(Step):
    """接收: who has it says so, before anything else is done (row R87)."""


@dataclass(frozen=True, slots=True)
class NotTaken(Step):
    """Neither the first owner nor a backup took it in time: the head knows (row R87)."""


@dataclass(frozen=True, slots=True)
class Classification(Step):
    """登记分类: the kind of work, the level, and the limit where the item gave none (R77, R78)."""

    handling: Handling
    level: int
    limit: Limit | None = None
    category: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Route(Step):
    """直接办理, 代办 or 转办, by whom; `level` and `limit` of a dispute are said here, because it
    is not classified."""

    way: Way
    to: str = ""
    department: str = ""
    level: int | None = None
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Consent(Step):
    """The parties of a dispute agree to mediation (row R76)."""

    parties: tuple[str, ...]
    how: How


@dataclass(frozen=True, slots=True)
class Progress(Step):
    """What was done meanwhile (row R83)."""

    words: str


@dataclass(frozen=True, slots=True)
class TaskOpened(Step):
    """A task of the back office, beside others (row R67)."""

    task: str
    text: str
    owner: str = ""
    department: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TaskDone(Step):
    """What came of a task."""

    task: str
    result: str


@dataclass(frozen=True, slots=True)
class OneTimeNotice(Step):
    """一次性告知: all materials, steps, the limit and the hours, in one go (row R101)."""

    materials: tuple[str, ...]
    steps: tuple[str, ...]
    limit: str
    hours: str


@dataclass(frozen=True, slots=True)
class FurtherMaterial(Step):
    """One more material is asked for after the notice: a breach, and counted (row R101)."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Waiting(Step):
    """Waiting for the resident: the only thing that stops the clock (row R82)."""

    for_what: str


@dataclass(frozen=True, slots=True)
class Resumed(Step):
    """What was waited for is here."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class HandOver(Step):
    """Somebody else has it from now on; the first stays answerable (row R83). By the clock when
    nobody took it: then `take_until` is by when the backup does (row R87)."""

    to: str
    reason: str
    take_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReferralAnswer(Step):
    """A department takes what was referred to it, or returns it with a reason (row R94)."""

    answer: Answer
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReferralClosed(Step):
    """The department is through with it (row R94)."""

    words: str


@dataclass(frozen=True, slots=True)
class LongTerm(Step):
    """It cannot be solved soon: why, and when the resident hears the next time (row R84)."""

    reason: str
    next_on: date


@dataclass(frozen=True, slots=True)
class InterimFeedback(Step):
    """The resident was told how it stands; `next_on`: when they hear again (row R84)."""

    whom: str
    how: How
    words: str
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class Supervision(Step):
    """督办: an order that wants an answer, by the head or by the clock (row R88)."""

    level: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class SupervisionAnswer(Step):
    """The answer to it (row R88)."""

    words: str


@dataclass(frozen=True, slots=True)
class JointAction(Step):
    """Others are asked to act together; a request, and nothing more. `departments`: by name, those
    that are shown it; who else is meant is asked in other ways (row R95)."""

    request: str
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result(Step):
    """What came of it; for a dispute that was mediated the record of what was agreed (row R76)."""

    words: str
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class Reopened(Step):
    """It was not done after all."""

    reason: str


@dataclass(frozen=True, slots=True)
class Feedback(Step):
    """反馈: who was told, how, what, and when (row R79)."""

    whom: str
    how: How
    words: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class RatingRequest(Step):
    """The resident is asked what they think of it (row R89)."""

    how: How


@dataclass(frozen=True, slots=True)
class Rating(Step):
    """评议, 1 to 5: by the resident, or written down by whoever they told it to (row R89)."""

    score: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class CallBackDrawn(Step):
    """The lot fell on this matter: somebody else asks the resident (row R89)."""


@dataclass(frozen=True, slots=True)
class FollowUp(Step):
    """What somebody heard from the resident who never worked on it (row R89)."""

    words: str


@dataclass(frozen=True, slots=True)
class SentBack(Step):
    """Whoever heard the resident found that it was not in order: it is done again (row R89)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Archive(Step):
    """归档: read-only from now on, and kept until then (row R90)."""

    keep_until: date


@dataclass(frozen=True, slots=True)
class Cancellation(Step):
    """It was accepted by mistake."""

    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawal(Step):
    """The resident does not want it any more."""

    words: str


@dataclass(frozen=True, slots=True)
class NotOurs(Step):
    """不属受理范围: why, and where to go instead; both must be said (row R99)."""

    explanation: str
    where_to_go: str
