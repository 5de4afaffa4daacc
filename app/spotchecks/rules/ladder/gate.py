"""The one gate: whether a step may be appended to a case now, and if not, why (R111).

Every command asks here, whatever page or route it was called from. `RULES` says for each step when
it has its turn, who may take it, and what else must hold; each check is one sentence.

Nobody decides twice about the same person's matter: checker, author of the notice, both or all
three of the panel, the head who signs and the officer of the appeal are different people. A head
who checked the record or wrote the notice cannot sign, and the panel then stays below a warning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.spotchecks.rules.ladder.checks import (
    IMPARTIAL,
    OUTSIDER,
    Check,
    author_is_no_witness,
    before_the_votes,
    decided_no_appeal,
    draw_counts,
    extended_once,
    has_not_voted,
    has_receipts,
    is_recommended,
    leave_has_begun,
    looked_at_everything,
    never_heavier,
    new_to_the_case,
    not_the_worker,
    reasons,
    rests_on_enough,
    says_something,
    signed,
    signed_by_the_right_one,
    the_worker,
    within_the_bound,
    within_the_votes,
)
from app.spotchecks.rules.ladder.state import ENDED, Case, Stage, State, state_of
from app.spotchecks.rules.ladder.steps import (
    Appeal,
    AppealDecision,
    Closing,
    Export,
    Extension,
    Facts,
    MeasureTaken,
    Notice,
    Pause,
    Reply,
    Resume,
    Role,
    Step,
    TechnicalCheck,
    Vote,
    WorkingDays,
)
from app.spotchecks.rules.ladder.why import Why


@dataclass(frozen=True, slots=True)
class Rule:
    """When a step has its turn, in which role it is taken, and what else must hold."""

    stages: frozenset[Stage]
    roles: frozenset[Role]
    checks: tuple[Check, ...] = ()


def may(
    step: Step, facts: Facts, steps: Sequence[Step], now: datetime, calendar: WorkingDays
) -> Why | None:
    """Why `step` may not be appended at `now`; None when it may."""
    if step.at != now:
        return Why.NOT_NOW
    if now < facts.opened_at or (steps and now < steps[-1].at):
        return Why.BACKWARDS
    rule = RULES[type(step)]
    state = state_of(facts, steps, now, calendar)
    if any(isinstance(one, Closing) for one in steps):
        return Why.CLOSED_ALREADY
    if state.stage not in rule.stages:
        return _out_of_turn(step, state)
    if step.role not in rule.roles:
        return Why.WRONG_ROLE
    case = Case(facts, tuple(steps), facts.day(now), calendar)
    return next((why for check in rule.checks if (why := check(case, step)) is not None), None)


def _out_of_turn(step: Step, state: State) -> Why:
    """The refusal that says most about what is in the way."""
    if state.stage is Stage.LAPSED:
        return Why.LAPSED
    if state.stage in ENDED:
        return Why.ENDED
    told = {
        (Vote, Stage.REPLYING): Why.REPLY_TIME_RUNS,
        (Vote, Stage.PAUSED): Why.REPLY_TIME_RUNS,
        (Export, Stage.MEASURED): Why.APPEAL_TIME_RUNS,
        (Export, Stage.APPEALED): Why.APPEAL_TIME_RUNS,
        (Appeal, Stage.FINAL): Why.APPEAL_TIME_OVER,
    }
    return told.get((type(step), state.stage), Why.NOT_ITS_TURN)


def _rule(stages: set[Stage], roles: set[Role], *checks: Check) -> Rule:
    return Rule(frozenset(stages), frozenset(roles), checks)


RULES: dict[type[Step], Rule] = {
    TechnicalCheck: _rule(
        {Stage.OPEN},
        {Role.SYSTEM, Role.DATA_STEWARD},
        not_the_worker,
        looked_at_everything,
    ),
    Notice: _rule(
        {Stage.CHECKED},
        {Role.GRID_LEAD, Role.STATION_HEAD},
        *IMPARTIAL,
        author_is_no_witness,
        rests_on_enough,
        has_receipts,
        draw_counts,
    ),
    Extension: _rule({Stage.REPLYING, Stage.PAUSED}, {Role.WORKER}, the_worker, extended_once),
    Pause: _rule({Stage.REPLYING}, {Role.SYSTEM}, leave_has_begun),
    Resume: _rule({Stage.PAUSED}, {Role.SYSTEM}),
    Reply: _rule(
        {Stage.REPLYING, Stage.PAUSED, Stage.DECIDING},
        {Role.WORKER},
        the_worker,
        says_something,
        before_the_votes,
    ),
    Vote: _rule({Stage.DECIDING}, {Role.PANEL_MEMBER}, *OUTSIDER, has_not_voted, reasons),
    MeasureTaken: _rule(
        {Stage.FOUND},
        {Role.PANEL_MEMBER, Role.STATION_HEAD},
        *OUTSIDER,
        signed_by_the_right_one,
        within_the_votes,
        within_the_bound,
    ),
    Appeal: _rule({Stage.MEASURED}, {Role.WORKER}, the_worker),
    AppealDecision: _rule(
        {Stage.APPEALED},
        {Role.APPEAL_OFFICER},
        *OUTSIDER,
        new_to_the_case,
        reasons,
        never_heavier,
    ),
    Export: _rule(
        {Stage.FINAL},
        {Role.STATION_HEAD, Role.STREET_OFFICER},
        *OUTSIDER,
        decided_no_appeal,
        is_recommended,
        signed,
    ),
    Closing: _rule(set(ENDED), {Role.SYSTEM}),
}
