"""The one gate: whether a step may be appended to a case now, and if not, why (R111).

Every command asks here, whatever page or route it was called from. `RULES` says for each step when
it has its turn, who may take it, and what else must hold; each check is one sentence.

Nobody decides twice about the same person's matter: checker, author of the notice, both or all
three of the panel, the head who signs and the officer of the appeal are different people; whoever
lets a recommendation leave has not voted on it either. A head who checked the record or wrote the
notice cannot sign, and the panel then stays below a warning.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.cases.rules.checks import (
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
from app.cases.rules.state import ENDED, Case, Stage, State, state_of
from app.cases.rules.steps import (
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
from app.cases.rules.why import Why


@dataclass(frozen=True, slots=True)
class Rule:
    """When a step has its turn, in which role and by `whom` it is taken, and what it must say."""

    stages: frozenset[Stage]
    roles: frozenset[Role]
    whom: tuple[Check, ...] = ()
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
        return _out_of_turn(type(step), state)
    if step.role not in rule.roles:
        return Why.WRONG_ROLE
    case = Case(facts, tuple(steps), facts.day(now), calendar)
    checks = (*rule.whom, *rule.checks)
    return next((why for check in checks if (why := check(case, step)) is not None), None)


def why_not(
    kind: type[Step],
    by: str,
    roles: Collection[Role],
    facts: Facts,
    steps: Sequence[Step],
    now: datetime,
    calendar: WorkingDays,
) -> Why | None:
    """Why it is not the turn of somebody who has `roles` to take a step of this kind; None if it
    is. What the step says is asked by `may`, once it is taken."""
    rule, state = RULES[kind], state_of(facts, steps, now, calendar)
    if state.stage not in rule.stages:
        return _out_of_turn(kind, state)
    mine = sorted(rule.roles & set(roles))
    if not mine:
        return Why.WRONG_ROLE
    case, asked = Case(facts, tuple(steps), facts.day(now), calendar), Step(now, by, mine[0])
    return next((why for check in rule.whom if (why := check(case, asked)) is not None), None)


def turns(
    by: str,
    roles: Collection[Role],
    facts: Facts,
    steps: Sequence[Step],
    now: datetime,
    calendar: WorkingDays,
) -> dict[type[Step], Role]:
    """The steps that somebody who has `roles` may take now, and in which of them: what a page
    offers."""
    return {
        kind: min(rule.roles & set(roles))
        for kind, rule in RULES.items()
        if why_not(kind, by, roles, facts, steps, now, calendar) is None
    }


def _out_of_turn(kind: type[Step], state: State) -> Why:
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
    return told.get((kind, state.stage), Why.NOT_ITS_TURN)


def _rule(
    stages: set[Stage], roles: set[Role], whom: tuple[Check, ...] = (), *checks: Check
) -> Rule:
    return Rule(frozenset(stages), frozenset(roles), whom, checks)


RULES: dict[type[Step], Rule] = {
    TechnicalCheck: _rule(
        {Stage.OPEN},
        {Role.SYSTEM, Role.DATA_STEWARD},
        (not_the_worker,),
        looked_at_everything,
    ),
    Notice: _rule(
        {Stage.CHECKED},
        {Role.GRID_LEAD, Role.STATION_HEAD},
        IMPARTIAL,
        author_is_no_witness,
        rests_on_enough,
        has_receipts,
        draw_counts,
    ),
    Extension: _rule({Stage.REPLYING, Stage.PAUSED}, {Role.WORKER}, (the_worker, extended_once)),
    Pause: _rule({Stage.REPLYING}, {Role.SYSTEM}, (), leave_has_begun),
    Resume: _rule({Stage.PAUSED}, {Role.SYSTEM}),
    Reply: _rule(
        {Stage.REPLYING, Stage.PAUSED, Stage.DECIDING},
        {Role.WORKER},
        (the_worker, before_the_votes),
        says_something,
    ),
    Vote: _rule({Stage.DECIDING}, {Role.PANEL_MEMBER}, (*OUTSIDER, has_not_voted), reasons),
    MeasureTaken: _rule(
        {Stage.FOUND},
        {Role.PANEL_MEMBER, Role.STATION_HEAD},
        OUTSIDER,
        signed_by_the_right_one,
        within_the_votes,
        within_the_bound,
    ),
    Appeal: _rule({Stage.MEASURED}, {Role.WORKER}, (the_worker,)),
    AppealDecision: _rule(
        {Stage.APPEALED},
        {Role.APPEAL_OFFICER},
        (*OUTSIDER, new_to_the_case),
        reasons,
        never_heavier,
    ),
    Export: _rule(
        {Stage.FINAL},
        {Role.STATION_HEAD, Role.STREET_OFFICER},
        (*OUTSIDER, has_not_voted, decided_no_appeal, is_recommended),
        signed,
    ),
    Closing: _rule(set(ENDED), {Role.SYSTEM}),
}
