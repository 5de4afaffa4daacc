"""What a matter was passed on to, and what became of it: from its steps alone (row R94)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.matters.rules.stages import Answer, Way
from app.matters.rules.standing import Referral
from app.matters.rules.steps import ReferralAnswer, ReferralClosed, Route, Step

ANSWERED = {Answer.ACCEPTED: Referral.ACCEPTED, Answer.RETURNED: Referral.RETURNED}


@dataclass(frozen=True, slots=True)
class Sending:
    """One time that a matter was passed on. `number`: the step that did it; `said`: why it came
    back, or what the department says that it did."""

    number: int
    department: str
    by: str
    at: datetime
    standing: Referral = Referral.SENT
    said: str = ""
    answered_at: datetime | None = None

    @property
    def running(self) -> bool:
        """Whether the department has it, or has still to answer."""
        return self.standing in (Referral.SENT, Referral.ACCEPTED)


def sendings(steps: Iterable[tuple[int, Step]]) -> list[Sending]:
    """Every sending of a matter, in their order; an answer is about the one before it."""
    found: list[Sending] = []
    for number, step in steps:
        if isinstance(step, Route):
            found = [replace(one, standing=_left(one)) for one in found]
            if step.way is Way.REFERRAL:
                found.append(Sending(number, step.department, step.by, step.at))
        elif found and isinstance(step, ReferralAnswer):
            answered = ANSWERED[step.answer]
            found[-1] = replace(found[-1], standing=answered, said=step.reason, answered_at=step.at)
        elif found and isinstance(step, ReferralClosed):
            found[-1] = replace(
                found[-1], standing=Referral.CLOSED, said=step.words, answered_at=step.at
            )
    return found


def _left(one: Sending) -> Referral:
    """What was passed on and then went another way is no longer with that department."""
    return Referral.RETURNED if one.running else one.standing


def running(steps: Iterable[tuple[int, Step]]) -> Sending | None:
    """The sending that a department has to do with now, if any."""
    found = sendings(steps)
    return found[-1] if found and found[-1].running else None
