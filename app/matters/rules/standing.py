"""What is known of a matter at a moment, as its steps have it (rows R75-R90)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.catalogue.rules.items import Limit
from app.matters.rules.clock import Pause
from app.matters.rules.stages import OPEN, Handling, Stage, Untaken, Way

# A score up to here wants somebody else to ask what was wrong (row R89).
LOW = 2


class Referral(StrEnum):
    """What became of what was passed on to a department (row R94)."""

    NONE = ""
    SENT = "sent"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class State:
    """A matter as its steps have it.

    `owners`: everybody who ever had it, the first handling owner first; `owner` has it now.
    `supervised`: the level of the order that is not answered yet, 0 without one. `ordered`: the
    levels of all orders by the clock. `follow_up`: somebody else still has to ask the resident.
    `untaken`: who has not said yet that they have it, until `take_until`.
    """

    stage: Stage = Stage.ACCEPTED
    handling: Handling | None = None
    level: int = 1
    way: Way | None = None
    department: str = ""
    category: str = ""
    problem: str = ""
    handling_owner: str = ""
    owner: str = ""
    owners: tuple[str, ...] = ()
    untaken: Untaken | None = None
    take_until: datetime | None = None
    limit: Limit | None = None
    due_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    paused_since: datetime | None = None
    tasks: tuple[tuple[str, str], ...] = ()
    """Open tasks, each with whose it is; "" for a department's."""
    helpers: frozenset[str] = frozenset()
    """Who ever had a task of it."""
    referral: Referral = Referral.NONE
    consents: int = 0
    noticed: bool = False
    breaches: int = 0
    long_term_on: date | None = None
    supervised: int = 0
    supervised_at: datetime | None = None
    supervised_by: str = ""
    ordered: tuple[int, ...] = ()
    done_at: datetime | None = None
    fed_back_at: datetime | None = None
    asked_at: datetime | None = None
    score: int | None = None
    follow_up: bool = False
    followed_up: bool = False
    closed_at: datetime | None = None
    keep_until: date | None = None
    steps: int = 0

    @property
    def waiting(self) -> bool:
        """Whether the clock stands still."""
        return self.paused_since is not None

    @property
    def referred(self) -> bool:
        """Whether a department has it, or has not answered yet."""
        return self.referral in (Referral.SENT, Referral.ACCEPTED)

    def overdue(self, now: datetime) -> bool:
        """Whether its time is over and there is no result: never while it waits."""
        late = self.due_at is not None and now > self.due_at
        return late and self.stage in OPEN and not self.waiting
