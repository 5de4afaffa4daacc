"""民情台账: every line with its five parts, and a request of a visit made a matter (R130)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.attendance.pages.common import today_here
from app.auth.guards import who
from app.hotline.commands.concerns import open_concern
from app.hotline.pages.common import (
    TAKERS,
    WORKERS,
    doors,
    grid_names,
    link,
    month_here,
    people,
    reader_here,
    stage_word,
    zone_here,
)
from app.hotline.queries.concerns import PAGE, Line, Pick, concern_of, lines_of
from app.hotline.queries.daily import grids_all
from app.hotline.rules.kinds import Source
from app.hotline.rules.months import after, before, month_of, span
from app.hotline.words import SOURCE_WORDS
from app.kit.forms import page_number
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.station.pages.common import known_id


@get("/concerns", guard=TAKERS)
def show(
    work: NamedDependency[Work],
    month: FromQuery[str] = "",
    grid: FromQuery[str] = "",
    at: FromQuery[str] = "",
) -> Response[str]:
    """A month of the ledger, the newest first."""
    month, here = month_here(work, month), page_number(at)
    since, until = span(month, zone_here(work))
    found = lines_of(work.session, reader_here(work), Pick(since, until, grid[:36]), here)
    lines = found[:PAGE]
    names = people(work, {one.person_id for one in lines})
    grids = grids_all(work.session, who(work).community_id or "")
    labels = doors(work, "concerns", {one.household_id for one in lines})
    return page(
        work,
        "hotline/concerns.html",
        lines=[_shown(work, one, names, labels) for one in lines],
        month=month,
        values={"month": month, "grid": grid},
        grids=list(grid_names(grids).items()),
        earlier=link("/concerns", month=before(month), grid=grid),
        later=link("/concerns", month=after(month), grid=grid)
        if month < month_of(today_here(work)) else "",
        newer=link("/concerns", month=month, grid=grid, at=str(here - 1)) if here > 1 else "",
        older=link("/concerns", month=month, grid=grid, at=str(here + 1))
        if len(found) > PAGE else "",
    )  # fmt: skip


@post("/concerns/{concern_id:str}/matter", guard=WORKERS)
def make_matter(work: NamedDependency[Work], concern_id: FromPath[str]) -> Response[str]:
    """What was asked for at a door becomes a matter."""
    concern = concern_of(work.session, reader_here(work), known_id(concern_id))
    if concern is None:
        raise NotFound
    matter = open_concern(work.session, concern, who(work), work.now)
    return redirect(f"/matters/{matter.id}")


def _shown(work: Work, one: Line, names: dict[str, str], labels: dict[str, str]) -> dict[str, Any]:
    return {
        "what": one.what,
        "id": one.id,
        "at": one.at,
        "source": SOURCE_WORDS[Source(one.source)].text(work.lang),
        "by": names.get(one.person_id, ""),
        "door": labels.get(one.household_id or "", one.place),
        "people": one.people,
        "basics": one.basics,
        "words": one.words,
        "shut": one.restricted,
        "parts": [(part, stage_word(work.lang, part.stage)) for part in one.parts],
        "opinions": one.opinions,
        "results": one.results,
        "href": f"/visits/{one.id}" if one.what == "visit" else f"/hotline/{one.id}",
        "opinion_href": link("/opinions/new", **{one.what: one.id}),
    }
