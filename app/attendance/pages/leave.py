"""请假: asking, taking back and coming back earlier; the leads' list (row R23)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody

from app.attendance.commands.leave import Doing, ask, free_of_others
from app.attendance.forms.leave import LeaveEntry, parse_leave
from app.attendance.models import Leave, LeaveState
from app.attendance.pages.common import STAFF, community_here, today_here
from app.attendance.pages.leave_words import KINDS, PARTS, STATES, span_text
from app.attendance.queries.leave import (
    answered_leave,
    asked_leave,
    met_by,
    my_leave,
)
from app.attendance.queries.terms import calendar_of, span_of
from app.attendance.rules.leave import Kind, Span, taken
from app.attendance.rules.parts import Part
from app.auth.guards import who
from app.kit.forms import Fields, Reader, Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.web import Work, get, post
from app.org.queries import names_of
from app.station.commands.posts import Refused
from app.station.pages.common import scope_here

Errors = Mapping[str, Message]


@get("/leave", guard=STAFF)
def leave_list(work: NamedDependency[Work]) -> Response[str]:
    """Mine, and for leads what waits for their answer and who is away."""
    scope = scope_here(work)
    waiting = asked_leave(work.session, scope)
    answered = answered_leave(work.session, scope, today_here(work))
    names = names_of(work.session, {one.person_id for one in [*waiting, *answered]})
    return page(
        work,
        "attendance/leave_list.html",
        mine=[line(work, one) for one in my_leave(work.session, scope)],
        waiting=[line(work, one, names) for one in waiting],
        answered=[line(work, one, names) for one in answered],
        leads=scope.leads,
    )


@get("/leave/new", guard=STAFF)
def new_leave(work: NamedDependency[Work]) -> Response[str]:
    """The form: what kind, from when to when."""
    today = str(today_here(work))
    return _form(work, {"first_on": today, "last_on": today}, {})


@get("/leave/check", guard=STAFF)
def check_leave(work: NamedDependency[Work]) -> Response[str]:
    """How many working days it takes and what it meets, before anybody is asked."""
    return _check(work, posted(dict(work.request.query_params)), {})


@post("/leave", guard=STAFF)
def ask_for_leave(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Ask for it."""
    fields = posted(data)
    entry = parse_leave(fields, today_here(work))
    if isinstance(entry, Refusal):
        return _refused(work, fields, entry.errors)
    try:
        made = ask(work.session, doing(work), who(work).name, entry)
    except Refused as refused:
        work.session.rollback()
        return _form(work, fields, {refused.field: refused.message}, 422)
    return redirect(f"/leave/{made.id}")


def _check(work: Work, fields: Fields, errors: Errors, status: int = 200) -> Response[str]:
    entry = parse_leave(fields, today_here(work))
    if isinstance(entry, Refusal) and set(entry.errors) - {"words"}:
        return _form(work, fields, entry.errors, 422)
    if isinstance(entry, LeaveEntry):
        try:
            free_of_others(work.session, who(work).id, entry.span)
        except Refused as refused:
            return _form(work, fields, {refused.field: refused.message}, 422)
    span = read_span(fields)
    return page(
        work,
        "attendance/leave_check.html",
        status=status,
        kind=KINDS[Kind(Reader(fields).raw("kind"))].text(work.lang),
        when=span_text(work.lang, span),
        over=span.moments(community_here(work).zone)[1] <= work.now,
        values=fields,
        errors=errors,
        **weight(work, who(work).id, span),
    )


def _refused(work: Work, fields: Fields, errors: Errors) -> Response[str]:
    if set(errors) == {"words"}:
        return _check(work, fields, errors, 422)
    return _form(work, fields, errors, 422)


def _form(work: Work, fields: Fields, errors: Errors, status: int = 200) -> Response[str]:
    return page(
        work,
        "attendance/leave_new.html",
        status=status,
        kinds=[(one.value, word.text(work.lang)) for one, word in KINDS.items()],
        parts=[(one.value, word.text(work.lang)) for one, word in PARTS.items()],
        values=fields,
        errors=errors,
    )


def read_span(fields: Fields) -> Span:
    """The span of a form that was found right, read as the form was."""
    read = Reader(fields)
    first, last = (date.fromisoformat(read.raw(one).strip()) for one in ("first_on", "last_on"))
    parts = [Part(read.raw(one)) for one in ("first_part", "last_part")]
    return Span(first, parts[0], last, parts[1])


def doing(work: Work) -> Doing:
    """Who does something to a leave now."""
    community = community_here(work)
    return Doing(community.id, community.zone, who(work).id, work.now)


def weight(work: Work, person_id: str, span: Span) -> dict[str, Any]:
    """How many working days a leave takes, and what of its owner falls into it."""
    community = community_here(work)
    return {
        "taken": taken(span, calendar_of(work.session, community.id)),
        "met": met_by(work.session, community.id, person_id, span, community.zone),
    }


def line(work: Work, leave: Leave, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One leave as lists show it."""
    kind, word = STATES[LeaveState(leave.state)]
    return {
        "id": leave.id,
        "name": (names or {}).get(leave.person_id, ""),
        "kind": KINDS[Kind(leave.kind)].text(work.lang),
        "when": span_text(work.lang, span_of(leave)),
        "state": (kind, word.text(work.lang)),
    }
