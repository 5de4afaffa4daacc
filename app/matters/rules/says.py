"""What a step has to say before the gate lets it in (rows R75-R90). Each check gives the reason
for a refusal, or None."""

from datetime import datetime

from app.matters.rules.case import ANSWER_DAYS, RATING_DAYS, Case, Check
from app.matters.rules.clock import Time
from app.matters.rules.stages import (
    DISPUTE_WAYS,
    HIGHEST,
    LEVELS,
    WAYS,
    Answer,
    Flow,
    Handling,
    Stage,
    Way,
)
from app.matters.rules.standing import State
from app.matters.rules.steps import (
    SYSTEM,
    Archive,
    Classification,
    Consent,
    Feedback,
    HandOver,
    InterimFeedback,
    LongTerm,
    NotOurs,
    OneTimeNotice,
    Rating,
    ReferralAnswer,
    Result,
    Route,
    Step,
    Supervision,
    TaskDone,
    TaskOpened,
)
from app.matters.rules.whose import works_or_wrote_it
from app.matters.rules.why import Why


def level_of_the_kind(_: Case, step: Classification) -> Why | None:
    """突发性工作立即上报: level 4 and nothing else; what is done on the spot is level 1 (R78)."""
    if step.level not in LEVELS:
        return Why.BAD_LEVEL
    on_the_spot = step.handling is Handling.ON_THE_SPOT and step.level > 1
    at_once = (step.handling is Handling.AT_ONCE) != (step.level == HIGHEST)
    return Why.LEVEL_OF_KIND if on_the_spot or at_once else None


def limit_of_the_item(case: Case, step: Classification) -> Why | None:
    """What the item promised holds (row R82)."""
    promised = case.state.limit
    return Why.LIMIT_SET if promised and step.limit not in (None, promised) else None


def way_of_the_kind(case: Case, step: Route) -> Why | None:
    """The type decides the route (row R77)."""
    kind = case.state.handling
    ways = WAYS[kind] if kind else DISPUTE_WAYS
    if case.state.stage is Stage.HANDLING:
        # What was returned is done here, or goes somewhere else.
        ways = DISPUTE_WAYS if kind is None else frozenset(Way)
    if step.way not in ways:
        return Why.WAY_OF_KIND
    return Why.NO_DEPARTMENT if (step.way is Way.REFERRAL) != bool(step.department) else None


def said_once(case: Case, step: Route) -> Why | None:
    """Level and limit of a service are its classification's."""
    if step.level is not None and step.level not in LEVELS:
        return Why.BAD_LEVEL
    sorted_ = case.facts.flow is Flow.SERVICE or case.state.stage is Stage.HANDLING
    return Why.SET_ALREADY if sorted_ and (step.level or step.limit) else None


def parties_agreed(case: Case, step: Route) -> Why | None:
    """Nobody is mediated against their will (row R76)."""
    mediates = case.facts.flow is Flow.DISPUTE and step.way is Way.DIRECT
    return Why.NO_CONSENT if mediates and not case.state.consents else None


def two_parties(_: Case, step: Consent) -> Why | None:
    """At least two, each by name."""
    named = {one.strip() for one in step.parties} - {""}
    return None if len(named) > 1 else Why.NO_PARTIES


def new_task(case: Case, step: TaskOpened) -> Why | None:
    """A task has an id of its own, a text, and somebody who does it."""
    known = any(isinstance(one, TaskOpened) and one.task == step.task for one in case.steps)
    if known or not step.task:
        return Why.TASK_KNOWN
    return None if step.owner or step.department.strip() else Why.NO_ONE


def my_open_task(case: Case, step: TaskDone) -> Why | None:
    """It is open; another's task is closed by who has the matter."""
    owner = dict(case.state.tasks).get(step.task)
    if owner is None:
        return Why.NO_TASK
    return None if owner == step.by else works_or_wrote_it(case, step)


def to_somebody_else(case: Case, step: HandOver) -> Why | None:
    """To a person who does not have it."""
    if not step.to:
        return Why.NO_ONE
    return Why.SAME_OWNER if step.to == case.state.owner else None


def returned_with_a_reason(_: Case, step: ReferralAnswer) -> Why | None:
    """A department that returns it says why (row R94)."""
    returned = step.answer is Answer.RETURNED
    return Why.NO_REASON if returned and not step.reason.strip() else None


def in_the_future(case: Case, step: LongTerm | InterimFeedback) -> Why | None:
    """The next time is yet to come (row R84)."""
    day = case.facts.day(case.now)
    return Why.DATE_PAST if step.next_on is not None and step.next_on <= day else None


def order_of_the_clock(case: Case, step: Supervision) -> Why | None:
    """By the clock the first when it is overdue, the second when nobody answered the first within
    two working days; the head whenever they like. Always 1 or 2 (row R88)."""
    if step.level not in (1, 2):
        return Why.BAD_LEVEL
    if step.by != SYSTEM:
        return None
    return None if step.level == ordered_by_the_clock(case.state, case.now, case.time) else (
        Why.TOO_EARLY
    )  # fmt: skip


def ordered_by_the_clock(state: State, now: datetime, time: Time) -> int:
    """The level of the order that the clock has to give now; 0: none (row R88)."""
    if state.overdue(now) and not state.ordered and not state.supervised:
        return 1
    if state.supervised != 1 or state.supervised_at is None or state.waiting:
        return 0
    return 2 if now > answer_until(state.supervised_at, time) else 0


def answer_until(ordered_at: datetime, time: Time) -> datetime:
    """Until when an order has to be answered: the close of the second working day after it."""
    return time.close(time.after(time.day(ordered_at), ANSWER_DAYS))


def agreement_recorded(case: Case, step: Result) -> Why | None:
    """A mediation ends with a record, also of what was not agreed (row R76)."""
    mediated = case.facts.flow is Flow.DISPUTE and case.state.way is Way.DIRECT
    return Why.NO_AGREEMENT if mediated and not step.agreement.strip() else None


def told_afterwards(case: Case, step: Feedback) -> Why | None:
    """Told when there was a result, and not in the future."""
    done = case.state.done_at
    right = done is not None and done <= step.told_at <= case.now
    return None if right else Why.TOLD_BEFORE


def a_score(_: Case, step: Rating) -> Why | None:
    """1 to 5."""
    return None if 1 <= step.score <= 5 else Why.BAD_SCORE


def heard(case: Case, _: Step) -> Why | None:
    """Nothing is archived before the resident was asked what they think, and heard (row R89)."""
    if case.state.follow_up:
        return Why.FOLLOW_UP_OPEN
    if case.state.score is not None or case.state.asked_at is None:
        return None
    last = case.time.after(case.facts.day(case.state.asked_at), RATING_DAYS)
    return Why.RATING_TIME_RUNS if case.now <= case.time.close(last) else None


def kept_a_while(case: Case, step: Archive) -> Why | None:
    """What is archived is kept (row R90)."""
    return Why.KEPT_TOO_SHORT if step.keep_until <= case.facts.day(case.now) else None


def both_said(_: Case, step: NotOurs) -> Why | None:
    """Why it is not done here, and where to go instead (row R99)."""
    said = step.explanation.strip() and step.where_to_go.strip()
    return None if said else Why.EMPTY


def all_in_one_go(_: Case, step: OneTimeNotice) -> Why | None:
    """Materials, or that none is needed; steps, limit and hours (row R101)."""
    return None if step.steps and step.limit.strip() and step.hours.strip() else Why.EMPTY


def filled(*names: str) -> Check:
    """These words of a step are not empty."""

    def check(_: Case, step: Step) -> Why | None:
        said = all(str(getattr(step, name)).strip() for name in names)
        return None if said else Why.EMPTY

    return check
