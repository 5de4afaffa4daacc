"""The lead's screens: today's visits as they arrive, records set aside, doors on no list."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.attendance.queries.today import Targets, targets_of
from app.auth.guards import posts, who
from app.households.queries import labels_of
from app.households.queries.corrections import waiting
from app.kit import audit
from app.kit.clock import local_day
from app.kit.forms import Refusal, parse_decision, posted
from app.kit.html import page, redirect
from app.kit.ids import is_uuid
from app.kit.problems import Conflict, NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_new, log_view
from app.org.models import Community, Post
from app.org.queries import WorkerRow, community_of, names_of, start_of, workers_in
from app.org.scope import Scope, scope_of
from app.privacy.queries.breaches import waiting_reports
from app.visits.commands import decide
from app.visits.models import Outcome, SetAsideDecision, Visit
from app.visits.queries.lead import (
    Arrived,
    Done,
    arrived_since,
    done_on,
    set_aside,
    unlisted,
)
from app.visits.queries.paper import on_paper
from app.visits.words import REASON_WORDS

LEADS = posts(Post.GRID_LEAD, Post.STATION_HEAD)
KEEPERS = posts(Post.DATA_STEWARD, Post.GRID_LEAD, Post.STATION_HEAD)
# A record that comes this much later than it was made was written without a network.
LATE = timedelta(minutes=10)
OUTCOMES = frozenset(str(one.value) for one in Outcome)


@get("/visits", guard=LEADS)
def visits_today(
    work: NamedDependency[Work], worker: FromQuery[str] = "", outcome: FromQuery[str] = ""
) -> Response[str]:
    """今日走访: what came today, newest first; the page asks again for the rows alone."""
    scope = scope_of(who(work), work.now)
    community = community_here(work, scope)
    day = local_day(work.now, community.zone)
    since = start_of(day, community.zone)
    arrived = arrived_since(work.session, scope, since)
    shown = [one for one in arrived if worker in ("", one.author_id)]
    if outcome in OUTCOMES:
        shown = [one for one in shown if one.outcome == outcome]
    workers = workers_in(work.session, scope, work.now)
    rows = _rows(work, shown)
    seen = {one.household_id for one in shown if one.household_id}
    log_new(work, scope, "visits", since, seen)
    return page(
        work,
        "visits/today_lead.html",
        block="rows",
        day=day,
        community=community.name,
        workers=_reached(
            workers,
            done_on(work.session, scope, day, since),
            targets_of(work.session, scope, day, community.visits_per_day),
        ),
        rows=rows,
        totals=_totals(arrived),
        filters={"worker": worker, "outcome": outcome if outcome in OUTCOMES else ""},
        worker_options=[(one.id, one.name) for one in workers],
        aside=len(set_aside(work.session, scope)),
        unlisted=len(unlisted(work.session, scope)),
        corrections=waiting(work.session, scope),
        reports=waiting_reports(work.session, who(work), work.now),
    )


def _reached(
    workers: Sequence[WorkerRow], done: Mapping[str, Done], targets: Targets
) -> list[dict[str, Any]]:
    """Each worker with what they reached of the households that their shifts ask for."""
    return [
        {
            "name": one.name,
            "grid": one.grid,
            "done": done[one.id].households if one.id in done else 0,
            "target": targets.of(one.id),
            "last_at": done[one.id].last_at if one.id in done else None,
        }
        for one in workers
    ]


def _totals(arrived: Sequence[Arrived]) -> dict[str, int]:
    return {
        "visits": len(arrived),
        "households": len({one.household_id or one.address for one in arrived}),
        "concerns": sum(len(one.requests) for one in arrived),
    }


@get("/set-aside", guard=LEADS)
def set_aside_list(work: NamedDependency[Work]) -> Response[str]:
    """Records of which nobody can say whether their household was the author's."""
    return _set_aside_page(work, {}, {})


@post("/set-aside/{visit_id:str}/decision", guard=LEADS)
def decide_set_aside(
    work: NamedDependency[Work],
    visit_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Accept a record that was set aside, or return it with a reason."""
    scope = scope_of(who(work), work.now)
    visit = work.session.get(Visit, visit_id) if is_uuid(visit_id) else None
    if visit is None or visit.community_id != scope.community_id or not visit.set_aside:
        raise NotFound
    if work.session.get(SetAsideDecision, visit_id) is not None:
        raise Conflict
    entry = parse_decision(posted(data), "reason")
    if isinstance(entry, Refusal):
        return _set_aside_page(work, {visit_id: posted(data)}, {visit_id: entry.errors}, 422)
    decide(work.session, visit, entry, scope.person_id, work.now)
    payload = {"decision": "accept" if entry.accepts else "return", "reason": entry.words}
    audit.record(
        work.session,
        visit.community_id,
        work.now,
        "visit.decided",
        scope.person_id,
        visit_id,
        payload,
    )
    return redirect("/set-aside")


@get("/unlisted", guard=KEEPERS)
def unlisted_list(work: NamedDependency[Work]) -> Response[str]:
    """Records of doors that are on no list, for the books to be put right."""
    scope = scope_of(who(work), work.now)
    found = unlisted(work.session, scope)
    rows = _rows(work, found)
    if scope.community_id and found:
        log_view(work, scope.community_id, "unlisted", [])
    return page(work, "visits/unlisted.html", rows=rows)


def _set_aside_page(
    work: Work, values: dict[str, Any], errors: dict[str, Any], status: int = 200
) -> Response[str]:
    scope = scope_of(who(work), work.now)
    found = set_aside(work.session, scope)
    rows = _rows(work, found)
    if scope.community_id and found and status == 200:
        seen = [one.household_id for one in found if one.household_id]
        log_view(work, scope.community_id, "set_aside", seen)
    return page(
        work, "visits/set_aside.html", status=status, rows=rows, values=values, errors=errors
    )


def community_here(work: Work, scope: Scope) -> Community:
    """The community of this person. Raises NotFound above the communities."""
    community = community_of(work.session, scope)
    if community is None:
        raise NotFound
    return community


def _rows(work: Work, found: Sequence[Arrived]) -> list[dict[str, Any]]:
    names = names_of(work.session, {one.author_id for one in found})
    labels = labels_of(work.session, {one.household_id for one in found if one.household_id})
    paper = on_paper(work.session, [one.id for one in found])
    return [
        {
            "id": one.id,
            "at": one.visited_at or one.made_at,
            "said_at": one.said_at,
            "received_at": one.received_at,
            "label": labels.get(one.household_id or "", one.address),
            "by": names.get(one.author_id, ""),
            "outcome": one.outcome,
            "findings": one.findings,
            "requests": len(one.requests),
            "photos": one.photos,
            "paper": one.id in paper,
            "late": one.clock_doubtful or one.received_at - one.made_at > LATE,
            "why": REASON_WORDS[one.set_aside].text(work.lang)
            if one.set_aside in REASON_WORDS
            else one.set_aside,
        }
        for one in found
    ]
