"""Telling that people's data got where it should not be, and what is done about it (row R244)."""

from collections.abc import Mapping
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import maybe, posts, who
from app.auth.principal import Principal
from app.kit.forms import Refusal, posted
from app.kit.html import page, redirect
from app.kit.ids import is_uuid
from app.kit.limits import Limit, network
from app.kit.problems import Conflict, NotFound, TooMany
from app.kit.web import Work, get, post
from app.org.commands import log_view
from app.org.models import BreachReport, Post
from app.org.queries import names_of
from app.privacy.commands import close, report, take_on
from app.privacy.forms import parse_outcome, parse_report
from app.privacy.queries.breaches import (
    closed_reports,
    communities_for,
    open_reports,
    own_reports,
    report_of,
)
from app.privacy.rules import noted_page

HANDLERS = posts(Post.STATION_HEAD, Post.STREET_OFFICER)
# Without a session: this many from one address, and from all of them together, in an hour.
FROM_ONE, FROM_ALL, HOUR_S = 5, 200, 3600.0


class ReportLimits:
    """How many reports come from people whom nobody knows."""

    def __init__(self) -> None:
        self.one = Limit(FROM_ONE, HOUR_S)
        self.all = Limit(FROM_ALL, HOUR_S)

    def take(self, address: str) -> None:
        """Count one. Raises TooMany."""
        self.one.take(network(address))
        self.all.take("")


@get("/breach-reports/new", guard=maybe)
def new_report(work: NamedDependency[Work]) -> Response[str]:
    """报告隐私问题: the form, for anyone, from any page."""
    return _form(work, {"page": noted_page(work.request.headers.get("referer", ""))}, {})


@post("/breach-reports", guard=maybe)
def make_report(work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]) -> Response[str]:
    """Somebody reports a breach."""
    person = _person(work)
    fields = posted(data)
    entry = parse_report(fields, frozenset(communities_for(work.session, person)))
    if isinstance(entry, Refusal):
        return _form(work, fields, entry.errors, 422)
    if person is None:
        try:
            limits: ReportLimits = work.house.parts.setdefault("report_limits", ReportLimits())
            limits.take(work.address)
        except TooMany as refused:
            return _form(work, fields, {"what": refused.hint}, refused.status)
    report(work.session, entry, person.id if person else None, work.now)
    return redirect("/breach-reports/received")


@get("/breach-reports/received", guard=maybe)
def report_received(work: NamedDependency[Work]) -> Response[str]:
    """What happens with it now."""
    return page(work, "privacy/received.html")


@get("/breach-reports", guard=HANDLERS)
def report_list(work: NamedDependency[Work]) -> Response[str]:
    """Reports that wait, the oldest first, and what became of the others."""
    return _list(work, {}, {})


@post("/breach-reports/{report_id:str}/taking", guard=HANDLERS)
def take_report(work: NamedDependency[Work], report_id: FromPath[str]) -> Response[str]:
    """Deal with it from now on."""
    found = _report(work, report_id)
    if found.taken_by is None:
        take_on(work.session, found, who(work).id, work.now)
    return redirect(f"/breach-reports#report-{found.id}")


@post("/breach-reports/{report_id:str}/closing", guard=HANDLERS)
def close_report(
    work: NamedDependency[Work],
    report_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """It is dealt with; what was done is said."""
    found = _report(work, report_id)
    outcome = parse_outcome(posted(data))
    if isinstance(outcome, Refusal):
        return _list(work, {found.id: posted(data)}, {found.id: outcome.errors}, 422)
    if found.taken_by is None:
        take_on(work.session, found, who(work).id, work.now)
    close(work.session, found, outcome, who(work).id, work.now)
    return redirect("/breach-reports")


def _person(work: Work) -> Principal | None:
    return work.principal if isinstance(work.principal, Principal) else None


def _report(work: Work, report_id: str) -> BreachReport:
    """An open report of this person's. Raises NotFound, and Conflict when it is closed."""
    found = report_of(work.session, who(work), report_id, work.now) if is_uuid(report_id) else None
    if found is None:
        raise NotFound
    if found.handled_at is not None:
        raise Conflict
    return found


def _form(
    work: Work, values: Mapping[str, Any], errors: Mapping[str, Any], status: int = 200
) -> Response[str]:
    person = _person(work)
    communities = communities_for(work.session, person)
    return page(
        work,
        "privacy/new_report.html",
        status=status,
        communities=list(communities.items()) if len(communities) > 1 else [],
        own=own_reports(work.session, person.id) if person else [],
        values=values,
        errors=errors,
    )


def _list(
    work: Work, values: dict[str, Any], errors: dict[str, Any], status: int = 200
) -> Response[str]:
    waiting = open_reports(work.session, who(work), work.now)
    closed = closed_reports(work.session, who(work), work.now)
    every = [*waiting, *closed]
    people = {one for row in every for one in (row.reporter_id, row.taken_by, row.handled_by)}
    names = names_of(work.session, {one for one in people if one})
    shown = {one.community_id for one in every}
    places = communities_for(work.session, None)
    if status == 200:
        for community in sorted(shown):
            log_view(work, community, "breach_reports", [])
    return page(
        work,
        "privacy/reports.html",
        status=status,
        waiting=waiting,
        closed=closed,
        names=names,
        places=places if who(work).community_id is None else {},
        values=values,
        errors=errors,
    )
