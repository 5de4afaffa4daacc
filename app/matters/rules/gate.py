"""The one gate: whether a step may be appended to a matter now, and if not, why (R75-R90).

Every command asks here, whatever page, envelope or job it was called from. `RULES` says for each
step when it has its turn, in which role and by whom it is taken, and what else must hold.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.matters.rules import checks as of
from app.matters.rules import says, whose
from app.matters.rules import steps as a
from app.matters.rules.case import OUTSIDE, Case, Check
from app.matters.rules.clock import Time
from app.matters.rules.stages import DONE, ENDED, OPEN, Stage
from app.matters.rules.standing import State
from app.matters.rules.state import state_of
from app.matters.rules.steps import Facts, Role, Step
from app.matters.rules.why import Why

STAFF = frozenset(
    {
        Role.GRID_WORKER,
        Role.GRID_LEAD,
        Role.STATION_HEAD,
        Role.DATA_STEWARD,
        Role.CLERK,
        Role.WORKERS_REPRESENTATIVE,
    }
)
BEFORE = frozenset({Stage.ACCEPTED, Stage.CLASSIFIED})
RUNNING = OPEN | DONE


@dataclass(frozen=True, slots=True)
class Rule:
    """When a step has its turn, in which roles and by `whom` it is taken, what must not stand in
    its way, and what it must say."""

    stages: frozenset[Stage]
    roles: frozenset[Role]
    whom: tuple[Check, ...] = ()
    way: tuple[Check, ...] = ()
    says: tuple[Check, ...] = ()


def may(step: Step, facts: Facts, steps: Sequence[Step], now: datetime, time: Time) -> Why | None:
    """Why `step` may not be appended at `now`; None when it may."""
    return _why(step, Case(facts, tuple(steps), state_of(facts, steps, time), now, time))


def may_now(step: Step, case: Case) -> Why | None:
    """The same, of a matter whose state is known."""
    return _why(step, case)


def _why(step: Step, case: Case) -> Why | None:
    if isinstance(step, a.Acceptance):
        return Why.NOT_ITS_TURN if case.steps else None
    if not case.steps:
        return Why.NOT_ITS_TURN
    if step.at != case.now:
        return Why.NOT_NOW
    if case.now < case.steps[-1].at:
        return Why.BACKWARDS
    rule = RULES[type(step)]
    if (why := _turn(rule, case.state, frozenset({step.role}))) is not None:
        return why
    asked = (*rule.whom, *rule.way, *rule.says)
    return next((why for check in asked if (why := check(case, step)) is not None), None)


def _turn(rule: Rule, state: State, roles: Collection[Role]) -> Why | None:
    if state.stage in ENDED:
        return Why.ENDED
    if state.stage not in rule.stages:
        return Why.NOT_ITS_TURN
    return None if rule.roles & set(roles) else Why.WRONG_ROLE


def why_not(kind: type[Step], by: str, roles: Collection[Role], case: Case) -> Why | None:
    """Why it is not the turn of somebody who has `roles` to take a step of this kind; None if it
    is. What the step says is asked by `may`, once it is taken."""
    if kind not in RULES:
        return Why.NOT_ITS_TURN
    rule = RULES[kind]
    if (why := _turn(rule, case.state, roles)) is not None:
        return why
    found = [_whom(rule, Step(case.now, by, role), case) for role in rule.roles & set(roles)]
    return None if None in found else min(one for one in found if one)


def _whom(rule: Rule, asked: Step, case: Case) -> Why | None:
    checks = (*rule.whom, *rule.way)
    return next((why for check in checks if (why := check(case, asked)) is not None), None)


def role_for(kind: type[Step], by: str, roles: Collection[Role], case: Case) -> Role | None:
    """In which of their roles somebody takes a step of this kind now; None: it is not their
    turn."""
    if why_not(kind, by, roles, case) is not None:
        return None
    rule = RULES[kind]
    mine = sorted(rule.roles & set(roles), key=list(Role).index)
    return next(one for one in mine if _whom(rule, Step(case.now, by, one), case) is None)


def turns(by: str, roles: Collection[Role], case: Case) -> dict[type[Step], Role]:
    """The steps that somebody who has `roles` may take now, and in which of them: what a page
    offers."""
    found = {kind: role_for(kind, by, roles, case) for kind in RULES}
    return {kind: role for kind, role in found.items() if role is not None}


def _rule(
    stages: Collection[Stage], roles: Collection[Role], whom: Check | None = None,
    way: tuple[Check, ...] = (), *says: Check,
) -> Rule:  # fmt: skip
    return Rule(frozenset(stages), frozenset(roles), (whom,) if whom else (), way, says)


HANDLING = {Stage.HANDLING}
SYSTEM = frozenset({Role.SYSTEM})
RESIDENT = frozenset({Role.RESIDENT})
HEAD = frozenset({Role.STATION_HEAD})

RULES: dict[type[Step], Rule] = {
    a.Taking: _rule(OPEN, STAFF, whose.has_it_now, (of.waits_to_be_taken,)),
    a.NotTaken: _rule(OPEN, SYSTEM, None, (of.time_to_take_is_over,)),
    a.Classification: _rule(
        {Stage.ACCEPTED}, STAFF, whose.works_or_wrote_it, (of.of_a_service,),
        says.level_of_the_kind, says.limit_of_the_item,
    ),
    a.Route: _rule(
        BEFORE | HANDLING, STAFF, whose.works_or_wrote_it, (of.routes_now,),
        says.way_of_the_kind, says.said_once, says.parties_agreed,
    ),
    a.Consent: _rule(
        {Stage.ACCEPTED, Stage.HANDLING}, STAFF, whose.works_or_wrote_it, (of.of_a_dispute,),
        says.two_parties,
    ),
    a.Progress: _rule(OPEN, STAFF | OUTSIDE, whose.works_or_was_asked, (), says.filled("words")),
    a.TaskOpened: _rule(HANDLING, STAFF, whose.works_on_it, (), says.new_task, says.filled("text")),
    a.TaskDone: _rule(
        HANDLING, STAFF, whose.has_the_task, (), says.my_open_task, says.filled("result")
    ),
    a.OneTimeNotice: _rule(
        OPEN, STAFF, whose.works_or_serves, (of.not_noticed_yet,), says.all_in_one_go
    ),
    a.FurtherMaterial: _rule(
        OPEN, STAFF | OUTSIDE, whose.works_or_was_asked, (of.noticed,),
        says.filled("name", "reason"),
    ),
    a.Waiting: _rule(
        OPEN, STAFF, whose.works_or_serves, (of.waits_for_nobody,), says.filled("for_what")
    ),
    a.Resumed: _rule(OPEN, STAFF | RESIDENT, whose.works_or_speaks, (of.waits,)),
    a.HandOver: _rule(
        RUNNING, STAFF | SYSTEM, whose.works_or_wrote_it, (of.to_a_backup_once,),
        says.to_somebody_else, says.filled("reason"),
    ),
    a.ReferralAnswer: _rule(
        HANDLING, STAFF | OUTSIDE, whose.knows_the_answer, (of.waits_for_the_department,),
        says.returned_with_a_reason,
    ),
    a.ReferralClosed: _rule(
        HANDLING, STAFF | OUTSIDE, whose.knows_the_answer, (of.the_department_has_it,),
        says.filled("words"),
    ),
    a.LongTerm: _rule(
        HANDLING, STAFF, whose.works_on_it, (), says.in_the_future, says.filled("reason")
    ),
    a.InterimFeedback: _rule(
        HANDLING, STAFF, whose.works_on_it, (of.is_long_term,), says.in_the_future,
        says.filled("whom", "words"),
    ),
    a.Supervision: _rule(RUNNING, HEAD | SYSTEM, None, (), says.order_of_the_clock),
    a.SupervisionAnswer: _rule(
        RUNNING, STAFF, whose.works_on_it, (of.is_supervised,), says.filled("words")
    ),
    a.JointAction: _rule(OPEN, STAFF, whose.works_on_it, (), says.filled("request")),
    a.Result: _rule(
        HANDLING, STAFF, whose.works_on_it,
        (of.waits_for_nobody, of.all_answered, of.nothing_open),
        says.filled("words"), says.agreement_recorded,
    ),
    a.Reopened: _rule({Stage.TRACKED}, STAFF, whose.works_on_it, (), says.filled("reason")),
    a.Feedback: _rule(
        {Stage.TRACKED}, STAFF, whose.gives_the_feedback, (), says.told_afterwards,
        says.filled("whom", "words"),
    ),
    a.RatingRequest: _rule({Stage.FEEDBACK}, STAFF | SYSTEM, whose.works_or_serves),
    a.Rating: _rule(
        {Stage.RATING}, STAFF | RESIDENT, whose.works_or_speaks, (of.not_rated,), says.a_score
    ),
    a.CallBackDrawn: _rule({Stage.RATING}, SYSTEM, None, (of.none_wanted,)),
    a.FollowUp: _rule(
        {Stage.RATING}, STAFF, whose.never_handled_it, (of.wants_a_follow_up,), says.filled("words")
    ),
    a.SentBack: _rule(
        {Stage.RATING}, STAFF, whose.never_handled_it, (of.asks_or_asked,), says.filled("reason")
    ),
    a.Archive: _rule(
        {Stage.RATING}, STAFF | SYSTEM, whose.works_or_serves, (of.all_answered, says.heard),
        says.kept_a_while,
    ),
    a.Cancellation: _rule(OPEN, STAFF, whose.works_or_wrote_it, (), says.filled("reason")),
    a.Withdrawal: _rule(
        RUNNING, STAFF | RESIDENT | SYSTEM, whose.works_or_speaks, (), says.filled("words")
    ),
    a.NotOurs: _rule(BEFORE, STAFF, whose.works_or_serves, (), says.both_said),
}  # fmt: skip
