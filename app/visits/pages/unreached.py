"""很久没联系到: where nobody was reached for long, the longest first, for a lead."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.auth.guards import who
from app.kit.clock import local_day
from app.kit.html import page
from app.kit.i18n import Message
from app.kit.web import Work, get
from app.org.commands import log_view
from app.org.scope import scope_of
from app.visits.pages.lead import LEADS, community_here
from app.visits.queries.doors import last_days
from app.visits.queries.unreached import PAGE, Unreached, unreached_by_grid, unreached_page

DAYS = (15, 30, 60, 90, 180, 365)
REASON = Message("安排走访")


@get("/unreached", guard=LEADS)
def unreached(
    work: NamedDependency[Work],
    grid: FromQuery[str] = "",
    days: FromQuery[str] = "",
    number: FromQuery[str] = "1",
) -> Response[str]:
    """Households without a visit that reached somebody, by grid; whoever reads it is logged."""
    scope = scope_of(who(work), work.now)
    community = community_here(work, scope)
    options = sorted({*DAYS, community.stale_after_days})
    asked = int(days) if days in map(str, options) else community.stale_after_days
    today = local_day(work.now, community.zone)
    since = today - timedelta(days=asked)
    grids = unreached_by_grid(work.session, scope, since, today)
    chosen = grid if grid in {one.id for one in grids} else ""
    count = sum(one.households for one in grids if chosen in ("", one.id))
    last = max(1, -(-count // PAGE))
    here = min(int(number[:6]) if number.isdecimal() else 1, last) or 1
    found = unreached_page(work.session, scope, since, today, chosen, here)
    tried = last_days(work.session, [one.id for one in found], today + timedelta(days=1))
    if found:
        log_view(work, community.id, "unreached", [one.id for one in found], REASON.msgid)
    return page(
        work,
        "visits/unreached.html",
        community=community.name,
        grids=grids,
        grid=chosen,
        days=asked,
        options=options,
        count=count,
        rows=[_row(one, today, tried) for one in found],
        today=today,
        pages=_pages(chosen, asked, here, last),
    )


def _row(one: Unreached, today: Any, tried: dict[str, Any]) -> dict[str, Any]:
    at = tried.get(one.id)
    return {
        "id": one.id,
        "label": one.label,
        "grid": one.grid,
        "on": one.reached_on,
        "days": (today - one.reached_on).days if one.reached_on else None,
        "tried": at if at != one.reached_on else None,
    }


def _pages(grid: str, days: int, here: int, last: int) -> dict[str, Any]:
    def to(number: int) -> str:
        return "/unreached?" + urlencode({"grid": grid, "days": days, "number": number})

    return {
        "here": here,
        "last": last,
        "first_href": to(1) if here > 1 else "",
        "back_href": to(here - 1) if here > 1 else "",
        "next_href": to(here + 1) if here < last else "",
        "last_href": to(last) if here < last else "",
    }
