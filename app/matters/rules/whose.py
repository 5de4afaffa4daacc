"""Whose turn a step is (rows R52, R78, R87, R89, R98). Each check gives the reason for a refusal,
or None."""

from app.matters.rules.case import LEADS, OUTSIDE, Case
from app.matters.rules.stages import (
    Flow,
)
from app.matters.rules.steps import (
    Role,
    Step,
)
from app.matters.rules.why import Why


def works_on_it(case: Case, step: Step) -> Why | None:
    """Who has it, or had it; a lead in their stead; the program."""
    mine = step.by in case.state.owners or step.role in LEADS or step.role is Role.SYSTEM
    return None if mine else Why.NOT_YOURS


def has_it_now(case: Case, step: Step) -> Why | None:
    """Who has it, and nobody for them: a lead who wants it hands it over (row R87)."""
    return None if step.by == case.state.owner else Why.NOT_YOURS


def works_or_wrote_it(case: Case, step: Step) -> Why | None:
    """As well whoever wrote it down: they answer it or pass it on after sorting it (row R98)."""
    return None if step.by == case.facts.first_contact else works_on_it(case, step)


def works_or_serves(case: Case, step: Step) -> Why | None:
    """As well any window: the resident goes to any of them (row R52)."""
    return None if step.role is Role.CLERK else works_or_wrote_it(case, step)


def works_or_speaks(case: Case, step: Step) -> Why | None:
    """As well the resident themselves."""
    return None if step.role is Role.RESIDENT else works_or_serves(case, step)


def works_or_was_asked(case: Case, step: Step) -> Why | None:
    """As well the department that has it."""
    if step.role in OUTSIDE:
        return None if case.state.referred else Why.NO_REFERRAL
    return works_or_serves(case, step)


def has_the_task(case: Case, step: Step) -> Why | None:
    """Whose task it is; who has the matter may say it for a department."""
    mine = {owner for _, owner in case.state.tasks if owner}
    return None if step.by in mine else works_or_wrote_it(case, step)


def knows_the_answer(case: Case, step: Step) -> Why | None:
    """The department itself; who has the matter writes down what it said."""
    return None if step.role in OUTSIDE else works_on_it(case, step)


def gives_the_feedback(case: Case, step: Step) -> Why | None:
    """Who tells the resident is fixed for each level (rows R78, R79): the grid's lead or whoever
    handled it; the community; the head."""
    level, owns = case.state.level, step.by in case.state.owners
    if step.role is Role.STATION_HEAD:
        return None
    # Any window hands out what is general, whoever accepted it (row R52).
    if level == 1 and (owns or step.role in (Role.GRID_LEAD, Role.CLERK)):
        return None
    if level in (2, 3) and owns and step.role is Role.CLERK:
        return None
    return Why.NOT_FEEDBACK_OWNER


def never_handled_it(case: Case, step: Step) -> Why | None:
    """Somebody else than who worked on it (row R89). A dispute is read by nobody else but the head
    (row R76), who tells the parties too: as long as it never was theirs, they ask; else whoever
    acts for them."""
    alone = case.facts.flow is Flow.DISPUTE and step.role is Role.STATION_HEAD
    barred = case.had_by if alone else case.handled_by
    return Why.HANDLED_IT if step.by in barred else None
