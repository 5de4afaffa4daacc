"""What the gate asks of a step, one sentence a check: who takes it, and what it says (R75-R90).

Each answers why the step may not be taken, or None. They are put together in `gate.RULES`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    Untaken,
    Way,
)
from app.matters.rules.state import Referral, State
from app.matters.rules.steps import (
    SYSTEM,
    Archive,
    Classification,
    Consent,
    Facts,
    Feedback,
    FollowUp,
    HandOver,
    InterimFeedback,
    LongTerm,
    NotOurs,
    OneTimeNotice,
    Rating,
    ReferralAnswer,
    Result,
    Role,
    Route,
    SentBack,
    Step,
    Supervision,
    TaskDone,
    TaskOpened,
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

# ---- who ----


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


# ---- what stands in the way ----


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


# ---- what it says ----


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
    over = time.close(time.after(time.day(state.supervised_at), ANSWER_DAYS))
    return 2 if now > over else 0


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
