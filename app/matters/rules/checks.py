"""What stands in the way of a step: an open task, an order that waits, a rating that is there
already (rows R75-R90). Each check gives the reason for a refusal, or None."""

from datetime import datetime

from app.matters.rules.case import Case
from app.matters.rules.stages import (
    Flow,
    Stage,
    Untaken,
)
from app.matters.rules.standing import Referral, State
from app.matters.rules.steps import (
    FollowUp,
    Role,
    Step,
)
from app.matters.rules.why import Why


def asks_or_asked(case: Case, step: Step) -> Why | None:
    """A follow-up is wanted, or they made the one of this rating: who only looks at a matter does
    not send it back (row R89)."""
    if case.state.follow_up:
        return None
    last = next((one for one in reversed(case.steps) if isinstance(one, FollowUp)), None)
    mine = case.state.followed_up and last is not None and last.by == step.by
    return None if mine else Why.NO_FOLLOW_UP


def of_a_service(case: Case, _: Step) -> Why | None:
    """Only where a matter is sorted (row R75)."""
    return None if case.facts.flow is Flow.SERVICE else Why.ONLY_SERVICE


def of_a_dispute(case: Case, _: Step) -> Why | None:
    """Only between parties (row R76)."""
    return None if case.facts.flow is Flow.DISPUTE else Why.ONLY_DISPUTE


def routes_now(case: Case, _: Step) -> Why | None:
    """A service is sorted first, a dispute never; whoever had it returned goes another way."""
    state, dispute = case.state, case.facts.flow is Flow.DISPUTE
    if state.stage is Stage.HANDLING:
        return None if state.referral is Referral.RETURNED else Why.NOT_ITS_TURN
    right = Stage.ACCEPTED if dispute else Stage.CLASSIFIED
    return None if state.stage is right else Why.NOT_ITS_TURN


def waits_for_nobody(case: Case, _: Step) -> Why | None:
    """The clock is running."""
    return Why.WAITS if case.state.waiting else None


def waits(case: Case, _: Step) -> Why | None:
    """The clock stands still."""
    return None if case.state.waiting else Why.WAITS_NOT


def not_noticed_yet(case: Case, _: Step) -> Why | None:
    """All in one go, and once (row R101)."""
    return Why.NOTICED if case.state.noticed else None


def noticed(case: Case, _: Step) -> Why | None:
    """After the notice."""
    return None if case.state.noticed else Why.NOT_NOTICED


def all_answered(case: Case, _: Step) -> Why | None:
    """Every order has its answer."""
    return Why.SUPERVISED if case.state.supervised else None


def is_supervised(case: Case, _: Step) -> Why | None:
    """There is an order to answer."""
    return None if case.state.supervised else Why.NOT_SUPERVISED


def nothing_open(case: Case, _: Step) -> Why | None:
    """No task is open, no department has it."""
    if case.state.tasks:
        return Why.TASKS_OPEN
    return Why.REFERRED if case.state.referred else None


def waits_to_be_taken(case: Case, _: Step) -> Why | None:
    """Nobody who has it said so yet (row R87)."""
    return None if case.state.untaken else Why.NOT_ITS_TURN


def time_to_take_is_over(case: Case, _: Step) -> Why | None:
    """Somebody had a time to take it, and did not (row R87)."""
    return None if not_taken_in_time(case.state, case.now) else Why.TOO_EARLY


def not_taken_in_time(state: State, now: datetime) -> bool:
    """Whether the time in which whoever has it should have said so is over (row R87)."""
    return state.take_until is not None and now >= state.take_until


def to_a_backup_once(case: Case, step: Step) -> Why | None:
    """The clock hands over what the first owner did not take in time, and then never again; people
    do when they like (row R87)."""
    if step.role is not Role.SYSTEM:
        return None
    first = case.state.untaken is Untaken.FIRST
    return None if first and not_taken_in_time(case.state, case.now) else Why.TOO_EARLY


def waits_for_the_department(case: Case, _: Step) -> Why | None:
    """It was sent, and not answered."""
    return None if case.state.referral is Referral.SENT else Why.NO_REFERRAL


def the_department_has_it(case: Case, _: Step) -> Why | None:
    """The department took it."""
    return None if case.state.referral is Referral.ACCEPTED else Why.NO_REFERRAL


def is_long_term(case: Case, _: Step) -> Why | None:
    """It was said that it takes long."""
    return None if case.state.long_term_on else Why.NOT_LONG_TERM


def not_rated(case: Case, _: Step) -> Why | None:
    """One request, one rating."""
    return Why.RATED if case.state.score is not None else None


def wants_a_follow_up(case: Case, _: Step) -> Why | None:
    """A low rating, or the lot."""
    return None if case.state.follow_up else Why.NO_FOLLOW_UP


def none_wanted(case: Case, _: Step) -> Why | None:
    """The lot falls once."""
    taken = case.state.follow_up or case.state.followed_up
    return Why.NOT_ITS_TURN if taken else None
