"""What the gate asks of a step, one sentence a check: who takes it, and what it says (R111).

Each answers why the step may not be taken, or None. They are put together in `gate.RULES`.
"""

from collections.abc import Callable
from typing import Any

from app.cases.rules.evidence import Kind, thin
from app.cases.rules.measures import LADDER, Measure, measure_bound
from app.cases.rules.state import Case, agreed, finding_of
from app.cases.rules.steps import (
    AppealDecision,
    Cause,
    Export,
    Extension,
    MeasureTaken,
    Notice,
    Pause,
    Reason,
    Reply,
    Role,
    Step,
    TechnicalCheck,
    Vote,
)
from app.cases.rules.why import Why

# A check of one kind of step, with which `gate.RULES` pairs it.
Check = Callable[[Case, Any], Why | None]

# ---- who ----


def the_worker(case: Case, step: Step) -> Why | None:
    """Only the person whose case it is."""
    return None if step.by == case.facts.worker else Why.ONLY_THE_WORKER


def not_the_worker(case: Case, step: Step) -> Why | None:
    """Nobody acts in their own case."""
    return Why.OWN_CASE if step.by == case.facts.worker else None


def not_a_checker(case: Case, step: Step) -> Why | None:
    """Nobody judges what they have found themselves."""
    return Why.CHECKED_IT if step.by in case.facts.checkers else None


def no_conflict(case: Case, step: Step) -> Why | None:
    """Nobody with a conflict of interest."""
    return Why.CONFLICT if step.by in case.facts.barred else None


def not_the_author(case: Case, step: Step) -> Why | None:
    """Whoever wrote the notice has made up their mind."""
    return Why.WROTE_NOTICE if any(one.by == step.by for one in case.every(Notice)) else None


def no_witness(case: Case, step: Step) -> Why | None:
    """Nobody weighs their own word."""
    said = {fact.source for one in case.every(Notice) for fact in one.facts}
    said |= {one.witness for one in case.every(Reply)}
    return Why.IS_WITNESS if step.by in said else None


def has_not_voted(case: Case, step: Step) -> Why | None:
    """One person, one vote; and whoever signs is a third person, in whatever other role."""
    return Why.VOTED_ALREADY if any(one.by == step.by for one in case.every(Vote)) else None


def new_to_the_case(case: Case, step: Step) -> Why | None:
    """An appeal goes to somebody who had no part in it."""
    return Why.INVOLVED if any(one.by == step.by for one in case.steps) else None


def decided_no_appeal(case: Case, step: Step) -> Why | None:
    """Whoever decided the appeal takes no side afterwards either."""
    return Why.INVOLVED if any(one.by == step.by for one in case.every(AppealDecision)) else None


IMPARTIAL: tuple[Check, ...] = (not_the_worker, not_a_checker, no_conflict)
OUTSIDER: tuple[Check, ...] = (*IMPARTIAL, not_the_author, no_witness)


# ---- what ----


def looked_at_everything(_: Case, step: TechnicalCheck) -> Why | None:
    """All technical causes, not only the likely ones."""
    return None if step.looked_at | step.found == frozenset(Cause) else Why.CAUSES_UNCHECKED


def author_is_no_witness(_: Case, step: Notice) -> Why | None:
    """Whoever writes the notice is no source of what it says."""
    return Why.IS_WITNESS if any(one.source == step.by for one in step.facts) else None


def rests_on_enough(_: Case, step: Notice) -> Why | None:
    """The facts carry a notice."""
    return thin(step.facts)


def has_receipts(_: Case, step: Notice) -> Why | None:
    """The worker can see what the server received, and when."""
    return None if any(step.receipts) else Why.NO_RECEIPTS


def draw_counts(_: Case, step: Notice) -> Why | None:
    """A check comes from a draw that everybody can do again."""
    if all(one.kind is not Kind.CHECK for one in step.facts):
        return None
    if step.draw is None or not step.draw.proof:
        return Why.NO_DRAW_PROOF
    return Why.ADVISORY_DRAW if step.draw.advisory else None


def extended_once(case: Case, _: Step) -> Why | None:
    """More time is given once."""
    return Why.EXTENDED_ALREADY if case.first(Extension) else None


def leave_has_begun(case: Case, step: Pause) -> Why | None:
    """Leave that is yet to come stops no clock."""
    return Why.FUTURE_LEAVE if step.since > case.today else None


def says_something(_: Case, step: Reply) -> Why | None:
    """A text, a photo or a witness."""
    said = step.text.strip() or step.witness.strip() or any(step.photos)
    return None if said else Why.EMPTY_REPLY


def before_the_votes(case: Case, _: Step) -> Why | None:
    """A late reply is heard too, as long as nobody has decided."""
    return Why.PANEL_HAS_BEGUN if case.first(Vote) else None


def reasons(case: Case, step: Vote | AppealDecision) -> Why | None:
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


def within_the_bound(case: Case, step: MeasureTaken) -> Why | None:
    """No heavier than the ladder allows."""
    bound = measure_bound(case.facts.earlier, finding_of(case))
    return Why.TOO_HEAVY if step.level > bound else None


def within_the_votes(case: Case, step: MeasureTaken) -> Why | None:
    """No heavier than both who confirmed it would answer for."""
    upto = min(one.upto or Measure.COACHING for one in agreed(case) or ())
    return Why.ABOVE_VOTES if step.level > upto else None


def signed_by_the_right_one(case: Case, step: MeasureTaken) -> Why | None:
    """The head, a third person; below a warning also one of the two who found it."""
    if step.role is Role.STATION_HEAD:
        return has_not_voted(case, step)
    if LADDER[step.level].head:
        return Why.NEEDS_HEAD
    return None if step.by in {one.by for one in agreed(case) or ()} else Why.NOT_THE_PANEL


def never_heavier(case: Case, step: AppealDecision) -> Why | None:
    """An appeal can only help."""
    taken = case.every(MeasureTaken)[0]
    heavier = step.level is not None and step.level > taken.level
    return Why.HEAVIER_ON_APPEAL if heavier else None


def is_recommended(case: Case, _: Step) -> Why | None:
    """There is a recommendation, after the appeal as well."""
    decision, taken = case.first(AppealDecision), case.every(MeasureTaken)[0]
    level = decision.level if decision else taken.level
    return None if level is Measure.RECOMMENDATION else Why.NO_RECOMMENDATION


def signed(_: Case, step: Export) -> Why | None:
    """The file can be told from a forged one."""
    return None if step.digest and step.signature else Why.NOT_SIGNED
