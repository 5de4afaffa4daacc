"""The one gate: whether a step may be appended to a case now, and if not, why (R111).

Every command asks here, whatever page or route it was called from. `RULES` says for each step when
it has its turn, who may take it, and what else must hold; each check is one sentence.

Nobody decides twice about the same person's matter: checker, author of the notice, both or all
three of the panel, the head who signs and the officer of the appeal are different people. A head
who checked the record or wrote the notice cannot sign, and the panel then stays below a warning.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.spotchecks.rules.ladder.evidence import Kind, thin
from app.spotchecks.rules.ladder.measures import LADDER, Measure, measure_bound
from app.spotchecks.rules.ladder.state import (
    ENDED,
    Case,
    Stage,
    State,
    agreed,
    finding_of,
    state_of,
)
from app.spotchecks.rules.ladder.steps import (
    Appeal,
    AppealDecision,
    Cause,
    Closing,
    Export,
    Extension,
    Facts,
    MeasureTaken,
    Notice,
    Pause,
    Reason,
    Reply,
    Resume,
    Role,
    Step,
    TechnicalCheck,
    Vote,
    WorkingDays,
)
from app.spotchecks.rules.ladder.why import Why

# A check of one kind of step, which the table below pairs with that kind.
Check = Callable[[Case, Any], Why | None]


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


# ---- who ----


def _the_worker(case: Case, step: Step) -> Why | None:
    return None if step.by == case.facts.worker else Why.ONLY_THE_WORKER


def _not_the_worker(case: Case, step: Step) -> Why | None:
    return Why.OWN_CASE if step.by == case.facts.worker else None


def _not_a_checker(case: Case, step: Step) -> Why | None:
    return Why.CHECKED_IT if step.by in case.facts.checkers else None


def _no_conflict(case: Case, step: Step) -> Why | None:
    return Why.CONFLICT if step.by in case.facts.barred else None


def _not_the_author(case: Case, step: Step) -> Why | None:
    return Why.WROTE_NOTICE if any(one.by == step.by for one in case.every(Notice)) else None


def _no_witness(case: Case, step: Step) -> Why | None:
    said = {fact.source for one in case.every(Notice) for fact in one.facts}
    said |= {one.witness for one in case.every(Reply)}
    return Why.IS_WITNESS if step.by in said else None


def _has_not_voted(case: Case, step: Step) -> Why | None:
    return Why.VOTED_ALREADY if any(one.by == step.by for one in case.every(Vote)) else None


def _new_to_the_case(case: Case, step: Step) -> Why | None:
    return Why.INVOLVED if any(one.by == step.by for one in case.steps) else None


IMPARTIAL: tuple[Check, ...] = (_not_the_worker, _not_a_checker, _no_conflict)
OUTSIDER: tuple[Check, ...] = (*IMPARTIAL, _not_the_author, _no_witness)


# ---- what ----


def _looked_at_everything(_: Case, step: TechnicalCheck) -> Why | None:
    return None if step.looked_at | step.found == frozenset(Cause) else Why.CAUSES_UNCHECKED


def _author_is_no_witness(_: Case, step: Notice) -> Why | None:
    return Why.IS_WITNESS if any(one.source == step.by for one in step.facts) else None


def _rests_on_enough(_: Case, step: Notice) -> Why | None:
    return thin(step.facts)


def _has_receipts(_: Case, step: Notice) -> Why | None:
    return None if any(step.receipts) else Why.NO_RECEIPTS


def _draw_counts(_: Case, step: Notice) -> Why | None:
    """A check comes from a draw that everybody can do again."""
    if all(one.kind is not Kind.CHECK for one in step.facts):
        return None
    if step.draw is None or not step.draw.proof:
        return Why.NO_DRAW_PROOF
    return Why.ADVISORY_DRAW if step.draw.advisory else None


def _extended_once(case: Case, _: Extension) -> Why | None:
    return Why.EXTENDED_ALREADY if case.first(Extension) else None


def _leave_has_begun(case: Case, step: Pause) -> Why | None:
    return Why.FUTURE_LEAVE if step.since > case.today else None


def _says_something(_: Case, step: Reply) -> Why | None:
    said = step.text.strip() or step.witness.strip() or any(step.photos)
    return None if said else Why.EMPTY_REPLY


def _before_the_votes(case: Case, _: Reply) -> Why | None:
    """A late reply is heard too, as long as nobody has decided."""
    return Why.PANEL_HAS_BEGUN if case.first(Vote) else None


def _reasons(case: Case, step: Vote | AppealDecision) -> Why | None:
    """Each reason points at records of the case: of the notice, or of the reply."""
    if not step.reasons or not all(one.text.strip() for one in step.reasons):
        return Why.NO_REASONS
    known = _records(case)
    return None if all(_linked(one, known) for one in step.reasons) else Why.UNLINKED_REASON


def _linked(reason: Reason, known: set[str]) -> bool:
    return bool(reason.records) and set(reason.records) <= known


def _records(case: Case) -> set[str]:
    known = {photo for one in case.every(Reply) for photo in one.photos}
    for notice in case.every(Notice):
        known |= {one.record for one in notice.facts}
        known |= {notice.rate.record} if notice.rate else set()
    return known


def _within_the_bound(case: Case, step: MeasureTaken) -> Why | None:
    bound = measure_bound(case.facts.earlier, finding_of(case))
    return Why.TOO_HEAVY if step.level > bound else None


def _within_the_votes(case: Case, step: MeasureTaken) -> Why | None:
    upto = min(one.upto or Measure.COACHING for one in agreed(case) or ())
    return Why.ABOVE_VOTES if step.level > upto else None


def _signed_by_the_right_one(case: Case, step: MeasureTaken) -> Why | None:
    """The head, a third person; below a warning also one of the two who found it."""
    if step.role is Role.STATION_HEAD:
        return _has_not_voted(case, step)
    if LADDER[step.level].head:
        return Why.NEEDS_HEAD
    return None if step.by in {one.by for one in agreed(case) or ()} else Why.NOT_THE_PANEL


def _never_heavier(case: Case, step: AppealDecision) -> Why | None:
    taken = case.every(MeasureTaken)[0]
    heavier = step.level is not None and step.level > taken.level
    return Why.HEAVIER_ON_APPEAL if heavier else None


def _is_recommended(case: Case, _: Export) -> Why | None:
    decision, taken = case.first(AppealDecision), case.every(MeasureTaken)[0]
    level = decision.level if decision else taken.level
    return None if level is Measure.RECOMMENDATION else Why.NO_RECOMMENDATION


def _signed(_: Case, step: Export) -> Why | None:
    return None if step.digest and step.signature else Why.NOT_SIGNED


def _rule(stages: set[Stage], roles: set[Role], *checks: Check) -> Rule:
    return Rule(frozenset(stages), frozenset(roles), checks)


RULES: dict[type[Step], Rule] = {
    TechnicalCheck: _rule(
        {Stage.OPEN},
        {Role.SYSTEM, Role.DATA_STEWARD},
        _not_the_worker,
        _looked_at_everything,
    ),
    Notice: _rule(
        {Stage.CHECKED},
        {Role.GRID_LEAD, Role.STATION_HEAD},
        *IMPARTIAL,
        _author_is_no_witness,
        _rests_on_enough,
        _has_receipts,
        _draw_counts,
    ),
    Extension: _rule({Stage.REPLYING, Stage.PAUSED}, {Role.WORKER}, _the_worker, _extended_once),
    Pause: _rule({Stage.REPLYING}, {Role.SYSTEM}, _leave_has_begun),
    Resume: _rule({Stage.PAUSED}, {Role.SYSTEM}),
    Reply: _rule(
        {Stage.REPLYING, Stage.PAUSED, Stage.DECIDING},
        {Role.WORKER},
        _the_worker,
        _says_something,
        _before_the_votes,
    ),
    Vote: _rule({Stage.DECIDING}, {Role.PANEL_MEMBER}, *OUTSIDER, _has_not_voted, _reasons),
    MeasureTaken: _rule(
        {Stage.FOUND},
        {Role.PANEL_MEMBER, Role.STATION_HEAD},
        *OUTSIDER,
        _signed_by_the_right_one,
        _within_the_votes,
        _within_the_bound,
    ),
    Appeal: _rule({Stage.MEASURED}, {Role.WORKER}, _the_worker),
    AppealDecision: _rule(
        {Stage.APPEALED},
        {Role.APPEAL_OFFICER},
        *OUTSIDER,
        _new_to_the_case,
        _reasons,
        _never_heavier,
    ),
    Export: _rule(
        {Stage.FINAL},
        {Role.STATION_HEAD, Role.STREET_OFFICER},
        *OUTSIDER,
        _is_recommended,
        _signed,
    ),
    Closing: _rule(set(ENDED), {Role.SYSTEM}),
}
