"""A matter as it is when the gate is asked, and what checks are made of (rows R75-R90)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.matters.rules.clock import Time
from app.matters.rules.standing import State
from app.matters.rules.steps import (
    Facts,
    FollowUp,
    Rating,
    Role,
    SentBack,
    Step,
    Supervision,
)
from app.matters.rules.why import Why

# Working days in which a resident may still rate, and in which an order is to be answered.
RATING_DAYS, ANSWER_DAYS = 5, 2
LEADS = frozenset({Role.GRID_LEAD, Role.STATION_HEAD})
OUTSIDE = frozenset({Role.DEPARTMENT, Role.STREET_OFFICER, Role.DISTRICT_OFFICER})


@dataclass(frozen=True, slots=True)
class Case:
    """A matter as it is when the gate is asked."""

    facts: Facts
    steps: tuple[Step, ...]
    state: State
    now: datetime
    time: Time

    @property
    def handled_by(self) -> set[str]:
        """Everybody who had a part in it: who wrote it down, had it, or did something in it. Who
        only asked the resident had none, and may ask again."""
        idle = (Supervision, Rating, FollowUp, SentBack)
        return {one.by for one in self.steps if not isinstance(one, idle)} | self.had_by

    @property
    def had_by(self) -> set[str]:
        """Whose it was: who wrote it down, had it, or had a task of it."""
        return {self.facts.first_contact, *self.state.owners, *self.state.helpers}


# A check of one kind of step, with which `gate.RULES` pairs it.
Check = Callable[[Case, Any], Why | None]
