"""What stands in the breach log, by rule: promises that were not kept (rows R88, R101, R103).

Nothing is decided here, nothing is counted against anybody: an entry says what happened, and whose
word on it is wanted. What was with a department, or waited for the resident, is nobody's here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.matters.rules.case import OUTSIDE
from app.matters.rules.standing import State
from app.matters.rules.state import stepped
from app.matters.rules.steps import SYSTEM, FurtherMaterial, Step, Supervision


class Kind(StrEnum):
    """A material that was asked for later; a limit that ran out; an order that nobody answered."""

    FURTHER_MATERIAL = "further_material"
    OVERDUE = "overdue"
    UNANSWERED = "unanswered"


ORDERS = {1: Kind.OVERDUE, 2: Kind.UNANSWERED}


@dataclass(frozen=True, slots=True)
class Breach:
    """An entry of the log: the step that it is, and who is concerned; nobody where a department
    had it."""

    number: int
    kind: Kind
    at: datetime
    person: str
    said: str = ""

    @property
    def outside(self) -> bool:
        """Whether it was a department's, and nobody here is concerned."""
        return not self.person


def breaches(steps: Sequence[Step]) -> list[Breach]:
    """The entries of one matter, in their order."""
    return list(_breaches(steps))


def _breaches(steps: Sequence[Step]) -> Iterable[Breach]:
    before = State()
    for number, step in enumerate(steps, 1):
        if isinstance(step, FurtherMaterial):
            person = "" if step.role in OUTSIDE else step.by
            yield Breach(number, Kind.FURTHER_MATERIAL, step.at, person, step.name)
        elif isinstance(step, Supervision) and step.by == SYSTEM:
            person = "" if before.referred else before.owner
            yield Breach(number, ORDERS[step.level], step.at, person)
        before = stepped(before, step)
