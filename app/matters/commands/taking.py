"""Taking a step: the gate is asked, the step is written, and whom it concerns is told (row R75).

Whatever page, envelope or job a step comes from, it comes through here.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import inspect
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import Session

from app.auth.principal import Principal
from app.kit import audit
from app.kit.held import ROW
from app.kit.i18n import Message
from app.kit.problems import Conflict, NotAllowed
from app.kit.sql import insert_rows
from app.matters.commands.concerns import close_concern
from app.matters.commands.telling import tell_step
from app.matters.held import FACTS, FOLDED, PAPERS, STANDS, matter_digest, paper_digest, step_digest
from app.matters.models import Matter, MatterPaper, MatterStep, MatterTask
from app.matters.queries.sight import roles_of
from app.matters.queries.whole import Whole, held_matter
from app.matters.rules.gate import may_now, role_for, why_not
from app.matters.rules.standing import State
from app.matters.rules.state import state_after
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
    taken = list(let_in(session, _held(session, whole), [(step, papers)], lot))
    write_all(session, taken)
    for one in taken:
        tell_step(session, one.before, one.after, one.step)
    return taken[-1].after


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that the gate let in, with what was handed in; not written down yet."""

    before: Whole
    after: Whole
    step: Step
    papers: Sequence[MatterPaper]


def let_in(
    session: Session, whole: Whole, asked: Iterable[tuple[Step, Sequence[MatterPaper]]],
    lot: Callable[[], bool] = falls_on_it,
) -> Iterator[Taken]:  # fmt: skip
    """Steps of one transaction, each asked of the gate after the one before. Raises Refused."""
    for step, papers in asked:
        found = _after(session, whole, step, papers)
        yield found
        whole = found.after
        if isinstance(step, RatingRequest) and lot() and not whole.state.followed_up:
            drawn = _after(session, whole, CallBackDrawn(step.at, SYSTEM, Role.SYSTEM), ())
            yield drawn
            whole = drawn.after


def _after(session: Session, whole: Whole, step: Step, papers: Sequence[MatterPaper]) -> Taken:
    why = may_now(step, whole.case)
    if why is not None:
        raise refused(session, whole, why)
    steps = (*whole.steps, step)
    state = state_after(whole.state, step, whole.facts, whole.time)
    return Taken(whole, replace(whole, steps=steps, state=state), step, papers)


def _held(session: Session, whole: Whole) -> Whole:
    """The matter locked, and as it was looked at."""
    if whole.held:
        return whole
    found = held_matter(session, whole.matter.id, whole.now)
    assert found is not None, "matters are never deleted"
    if len(found.steps) != len(whole.steps):
        raise refused(session, found, Why.CHANGED)
    return replace(found, now=whole.now)


def write_all(session: Session, taken: Sequence[Taken], head: audit.Head | None = None) -> None:
    """Write down steps of one matter that the gate let in: their rows, the matter's columns, their
    events. However many they are, each table is written once. `head`: see `record_each`."""
    rows, events = [], []
    for one in taken:
        row = row_of(one.after, one.step)
        fold(one.after.matter, one.after.state)
        if one.after.state.closed_at is not None and one.after.matter.keep_until is None:
            one.after.matter.keep_until = keep_until(session, one.after)
        rows.append(row)
        events.append(_event(row, one))
    matter = taken[-1].after.matter
    _write_matter(session, matter)
    insert_rows(session, MatterStep, rows)
    papers = [paper.model_dump() for one in taken for paper in one.papers]
    insert_rows(session, MatterPaper, papers)
    for one in taken:
        _write_task(session, matter, one.step)
    close_concern(session, matter)
    audit.record_each(session, matter.community_id, events, head)


def _write_matter(session: Session, matter: Matter) -> None:
    """The matter's row. A new one is written past the ORM, which takes as long as all the rest,
    and is known to the session as one that is there."""
    if inspect(matter).transient:
        insert_rows(session, Matter, [matter.model_dump()])
        make_transient_to_detached(matter)
    session.add(matter)
    session.flush()


def row_of(after: Whole, step: Step) -> dict[str, Any]:
    """The row of a step that a matter ends with."""
    return {
        "matter_id": after.matter.id,
        "number": len(after.steps),
        "community_id": after.matter.community_id,
        "kind": NAMES[type(step)],
        "at": step.at,
        "by": step.by,
        "role": step.role.value,
        "said": said(step),
    }


def _event(row: dict[str, Any], one: Taken) -> audit.Event:
    """What the chain keeps of a step: the digests of its row, of the matter as it left it, and of
    what was handed in with it."""
    matter = one.after.matter
    payload = {
        "number": row["number"], "role": row["role"], "said": row["said"],
        ROW: step_digest(row),
        STANDS: matter_digest({name: getattr(matter, name) for name in (*FACTS, *FOLDED)}),
        PAPERS: {paper.id: paper_digest(paper.model_dump()) for paper in one.papers},
    }  # fmt: skip
    return audit.Event(row["at"], f"matter.{row['kind']}", row["by"], matter.id, payload)


def keep_until(session: Session, whole: Whole) -> date:
    """Until when a matter that ends now is kept: as long as the words of visits (row R90)."""
    community = session.get(Community, whole.matter.community_id)
    days = community.visit_keep_days if community else 0
    return whole.facts.day(whole.now) + timedelta(days=max(1, days))


def fold(matter: Matter, state: State) -> None:
    """The columns of a matter, as its steps have it; what stays as it is is not set again."""
    for name, value in _folded(matter, state).items():
        if getattr(matter, name) != value:
            setattr(matter, name, value)


def _folded(matter: Matter, state: State) -> dict[str, Any]:
    return {
        "stage": state.stage.value,
        "level": state.level,
        "handling": state.handling.value if state.handling else "",
        "way": state.way.value if state.way else "",
        "category": state.category or matter.category,
        "problem": state.problem or matter.problem,
        "handling_owner_id": state.handling_owner or None,
        "owner_id": state.owner or None,
        "untaken": state.untaken.value if state.untaken else None,
        "take_until": state.take_until,
        "limit_amount": state.limit.amount if state.limit else None,
        "limit_unit": state.limit.unit.value if state.limit else "",
        "due_at": state.due_at,
        "paused_since": state.paused_since,
        "long_term_on": state.long_term_on,
        "supervised": state.supervised,
        "done_at": state.done_at,
        "score": state.score,
        "follow_up": state.follow_up,
        "closed_at": state.closed_at,
        "keep_until": state.keep_until,
        "steps": state.steps,
    }


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
