"""Opening a matter from what somebody reported at a door or on a patrol (rows R75, R86, R182)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.catalogue.rules.items import Limit, Unit
from app.kit.clock import local_day
from app.kit.intake import Sent
from app.kit.sql import insert_rows
from app.matters.commands.opening import Opening, opened
from app.matters.commands.taking import take
from app.matters.commands.telling import heads, leads, tell_about
from app.matters.forms.door import TRIED, Report
from app.matters.queries.door import building_typed
from app.matters.queries.whole import Whole
from app.matters.rules.problems import Problem, problems
from app.matters.rules.stages import HIGHEST, Channel, Flow, Handling
from app.matters.rules.steps import Classification, Role
from app.org.queries import zones_of
from app.org.scope import grids_of
from app.visits.models import Concern
from app.visits.rules import CONCERN_DAYS

MOST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Reported:
    """A report that may become a matter: what it says, whose household it is about now, in which
    role it was made, and the concern that it stands on."""

    report: Report
    household_id: str | None
    role: Role
    concern_id: str | None


def open_reported(session: Session, sent: Sent, found: Reported) -> Whole:
    """Open the matter; what is urgent is sorted as 大事急事 at once, and head and leads know."""
    report = found.report
    problem = problems().get(report.problem)
    if found.concern_id is not None:
        _keep_concern(session, sent, found)
    whole = opened(session, _opening(session, sent, found, problem), found.role)
    if not report.urgent:
        return whole
    # The head was told when it was opened.
    others = leads(session, whole) - heads(session, whole)
    tell_about(session, whole, others, "urgent", sent.envelope.author)
    if whole.matter.flow == Flow.DISPUTE:
        return whole
    return take(session, whole, _at_once(sent, found.role, problem))


def _opening(session: Session, sent: Sent, found: Reported, problem: Problem | None) -> Opening:
    report, envelope = found.report, sent.envelope
    building = None
    if found.household_id is None:
        grids = grids_of(session, envelope.author, sent.received_at)
        building = building_typed(session, envelope.community, report.place, grids)
    at_door = report.visit_id is not None or found.household_id is not None
    return Opening(
        id=envelope.id,
        community_id=envelope.community,
        by=envelope.author,
        channel=Channel.VISIT if at_door else Channel.PATROL,
        title=title_of(report.words),
        opened_at=sent.made_at,
        received_at=sent.received_at,
        flow=Flow.DISPUTE if problem is not None and problem.dispute else Flow.SERVICE,
        words=_words(report),
        household_id=found.household_id,
        building_id=building,
        place=report.place,
        problem=report.problem,
        urgent=report.urgent,
        concern_id=found.concern_id,
        device_id=envelope.device or None,
    )


def title_of(words: str) -> str:
    """The first line of what was written, cut where a list of matters would cut it."""
    first = words.partition("\n")[0].strip()
    return first if len(first) <= MOST_TITLE else first[: MOST_TITLE - 1] + "…"


def _words(report: Report) -> str:
    """What the title does not say already, and what was tried."""
    tried = TRIED.get(report.persuaded) if report.persuaded else None
    words = "" if title_of(report.words) == report.words else report.words
    return "\n".join([one for one in (words, tried.msgid if tried else "") if one])


def _at_once(sent: Sent, role: Role, problem: Problem | None) -> Classification:
    """突发性工作立即上报: level 4, within the limit of its class (rows R77, R78)."""
    limit = Limit(problem.amount, Unit(problem.unit)) if problem else None
    return Classification(
        sent.received_at, sent.envelope.author, role, Handling.AT_ONCE, HIGHEST, limit,
        problem=problem.code if problem else "",
    )  # fmt: skip


def _keep_concern(session: Session, sent: Sent, found: Reported) -> None:
    """The concern, where its visit has not brought it: the visit is joined to it when it comes."""
    if session.get(Concern, found.concern_id) is not None:
        return
    community, author = sent.envelope.community, sent.envelope.author
    zone = zones_of(session, [community])[community]
    row: dict[str, Any] = {
        "id": found.concern_id,
        "community_id": community,
        "grid_id": None,
        "household_id": found.household_id,
        "visit_id": None,
        "author_id": author,
        "text": found.report.request,
        "opened_at": sent.made_at,
        "due_on": local_day(sent.made_at, zone) + timedelta(days=CONCERN_DAYS),
        "closed_at": None,
    }
    insert_rows(session, Concern, [row])
