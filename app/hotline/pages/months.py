"""按月归档: what is open in a month, its archive file, and the months that are read-only (R131)."""

from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from app.attendance.pages.common import community_here, today_here
from app.auth.guards import who
from app.books.pages.exports import FORMS
from app.books.sheets import Sheet
from app.hotline.commands.months import close_month
from app.hotline.pages.common import HEADS, LEADS, people, reader_here, zone_here
from app.hotline.pages.register_files import HEADS as HEADINGS
from app.hotline.pages.register_files import MOST_ROWS, TITLE, cells
from app.hotline.queries.months import archive_of, closed_months
from app.hotline.queries.register import Asked, count_of, every_row
from app.hotline.rules.months import before, is_month, may_close, month_of, span
from app.kit.html import page, redirect
from app.kit.i18n import DEFAULT_LANG
from app.kit.problems import NotFound
from app.kit.web import Work, get, post

# The column of what was said stays out: an archive is kept when the words have run out.
WORDS_AT = 4
OFFERED = 3


@get("/register/months", guard=LEADS)
def show(work: NamedDependency[Work]) -> Response[str]:
    """The last months: what is open in each, and those that are closed with their digests."""
    reader, zone = reader_here(work), zone_here(work)
    closed = closed_months(work.session, reader.scope)
    known = {one.month for one in closed}
    names = people(work, [one.by for one in closed])
    offered, month = [], month_of(today_here(work))
    for _ in range(OFFERED):
        month = before(month)
        since, until = span(month, zone)
        if month not in known:
            count = count_of(work.session, reader, Asked(since, until))
            left = count_of(work.session, reader, Asked(since, until, still_open=True))
            offered.append({"month": month, "count": count, "left": left})
    return page(
        work,
        "hotline/months.html",
        offered=offered,
        closed=[(one, names.get(one.by, "")) for one in closed],
        head="station_head" in who(work).posts,
    )


@post("/register/months/{month:str}/closing", guard=HEADS)
def closing(work: NamedDependency[Work], month: FromPath[str]) -> Response[str]:
    """Close a month: its file is written, and nothing of it changes any more."""
    community = community_here(work)
    if not is_month(month) or not may_close(month, today_here(work)):
        raise NotFound
    # Of everybody: who closes a month may be waiting to check one of its visits blind, and a file
    # that is kept for years leaves nothing out. They do not read it before they have checked.
    reader = reader_here(work)._replace(hidden=frozenset())
    since, until = span(month, community.zone)
    rows = every_row(work.session, reader, Asked(since, until), MOST_ROWS)
    title = f"{TITLE.msgid} {month}"
    heads = tuple(one.msgid for place, one in enumerate(HEADINGS) if place != WORDS_AT)
    sheet = Sheet(title, f"{community.name} {title}", who(work).name, work.now, heads, ())
    made = list(cells(work, rows, DEFAULT_LANG, words=False))
    still_open = sum(one.still_open for one in rows)
    close_month(work.session, community, month, who(work).id, work.now, sheet, made, still_open)
    return redirect("/register/months")


def archive_in(form: str) -> HTTPRouteHandler:
    """The route of an archive file in this form."""

    @get(f"/register/months/{{month:str}}/archive.{form}", guard=LEADS)
    def archive(work: NamedDependency[Work], month: FromPath[str]) -> Response[Any]:
        reader = reader_here(work)
        found = archive_of(work.session, reader.scope, month) if is_month(month) else None
        if found is None or (reader.hidden and not _all_checked(work, month)):
            raise NotFound
        name = quote(f"{TITLE.msgid}-{month}.{form}")
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Cache-Control": "no-store",
        }
        body = found.csv if form == "csv" else found.xlsx
        return Response(body, media_type=FORMS[form][0], headers=headers)

    return archive


def _all_checked(work: Work, month: str) -> bool:
    """Whether no visit of that month still waits for a blind check by the reader."""
    reader, zone = reader_here(work), zone_here(work)
    since, until = span(month, zone)
    whole = reader._replace(hidden=frozenset())
    asked = Asked(since, until)
    seen = every_row(work.session, whole, asked, MOST_ROWS)
    return not any(one.visit_id in reader.hidden for one in seen if one.visit_id)
