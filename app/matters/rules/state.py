"""Where a matter stands, from its steps alone (rows R75-R90).

The columns of a matter repeat what is found here; nothing else may. `due_at` is a function of the
acceptance, the limit and the waits that are over, so that it never moves back.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from app.matters.rules.clock import Time, due_at
from app.matters.rules.stages import ENDED, OPEN, Answer, Stage, Untaken, Way
from app.matters.rules.standing import LOW, Referral, State
from app.matters.rules.steps import (
    SYSTEM,
    Acceptance,
    Archive,
    CallBackDrawn,
    Cancellation,
    Classification,
    Consent,
    Facts,
    Feedback,
    FollowUp,
    FurtherMaterial,
    HandOver,
    InterimFeedback,
    LongTerm,
    NotOurs,
    NotTaken,
    OneTimeNotice,
    Rating,
    RatingRequest,
    ReferralAnswer,
    ReferralClosed,
    Reopened,
    Result,
    Resumed,
    Role,
    Route,
    SentBack,
    Step,
    Supervision,
    SupervisionAnswer,
    TaskDone,
    TaskOpened,
    Waiting,
    Withdrawal,
)


def state_of(facts: Facts, steps: Sequence[Step], time: Time) -> State:
    """Where a matter stands after these steps."""
    state = State()
    for step in steps:
        state = stepped(state, step)
    if state.limit is None:
        return state
    return replace(state, due_at=due_at(facts.opened_at, state.limit, state.pauses, time))


def stepped(state: State, step: Step) -> State:
    """The same but for when it is due: who has it, and how far it is, asks for no calendar."""
    turn = TURNS.get(type(step))
    after = replace(turn(state, step) if turn else state, steps=state.steps + 1)
    taken = after.untaken is not None and _taken(state, after, step)
    return replace(after, untaken=None, take_until=None) if taken else after


def state_after(state: State, step: Step, facts: Facts, time: Time) -> State:
    """Where a matter stands after one more step: what `state_of` says of all of them, for less.
    The days are counted anew only where the limit or a pause has changed."""
    after = stepped(state, step)
    if after.limit is None or (after.limit, after.pauses) == (state.limit, state.pauses):
        return after
    return replace(after, due_at=due_at(facts.opened_at, after.limit, after.pauses, time))


def _taken(before: State, after: State, step: Step) -> bool:
    """Whether a matter waits no more for whoever has it: one of its owners did something in it, a
    person gave it to somebody, or it is done or over (row R87)."""
    given = step.role is not Role.SYSTEM and before.owner not in ("", after.owner)
    return step.by in before.owners or given or after.stage not in OPEN


def _acceptance(_: State, step: Acceptance) -> State:
    owner = step.owner or step.by
    return State(
        handling_owner=owner, owner=owner, owners=(owner,), limit=step.limit,
        untaken=Untaken.FIRST if step.take_until else None, take_until=step.take_until,
    )  # fmt: skip


def _not_taken(state: State, _: NotTaken) -> State:
    return replace(state, untaken=Untaken.NOBODY, take_until=None)


def _classification(state: State, step: Classification) -> State:
    return replace(
        state, stage=Stage.CLASSIFIED, handling=step.handling, level=step.level,
        limit=state.limit or step.limit, category=step.category, problem=step.problem,
    )  # fmt: skip


def _route(state: State, step: Route) -> State:
    passed_on = Referral.SENT if step.way is Way.REFERRAL else Referral.NONE
    routed = replace(
        state, stage=Stage.HANDLING, way=step.way, department=step.department, referral=passed_on,
        level=step.level or state.level, limit=state.limit or step.limit,
    )  # fmt: skip
    return _owned(routed, step.to) if step.to else routed


def _owned(state: State, by: str) -> State:
    owners = state.owners if by in state.owners else (*state.owners, by)
    return replace(state, owner=by, owners=owners)


def _hand_over(state: State, step: HandOver) -> State:
    owned = _owned(state, step.to)
    if step.role is not Role.SYSTEM:
        return owned
    return replace(owned, untaken=Untaken.BACKUP, take_until=step.take_until)


def _consent(state: State, _: Consent) -> State:
    return replace(state, consents=state.consents + 1)


def _task_opened(state: State, step: TaskOpened) -> State:
    helpers = state.helpers | {step.owner} - {""}
    return replace(state, tasks=(*state.tasks, (step.task, step.owner)), helpers=helpers)


def _task_done(state: State, step: TaskDone) -> State:
    return replace(state, tasks=tuple(one for one in state.tasks if one[0] != step.task))


def _notice(state: State, _: OneTimeNotice) -> State:
    return replace(state, noticed=True)


def _material(state: State, _: FurtherMaterial) -> State:
    return replace(state, breaches=state.breaches + 1)


def _waiting(state: State, step: Waiting) -> State:
    return replace(state, paused_since=step.at, pauses=(*state.pauses, (step.at, None)))


def _resumed(state: State, step: Resumed) -> State:
    if not state.pauses:
        return state
    *before, (since, _) = state.pauses
    return replace(state, paused_since=None, pauses=(*before, (since, step.at)))


def _referral_answer(state: State, step: ReferralAnswer) -> State:
    took = step.answer is Answer.ACCEPTED
    return replace(state, referral=Referral.ACCEPTED if took else Referral.RETURNED)


def _referral_closed(state: State, _: ReferralClosed) -> State:
    return replace(state, referral=Referral.CLOSED)


def _long_term(state: State, step: LongTerm) -> State:
    return replace(state, long_term_on=step.next_on)


def _interim(state: State, step: InterimFeedback) -> State:
    return replace(state, long_term_on=step.next_on)


def _supervision(state: State, step: Supervision) -> State:
    ordered = (*state.ordered, step.level) if step.by == SYSTEM else state.ordered
    return replace(
        state, supervised=step.level, supervised_at=step.at, supervised_by=step.by, ordered=ordered
    )


def _supervision_answer(state: State, _: SupervisionAnswer) -> State:
    return replace(state, supervised=0)


def _result(state: State, step: Result) -> State:
    return replace(state, stage=Stage.TRACKED, done_at=step.at, long_term_on=None)


def _reopened(state: State, _: Reopened) -> State:
    """The clock goes on as if there had been no result."""
    return replace(
        state, stage=Stage.HANDLING, done_at=None, fed_back_at=None, asked_at=None, score=None
    )


def _feedback(state: State, step: Feedback) -> State:
    return replace(state, stage=Stage.FEEDBACK, fed_back_at=step.at)


def _asked(state: State, step: RatingRequest) -> State:
    return replace(state, stage=Stage.RATING, asked_at=step.at)


def _rating(state: State, step: Rating) -> State:
    return replace(state, score=step.score, follow_up=state.follow_up or step.score <= LOW)


def _drawn(state: State, _: CallBackDrawn) -> State:
    return replace(state, follow_up=True)


def _follow_up(state: State, _: FollowUp) -> State:
    return replace(state, follow_up=False, followed_up=True)


def _sent_back(state: State, step: SentBack) -> State:
    """Done again, and then told, rated and perhaps asked about like any other."""
    again = _reopened(state, Reopened(step.at, step.by, step.role, step.reason))
    return replace(again, follow_up=False, followed_up=False)


def _ended(stage: Stage) -> Callable[[State, Any], State]:
    def turn(state: State, step: Step) -> State:
        """What was left open is open no more; a clock that stood still stays where it was."""
        kept = step.keep_until if isinstance(step, Archive) else None
        return replace(
            state, stage=stage, closed_at=step.at, keep_until=kept, tasks=(), long_term_on=None,
            paused_since=None, supervised=0, follow_up=False,
        )  # fmt: skip

    return turn


TURNS: dict[type[Step], Callable[[State, Any], State]] = {
    Acceptance: _acceptance,
    Classification: _classification,
    Route: _route,
    HandOver: _hand_over,
    NotTaken: _not_taken,
    Consent: _consent,
    TaskOpened: _task_opened,
    TaskDone: _task_done,
    OneTimeNotice: _notice,
    FurtherMaterial: _material,
    Waiting: _waiting,
    Resumed: _resumed,
    ReferralAnswer: _referral_answer,
    ReferralClosed: _referral_closed,
    LongTerm: _long_term,
    InterimFeedback: _interim,
    Supervision: _supervision,
    SupervisionAnswer: _supervision_answer,
    Result: _result,
    Reopened: _reopened,
    Feedback: _feedback,
    RatingRequest: _asked,
    Rating: _rating,
    CallBackDrawn: _drawn,
    FollowUp: _follow_up,
    SentBack: _sent_back,
    Archive: _ended(Stage.ARCHIVED),
    Cancellation: _ended(Stage.CANCELLED),
    Withdrawal: _ended(Stage.WITHDRAWN),
    NotOurs: _ended(Stage.NOT_OURS),
}


def is_over(state: State) -> bool:
    """Whether nothing more is done."""
    return state.stage in ENDED
