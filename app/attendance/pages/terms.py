"""What the community asks of its day, and its hours for residents (rows R26, R102, R112)."""

import re
from datetime import timedelta
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.attendance.commands.terms import set_terms
from app.attendance.forms.terms import parse_terms
from app.attendance.models import Terms
from app.attendance.pages.common import HEAD, community_here, today_here
from app.attendance.queries.rosters import monday_of, week_days
from app.attendance.queries.terms import terms_of
from app.attendance.words import day_words, span_text
from app.auth.guards import anyone, who
from app.kit.clock import local_day
from app.kit.forms import Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.queries import area_code, community_by_code

TIMES = ("morning", "afternoon", "opens", "closes")
NUMBERS = ("grace_minutes", "hall_minimum", "all_rounders", "door_share_percent")
# A division code of the National Bureau of Statistics.
CODE = re.compile(r"[0-9]{12}")


@get("/roster/terms", guard=HEAD)
def terms(work: NamedDependency[Work]) -> Response[str]:
    """The terms that hold from tomorrow on, and those of today where they are others."""
    return _show(work, _typed(_held(work, tomorrow=True)), {})


def _held(work: Work, *, tomorrow: bool) -> Terms:
    day = today_here(work) + timedelta(days=int(tomorrow))
    return terms_of(work.session, community_here(work).id, day)


def _typed(now: Terms) -> dict[str, Any]:
    values: dict[str, Any] = {name: f"{getattr(now, name):%H:%M}" for name in TIMES}
    values |= {name: getattr(now, name) for name in NUMBERS}
    return values | {"hall_code": "1" if now.hall_code else ""}


def _show(
    work: Work, values: dict[str, Any], errors: dict[str, Any], status: int = 200
) -> Response[str]:
    today, tomorrow = (_held(work, tomorrow=one) for one in (False, True))
    return page(
        work,
        "attendance/terms.html",
        status=status,
        values=values,
        errors=errors,
        code=area_code(work.session, community_here(work).id),
        today=today,
        coming=tomorrow.since if tomorrow.since != today.since else None,
    )


@post("/roster/terms", guard=HEAD)
def change_terms(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Other terms."""
    parsed = parse_terms(posted(data))
    if isinstance(parsed, Refusal):
        return _show(work, data, parsed.errors, 422)
    community = community_here(work)
    set_terms(work.session, work.now, community.id, who(work).id, today_here(work), parsed)
    return redirect("/roster/terms")


@get("/hours/{code:str}", guard=anyone)
def hours(work: NamedDependency[Work], code: FromPath[str]) -> Response[str]:
    """For residents: when somebody is in the hall this week. No session, no names."""
    community = community_by_code(work.session, code) if CODE.fullmatch(code) else None
    if community is None:
        raise NotFound
    today = local_day(work.now, community.zone)
    now = terms_of(work.session, community.id, today)
    days = week_days(work.session, community.id, monday_of(today))
    return page(
        work,
        "attendance/hours.html",
        community=community.name,
        terms=now,
        span=span_text(now.opens, now.closes),
        days=[(day_words(work.lang, one.on), one, one.on == today) for one in days],
    )
