"""案例库: how something was solved once, with nobody in it who could be recognised (row R92)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.auth.guards import who
from app.handbook.commands import handbook as acts
from app.handbook.forms.handbook import TEXTS, parse_case
from app.handbook.models import CaseState, KnowledgeCase
from app.handbook.pages.common import HEAD, STAFF, is_head
from app.handbook.queries.knowledge import (
    case_seen,
    cases_found,
    cases_waiting,
    item_names,
    known_of,
    source_seen,
    sources,
)
from app.handbook.words import STATE_WORDS
from app.kit.forms import Fields, Reader, Refusal, parse_decision, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.matters.models import Matter
from app.matters.queries.whole import Whole
from app.matters.rules.stages import Stage
from app.org.queries import names_of
from app.station.pages.common import known_id

Form = URLEncodedBody[dict[str, Any]]
SAY_WHY = Message("退回请写明理由")
LONGEST_SEARCH = 60


@get("/knowledge", guard=STAFF)
def listing(work: NamedDependency[Work], q: FromQuery[str] = "") -> Response[str]:
    """Search, and what is published; what waits for the reader above it."""
    asked = q.strip()[:LONGEST_SEARCH]
    found = cases_found(work.session, who(work), asked)
    waiting = cases_waiting(work.session, who(work))
    names = item_names(work.session, {one.item_id for one in [*found, *waiting]})
    return page(
        work,
        "handbook/knowledge.html",
        q=asked,
        rows=[_row(work, one, names) for one in found],
        waiting=[_row(work, one, names) for one in waiting],
        head=is_head(work),
    )


@get("/knowledge/new", guard=STAFF)
def new(work: NamedDependency[Work], matter: FromQuery[str] = "") -> Response[str]:
    """From which archived matter, and then the form."""
    if not matter:
        rows = sources(work.session, who(work))
        return page(work, "handbook/sources.html", rows=rows)
    return _form(work, _source(work, matter), {}, {})


@post("/knowledge", guard=STAFF)
def write(work: NamedDependency[Work], data: Form) -> Response[str]:
    """A case for the head to look at."""
    fields = posted(data)
    matter = _source(work, Reader(fields).raw("matter"))
    parsed = parse_case(fields, known_of(work.session, matter))
    if isinstance(parsed, Refusal):
        return _form(work, matter, fields, parsed.errors, 422)
    made = acts.write_case(work.session, matter, parsed, who(work).id, work.now)
    return redirect(f"/knowledge/{made.id}")


@get("/knowledge/{story_id:str}", guard=STAFF)
def story(work: NamedDependency[Work], story_id: FromPath[str]) -> Response[str]:
    """One case."""
    return _show(work, _find(work, story_id), {}, {})


@post("/knowledge/{story_id:str}", guard=STAFF)
def rewrite(work: NamedDependency[Work], story_id: FromPath[str], data: Form) -> Response[str]:
    """Who wrote it writes it better."""
    found, fields = _find(work, story_id), posted(data)
    if found.written_by != who(work).id:
        raise NotFound
    parsed = parse_case(fields, known_of(work.session, _matter(work, found)))
    if isinstance(parsed, Refusal):
        return _show(work, found, fields, parsed.errors, 422)
    acts.rewrite_case(work.session, found, parsed, who(work).id, work.now)
    return redirect(f"/knowledge/{found.id}")


@post("/knowledge/{story_id:str}/decision", guard=HEAD)
def decide(work: NamedDependency[Work], story_id: FromPath[str], data: Form) -> Response[str]:
    """The head publishes it or returns it; what could be recognised is looked for once more."""
    found, fields = _find(work, story_id), posted(data)
    parsed = parse_decision(fields, "reason", SAY_WHY)
    if isinstance(parsed, Refusal):
        return _show(work, found, fields, parsed.errors, 422)
    if parsed.accepts and (errors := _still_named(work, found)):
        return _show(work, found, fields, errors, 422)
    acts.decide_case(work.session, found, parsed.accepts, parsed.words, who(work).id, work.now)
    return redirect("/knowledge")


@post("/knowledge/{story_id:str}/withdrawal", guard=HEAD)
def withdraw(work: NamedDependency[Work], story_id: FromPath[str], data: Form) -> Response[str]:
    """The head takes it down."""
    found, fields = _find(work, story_id), posted(data)
    read = Reader(fields)
    reason = read.text("reason", 500, required=True)
    if read.errors:
        return _show(work, found, fields, read.errors, 422)
    acts.withdraw_case(work.session, found, reason, who(work).id, work.now)
    return redirect("/knowledge")


def case_link(work: Work, found: Whole) -> list[tuple[str, str]]:
    """From the page of an archived matter to a case written from it."""
    matter = found.matter
    if found.state.stage is not Stage.ARCHIVED or matter.restricted or matter.erased_at:
        return []
    return [(work.say("写成案例"), f"/knowledge/new?matter={matter.id}")]


def _still_named(work: Work, found: KnowledgeCase) -> dict[str, Any]:
    """What the matter has learnt of people since the case was written may stand in it."""
    fields = {name: str(getattr(found, name)) for name, _ in TEXTS}
    parsed = parse_case(fields, known_of(work.session, _matter(work, found)))
    return dict(parsed.errors) if isinstance(parsed, Refusal) else {}


def _source(work: Work, matter_id: str) -> Matter:
    found = source_seen(work.session, who(work), known_id(matter_id))
    if found is None:
        raise NotFound
    return found


def _find(work: Work, story_id: str) -> KnowledgeCase:
    found = case_seen(work.session, who(work), known_id(story_id))
    if found is None:
        raise NotFound
    return found


def _matter(work: Work, found: KnowledgeCase) -> Matter | None:
    return work.session.get(Matter, found.matter_id) if found.matter_id else None


def _row(work: Work, one: KnowledgeCase, names: dict[str, str]) -> dict[str, Any]:
    look, word = STATE_WORDS[CaseState(one.state)]
    return {
        "case": one,
        "item": names.get(one.item_id or "", ""),
        "look": look,
        "state_word": word.text(work.lang),
    }


def _form(
    work: Work, matter: Matter, values: Fields, errors: dict[str, Any], status: int = 200
) -> Response[str]:
    item = item_names(work.session, {matter.item_id}).get(matter.item_id or "", "")
    return page(
        work,
        "handbook/new_case.html",
        status=status,
        matter=matter,
        item=item,
        values=values,
        errors=errors,
    )


def _show(
    work: Work, found: KnowledgeCase, values: Fields, errors: dict[str, Any], status: int = 200
) -> Response[str]:
    people = {found.written_by or "", found.decided_by or ""} - {""}
    names = names_of(work.session, people)
    mine = found.written_by == who(work).id
    open_ = found.state in (CaseState.ASKED, CaseState.RETURNED)
    return page(
        work,
        "handbook/case.html",
        status=status,
        **_row(work, found, item_names(work.session, {found.item_id})),
        writer=names.get(found.written_by or "", ""),
        decider=names.get(found.decided_by or "", ""),
        rewrites=mine and open_,
        decides=is_head(work) and found.state == CaseState.ASKED and not mine,
        own=is_head(work) and found.state == CaseState.ASKED and mine,
        withdraws=is_head(work) and found.state == CaseState.PUBLISHED,
        values=values,
        errors=errors,
    )
