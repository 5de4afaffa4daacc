"""The steps as they are posted. Each holds the case, asks whose turn it is, and only then reads the
form; the gate has the last word (R111)."""

from collections.abc import Callable
from typing import Any, TypeVar

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import signed_in
from app.cases.commands import steps
from app.cases.commands.opening import looked
from app.cases.commands.taking import Refused
from app.cases.forms.steps import (
    NoticeEntry,
    parse_appeal,
    parse_causes,
    parse_finding,
    parse_measure,
    parse_notice,
)
from app.cases.pages.cases import shown
from app.cases.pages.common import case_here, turn_here
from app.cases.queries.people import known_people
from app.cases.queries.rate import rate_of
from app.cases.queries.receipts import receipts_of
from app.cases.queries.records import records_of
from app.cases.queries.whole import Whole
from app.cases.rules.steps import (
    Appeal,
    AppealDecision,
    Draw,
    Export,
    Extension,
    MeasureTaken,
    Notice,
    Role,
    Step,
    TechnicalCheck,
    Vote,
)
from app.cases.rules.why import say
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import redirect
from app.kit.web import Work, post
from app.spotchecks.models import Draw as DrawRow
from app.spotchecks.models import SpotCheck
from app.station.pages.common import scope_here
from app.sync.keys import Keys

Form = URLEncodedBody[dict[str, Any]]
T = TypeVar("T")
# By whom and in which role, on which case.
Act = Callable[[Whole, str, Role, T], Whole]


@post("/cases/{case_id:str}/technical-check", guard=signed_in)
def check(work: NamedDependency[Work], case_id: FromPath[str], data: Form) -> Response[str]:
    """The data steward says which technical cause it was, or that it was none."""

    def act(whole: Whole, by: str, role: Role, causes: Any) -> Whole:
        return looked(work.session, whole, by, role, causes)

    fields = posted(data)
    return _run(work, case_id, TechnicalCheck, fields, lambda _, said: parse_causes(said), act)


@post("/cases/{case_id:str}/notice", guard=signed_in)
def notify(work: NamedDependency[Work], case_id: FromPath[str], data: Form) -> Response[str]:
    """Tell the worker in writing."""

    def act(whole: Whole, by: str, role: Role, entry: Any) -> Whole:
        rate = rate_of(work.session, whole, scope_here(work)) if entry.with_rate else None
        receipts, draw = receipts_of(work.session, whole), _draw(work, whole)
        return steps.notify(work.session, whole, by, role, entry, receipts, draw, rate)

    def parse(whole: Whole, fields: Fields) -> NoticeEntry | Refusal:
        return parse_notice(fields, known_people(work.session, whole))

    return _run(work, case_id, Notice, posted(data), parse, act)


@post("/cases/{case_id:str}/extension", guard=signed_in)
def extend(work: NamedDependency[Work], case_id: FromPath[str]) -> Response[str]:
    """The worker wants more time."""
    whole, by, role = turn_here(work, case_id, Extension)
    steps.extend(work.session, whole, by, role)
    return redirect(f"/cases/{whole.file.id}")


@post("/cases/{case_id:str}/votes", guard=signed_in)
def vote(work: NamedDependency[Work], case_id: FromPath[str], data: Form) -> Response[str]:
    """One of the panel says what they find, and why."""

    def act(whole: Whole, by: str, role: Role, found: Any) -> Whole:
        return steps.vote(work.session, whole, by, role, found)

    return _run_finding(work, case_id, Vote, posted(data), act)


@post("/cases/{case_id:str}/measure", guard=signed_in)
def measure(work: NamedDependency[Work], case_id: FromPath[str], data: Form) -> Response[str]:
    """The head, or one of the two who found it, says what comes of it."""

    def act(whole: Whole, by: str, role: Role, level: Any) -> Whole:
        return steps.measure(work.session, whole, by, role, level)

    return _run(work, case_id, MeasureTaken, posted(data), lambda _, said: parse_measure(said), act)


@post("/cases/{case_id:str}/appeal", guard=signed_in)
def appeal(work: NamedDependency[Work], case_id: FromPath[str], data: Form) -> Response[str]:
    """The worker does not accept it."""

    def act(whole: Whole, by: str, role: Role, words: Any) -> Whole:
        return steps.appeal(work.session, whole, by, role, words)

    return _run(work, case_id, Appeal, posted(data), lambda _, said: parse_appeal(said), act)


@post("/cases/{case_id:str}/appeal-decision", guard=signed_in)
def decide_appeal(work: NamedDependency[Work], case_id: FromPath[str], data: Form) -> Response[str]:
    """Somebody new says what is left of it."""

    def act(whole: Whole, by: str, role: Role, found: Any) -> Whole:
        return steps.decide_appeal(work.session, whole, by, role, found)

    return _run_finding(work, case_id, AppealDecision, posted(data), act)


@post("/cases/{case_id:str}/export", guard=signed_in)
def export(work: NamedDependency[Work], case_id: FromPath[str]) -> Response[str]:
    """Sign the recommendation, which then leaves as a file."""
    whole, by, role = turn_here(work, case_id, Export)
    keys: Keys = work.house.parts["keys"]
    steps.export(work.session, whole, by, role, keys.active.sign)
    return redirect(f"/cases/{whole.file.id}")


def _run_finding(
    work: Work, case_id: str, kind: type[Step], fields: Fields, act: Act[Any]
) -> Response[str]:
    """A vote or a decision: its reasons point at records of the case."""
    return _run(
        work, case_id, kind, fields, lambda whole, said: parse_finding(said, records_of(whole)), act
    )


def _run(
    work: Work,
    case_id: str,
    kind: type[Step],
    fields: Fields,
    parse: Callable[[Whole, Fields], T | Refusal],
    act: Act[T],
) -> Response[str]:
    whole, by, role = turn_here(work, case_id, kind)
    said = parse(whole, fields)
    errors: Any = said.errors if isinstance(said, Refusal) else None
    if not isinstance(said, Refusal):
        try:
            act(whole, by, role, said)
            return redirect(f"/cases/{whole.file.id}")
        except Refused as refused:
            errors = {FIELDS.get(kind, "form"): say(refused.why)}
    work.session.rollback()
    again, reader = case_here(work, case_id)
    return shown(work, again, reader, fields, errors, 422)


# At which field the gate's word about a step is shown.
FIELDS: dict[type[Step], str] = {
    TechnicalCheck: "causes",
    Notice: "words-1",
    Vote: "finding",
    MeasureTaken: "level",
    AppealDecision: "finding",
}


def _draw(work: Work, whole: Whole) -> Draw | None:
    """The proof of the draw from which the case's check came."""
    row = work.session.get(SpotCheck, whole.file.check_id) if whole.file.check_id else None
    found = work.session.get(DrawRow, (row.community_id, row.day)) if row else None
    return Draw(found.day.isoformat(), found.advisory) if found else None
