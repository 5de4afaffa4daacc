"""Taking a step: the gate is asked, the step is written, and whom it concerns is told (R111).

Whatever page or route a step comes from, it comes through here.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from app.cases.commands.telling import tell_stage
from app.cases.erasing import forget_what_was_erased
from app.cases.held import RECORDS, record_digest, step_digest
from app.cases.models import CaseRecord, CaseStep
from app.cases.queries.due import evidence_gone
from app.cases.queries.whole import Whole
from app.cases.rules.gate import may
from app.cases.rules.state import state_of
from app.cases.rules.steps import Closing, MeasureTaken, Notice, Step, Vote
from app.cases.rules.why import Why, say
from app.cases.rules.written import NAMES, said
from app.kit import audit
from app.kit.held import ROW
from app.kit.problems import Conflict

# What may be done against somebody only while what it rests on can still be looked at.
AGAINST = (Notice, Vote, MeasureTaken)


class Refused(Conflict):
    """The gate does not let this step in, and says why."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(say(why))


def take(session: Session, whole: Whole, step: Step, handed: Sequence[CaseRecord] = ()) -> Whole:
    """Append `step` to a case that is held, with what was `handed` in; the case as it stands then.
    Raises Refused."""
    why = may(step, whole.facts, whole.steps, whole.now, whole.calendar)
    if why is None and isinstance(step, AGAINST) and evidence_gone(session, whole.file):
        why = Why.EVIDENCE_GONE
    if why is not None:
        raise Refused(why)
    file, number = whole.file, len(whole.steps) + 1
    kind, told = NAMES[type(step)], said(step)
    row = CaseStep(
        case_id=file.id, number=number, community_id=file.community_id, kind=kind, at=step.at,
        by=step.by, role=step.role.value, said=told,
    )  # fmt: skip
    session.add_all([row, *handed])
    if isinstance(step, Closing):
        file.closed_at = step.at
        session.add(file)
        forget_what_was_erased(session, file)
    session.flush()
    records = {one.id: record_digest(one.model_dump()) for one in handed}
    payload = {
        "number": number, "role": step.role.value, "said": told,
        ROW: step_digest(row.model_dump()), RECORDS: records,
    }  # fmt: skip
    audit.record(session, file.community_id, step.at, f"case.{kind}", step.by, file.id, payload)
    steps = (*whole.steps, step)
    after = replace(
        whole, steps=steps, state=state_of(whole.facts, steps, whole.now, whole.calendar)
    )
    tell_stage(session, after)
    return after
