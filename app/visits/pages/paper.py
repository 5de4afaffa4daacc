"""Visits from paper: a lead enters them in the worker's name, the worker has the last word."""

import os
from collections.abc import Mapping
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.auth.guards import posts, who
from app.households.queries import Door, door_of, labels_of
from app.kit.clock import iso
from app.kit.forms import Fields, Reader, Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.ids import is_uuid, uuid7
from app.kit.intake import Accept, Envelope, Made, Refuse, Sent
from app.kit.problems import Conflict, NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view
from app.org.models import Post
from app.org.queries import community_of, names_of, workers_in
from app.org.scope import Scope, scope_of
from app.visits.commands import answer_paper, enter_paper
from app.visits.forms import VisitEntry, When, body_of, parse_answer, parse_visit
from app.visits.intake import VisitKind
from app.visits.models import PaperVisit
from app.visits.pages.record import load
from app.visits.queries.paper import Paper, papers_in

LEADS = posts(Post.GRID_LEAD, Post.STATION_HEAD)
WORKERS = posts(Post.GRID_WORKER)
NO_TIME = Message("请填写纸上的走访时间")


@get("/paper-visits", guard=LEADS)
def paper_visits(work: NamedDependency[Work], household: FromQuery[str] = "") -> Response[str]:
    """What was entered from paper and what workers said to it; with a household, the form."""
    scope = scope_of(who(work), work.now)
    door = _door(work, scope, household) if household else None
    values = {"worker": _worker_of(work, scope, door)} if door else {}
    return _page(work, scope, door, values, {})


@post("/paper-visits", guard=LEADS)
def enter(work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]) -> Response[str]:
    """Keep a visit from paper; the same rules as for one that a phone sends."""
    scope = scope_of(who(work), work.now)
    typed = posted(data)
    door = _door(work, scope, str(typed.get("household", "")))
    found = _judged(work, scope, typed)
    if isinstance(found, Refusal):
        return _page(work, scope, door, typed, found.errors)
    sent, verdict = found
    enter_paper(work.session, sent, verdict, scope.person_id)
    return redirect("/paper-visits")


@get("/paper-visits/{visit_id:str}", guard=WORKERS)
def paper_visit(work: NamedDependency[Work], visit_id: FromPath[str]) -> Response[str]:
    """One visit that was entered in this worker's name, to be confirmed."""
    return _one(work, visit_id, {}, {})


@post("/paper-visits/{visit_id:str}/answer", guard=WORKERS)
def answer(
    work: NamedDependency[Work],
    visit_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """The worker confirms it, or says that it was otherwise."""
    paper = _paper(work, visit_id)
    if paper.answer:
        raise Conflict
    typed = posted(data)
    entry = parse_answer(typed)
    if isinstance(entry, Refusal):
        return _one(work, visit_id, typed, entry.errors)
    answer_paper(work.session, paper, entry, work.now)
    return redirect("/today")


def _judged(work: Work, scope: Scope, typed: Fields) -> Refusal | tuple[Sent, Accept]:
    """The visit as the worker's phone would have sent it when it was written."""
    community = community_of(work.session, scope)
    zone = community.zone if community else "Asia/Shanghai"
    read = Reader(typed)
    workers = {one.id for one in workers_in(work.session, scope, work.now)}
    worker = read.raw("worker")
    if worker not in workers:
        read.fail("worker", Message("请选择一项"))
    if not read.raw("visited_at"):
        read.fail("visited_at", NO_TIME)
    body = body_of(typed)
    entry = parse_visit(body, When(zone, work.now, work.now))
    errors = {**read.errors, **(entry.errors if isinstance(entry, Refusal) else {})}
    if errors or isinstance(entry, Refusal):
        return Refusal(errors)
    sent = _sent(work, scope, worker, body, entry)
    (verdict,) = VisitKind().judge(work.session, [sent])
    if isinstance(verdict, Refuse):
        field = "worker" if verdict.code == "not_own" else verdict.field or "form"
        return Refusal({field: NOT_HIS if verdict.code == "not_own" else verdict.message})
    return sent, verdict


NOT_HIS = Message("那时这一户不由他负责，请选当时负责的网格员")


def _sent(work: Work, scope: Scope, worker: str, body: dict[str, Any], entry: VisitEntry) -> Sent:
    made_at = entry.visited_at or work.now
    envelope = Envelope(
        v=1,
        id=uuid7(),
        kind="visit",
        schema=1,
        community=scope.community_id or "",
        author=worker,
        device="",
        made=Made(wall=iso(made_at)),
        salt=os.urandom(16).hex(),
        body={**body, "position": ""},
    )
    return Sent(envelope, "", work.now, made_at, made_at, False)


def _door(work: Work, scope: Scope, household_id: str) -> Door:
    door = door_of(work.session, scope, household_id) if is_uuid(household_id) else None
    if door is None:
        raise NotFound
    return door


def _worker_of(work: Work, scope: Scope, door: Door) -> str:
    """Whose door it is now: most likely whose paper it is."""
    found = [w.id for w in workers_in(work.session, scope, work.now) if w.grid == door.grid]
    return found[0] if found else ""


def _page(
    work: Work, scope: Scope, door: Door | None, values: Mapping[str, Any], errors: dict[str, Any]
) -> Response[str]:
    found = papers_in(work.session, scope)
    rows = _rows(work, found)
    seen = {one.household_id for one in found if one.household_id} | ({door.id} if door else set())
    workers = workers_in(work.session, scope, work.now)
    if seen and scope.community_id and not errors:
        log_view(work, scope.community_id, "paper_visits", sorted(seen))
    return page(
        work,
        "visits/paper_visits.html",
        status=422 if errors else 200,
        rows=rows,
        door={"id": door.id, "label": door.label} if door else None,
        workers=[(one.id, f"{one.name} {one.grid}") for one in workers],
        values=values,
        errors=errors,
    )


def _rows(work: Work, found: list[Paper]) -> list[dict[str, Any]]:
    labels = labels_of(work.session, {one.household_id for one in found if one.household_id})
    people = {one.worker_id for one in found} | {one.entered_by for one in found}
    names = names_of(work.session, people)
    return [
        {
            "id": one.visit_id,
            "label": labels.get(one.household_id or "", ""),
            "at": one.visited_at,
            "outcome": one.outcome,
            "worker": names.get(one.worker_id, ""),
            "by": names.get(one.entered_by, ""),
            "answer": one.answer,
            "reply": one.reply,
        }
        for one in found
    ]


def _paper(work: Work, visit_id: str) -> PaperVisit:
    paper = work.session.get(PaperVisit, visit_id) if is_uuid(visit_id) else None
    if paper is None or paper.worker_id != who(work).id:
        raise NotFound
    return paper


def _one(work: Work, visit_id: str, values: Any, errors: dict[str, Any]) -> Response[str]:
    paper = _paper(work, visit_id)
    visit = load(work, visit_id).visit
    household = visit.household_id or ""
    label = labels_of(work.session, [household]).get(household, visit.address)
    entered = names_of(work.session, [paper.entered_by]).get(paper.entered_by, "")
    if not errors:
        log_view(work, visit.community_id, "visit", [household] if household else [])
    return page(
        work,
        "visits/paper_visit.html",
        status=422 if errors else 200,
        visit=visit,
        label=label,
        paper=paper,
        entered=entered,
        values=values,
        errors=errors,
    )
