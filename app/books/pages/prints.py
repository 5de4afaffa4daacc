"""The books on paper: a ledger as it is filtered, and the book of one grid (row R125)."""

from litestar import Response
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from app.auth.guards import posts, who
from app.books.access import SEEN_BY
from app.books.commands.exports import watermark
from app.books.frame import frame_of, ledger_of
from app.books.pages.lists import asked, note_seen
from app.books.queries.grid_book import grid_book
from app.books.queries.lists import all_of
from app.books.shown import cells
from app.books.words import LEDGERS
from app.kit.html import page
from app.kit.ids import is_uuid
from app.kit.problems import NotFound
from app.kit.web import Work, get
from app.org.commands import log_view
from app.org.models import Community, Post
from app.station.pages.common import away_now

DOORSTEP = posts(Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD)


def print_of(name: str) -> HTTPRouteHandler:
    """The route of a ledger for print."""

    @get(f"/books/{name}/print", guard=posts(*SEEN_BY[name]))
    def show(work: NamedDependency[Work]) -> Response[str]:
        return _print(work, name)

    return show


def _print(work: Work, name: str) -> Response[str]:
    frame, community = frame_of(work)
    ledger = ledger_of(name, frame)
    view = asked(work, ledger)
    columns = [one for one in ledger.columns if one.listed]
    lines = list(all_of(work.session, ledger, view, columns))
    note_seen(work, ledger, lines, community.id)
    query = view.query()
    return page(
        work,
        "books/print.html",
        title=view.name or LEDGERS[name].text(work.lang),
        community=community.name,
        back_href=f"/books/{name}" + (f"?{query}" if query else ""),
        heads=[("", one.heading.text(work.lang)) for one in columns],
        rows=[cells(columns, line, work.lang, frame.today) for line in lines],
        mark=_mark(work, community),
    )


@get("/books/grids/{grid_id:str}/print", guard=DOORSTEP)
def grid(
    work: NamedDependency[Work], grid_id: FromPath[str], contact: FromQuery[str] = ""
) -> Response[str]:
    """The book of a grid: a line and a box for each door. Contacts only when asked for."""
    frame, community = frame_of(work)
    book = grid_book(work.session, frame, grid_id, away_now(work)) if is_uuid(grid_id) else None
    if book is None:
        raise NotFound
    seen = [door.id for door in book.doors]
    if seen:
        log_view(work, community.id, "grid_book", seen, LEDGERS["households"].msgid)
    return page(
        work,
        "books/grid_print.html",
        book=book,
        community=community.name,
        contact=contact == "1",
        path=f"/books/grids/{grid_id}/print",
        mark=_mark(work, community),
    )


def _mark(work: Work, community: Community) -> str:
    return watermark(who(work).name, work.now, community.zone)
