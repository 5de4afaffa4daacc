"""Taking a step: the gate is asked, the step is written, and whom it concerns is told (row R75).

Whatever page, envelope or job a step comes from, it comes through here.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.auth.principal import Principal
from app.kit import audit
from app.kit.held import ROW
from app.kit.i18n import Message
from app.kit.problems import Conflict, NotAllowed
from app.matters.commands.telling import tell_step
from app.matters.held import PAPERS, STANDS, matter_digest, paper_digest, step_digest
from app.matters.models import Matter, MatterPaper, MatterStep, MatterTask
from app.matters.queries.sight import roles_of
from app.matters.queries.whole import Whole, held_matter
from app.matters.rules.gate import may_now, role_for, why_not
from app.matters.rules.state import State, state_of
from app.matters.rules.steps import (
    SYSTEM,
    CallBackDrawn,
    RatingRequest,
    Role,
    Step,
    TaskDone,
    TaskOpened,
)
from app.matters.rules.why import Why, say
from app.matters.rules.written import NAMES, said
from app.matters.words import STEP_WORDS
from app.org.models import Community
from app.org.queries import names_of

# One request for a rating in so many is asked about once more, by somebody else (row R89).
ONE_IN = 20
FIRST = Message("请刷新后再看。")
WHO_AND_WHEN = Message("{who} {at} 已办理：{what}。请看过再决定。")
# Refusals that only say that somebody else was faster.
OVERTAKEN = frozenset({Why.CHANGED, Why.NOT_ITS_TURN, Why.ENDED})


class Refused(Conflict):
    """The gate does not let this step in, and says why; and who did what just before."""

    def __init__(self, why: Why, hint: Message | None = None) -> None:
        self.why = why
        super().__init__(say(why), hint or FIRST)


def refused(session: Session, whole: Whole, why: Why) -> Refused:
    """A refusal, with the newest step where somebody else was faster."""
    if why not in OVERTAKEN or not whole.steps:
        return Refused(why)
    last = whole.steps[-1]
    who = names_of(session, {last.by}).get(last.by, "")
    at = last.at.astimezone(ZoneInfo(whole.facts.zone)).strftime("%H:%M")
    what = STEP_WORDS[NAMES[type(last)]]
    return Refused(why, Message(WHO_AND_WHEN.msgid, who=who or "—", at=at, what=what))


def turn(session: Session, whole: Whole, person: Principal, kind: type[Step]) -> Role:
    """In which of their roles a person takes a step of this kind now. Raises NotAllowed for who has
    no part in it, Refused when it is not the turn."""
    roles = roles_of(person, whole.matter.community_id)
    why = why_not(kind, person.id, roles, whole.case)
    if why in (Why.WRONG_ROLE, Why.NOT_YOURS, Why.NOT_FEEDBACK_OWNER, Why.HANDLED_IT):
        raise NotAllowed(say(why))
    if why is not None:
        raise refused(session, whole, why)
    role = role_for(kind, person.id, roles, whole.case)
    assert role is not None, "a turn without a role"
    return role


def falls_on_it() -> bool:
    """Whether the lot asks for a call-back."""
    return secrets.randbelow(ONE_IN) == 0


def take(
    session: Session, whole: Whole, step: Step, papers: Sequence[MatterPaper] = (),
    lot: Callable[[], bool] = falls_on_it,
) -> Whole:  # fmt: skip
    """Append `step` to a matter, with `papers` that were handed in; the matter as it stands then.

    Of two who take a step on the same matter at once, one is first; the other gets Refused
    (CHANGED) with who was first, and when.
    """
    whole = _held(session, whole)
    why = may_now(step, whole.case)
    if why is not None:
        raise refused(session, whole, why)
    steps = (*whole.steps, step)
    after = replace(whole, steps=steps, state=state_of(whole.facts, steps, whole.time))
    write(session, after, step, papers)
    tell_step(session, whole, after, step)
    if isinstance(step, RatingRequest) and lot() and not after.state.followed_up:
        return take(session, after, CallBackDrawn(step.at, SYSTEM, Role.SYSTEM))
    return after


def _held(session: Session, whole: Whole) -> Whole:
    """The matter locked, and as it was looked at."""
    if whole.held:
        return whole
    found = held_matter(session, whole.matter.id, whole.now)
    assert found is not None, "matters are never deleted"
    if len(found.steps) != len(whole.steps):
        raise refused(session, found, Why.CHANGED)
    return replace(found, now=whole.now)


def write(session: Session, after: Whole, step: Step, papers: Sequence[MatterPaper] = ()) -> None:
    """Write down a step that the gate let in: its row, the matter's columns, its event."""
    matter, number = after.matter, len(after.steps)
    kind, told = NAMES[type(step)], said(step)
    row = MatterStep(
        matter_id=matter.id, number=number, community_id=matter.community_id, kind=kind,
        at=step.at, by=step.by, role=step.role.value, said=told,
    )  # fmt: skip
    fold(matter, after.state)
    if after.state.closed_at is not None and matter.keep_until is None:
        matter.keep_until = keep_until(session, after)
    session.add_all([matter, row, *papers])
    _write_task(session, matter, step)
    session.flush()
    payload = {
        "number": number, "role": step.role.value, "said": told,
        ROW: step_digest(row.model_dump()), STANDS: matter_digest(matter.model_dump()),
        PAPERS: {one.id: paper_digest(one.model_dump()) for one in papers},
    }  # fmt: skip
    event = f"matter.{kind}"
    audit.record(session, matter.community_id, step.at, event, step.by, matter.id, payload)


def keep_until(session: Session, whole: Whole) -> date:
    """Until when a matter that ends now is kept: as long as the words of visits (row R90)."""
    community = session.get(Community, whole.matter.community_id)
    days = community.visit_keep_days if community else 0
    return whole.facts.day(whole.now) + timedelta(days=max(1, days))


def fold(matter: Matter, state: State) -> None:
    """The columns of a matter, as its steps have it."""
    matter.stage, matter.level = state.stage.value, state.level
    matter.handling = state.handling.value if state.handling else ""
    matter.way = state.way.value if state.way else ""
    matter.category = state.category or matter.category
    matter.problem = state.problem or matter.problem
    matter.handling_owner_id, matter.owner_id = state.handling_owner or None, state.owner or None
    matter.limit_amount = state.limit.amount if state.limit else None
    matter.limit_unit = state.limit.unit.value if state.limit else ""
    matter.due_at, matter.paused_since = state.due_at, state.paused_since
    matter.long_term_on, matter.supervised = state.long_term_on, state.supervised
    matter.done_at, matter.score = state.done_at, state.score
    matter.follow_up, matter.closed_at = state.follow_up, state.closed_at
    matter.keep_until = state.keep_until
    matter.steps = state.steps


def _write_task(session: Session, matter: Matter, step: Step) -> None:
    if isinstance(step, TaskOpened):
        session.add(
            MatterTask(
                id=step.task, community_id=matter.community_id, matter_id=matter.id,
                text=step.text, owner_id=step.owner or None, department=step.department,
                due_at=step.due_at, opened_at=step.at,
            )
        )  # fmt: skip
    if isinstance(step, TaskDone) and (task := session.get(MatterTask, step.task)):
        task.done_at, task.result = step.at, step.result
        session.add(task)
