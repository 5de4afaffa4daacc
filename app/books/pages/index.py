"""台账: the ledgers that this person may open."""

from litestar import Response
from litestar.di import NamedDependency

from app.auth.guards import posts, who
from app.books.access import EXPORTS_SEEN_BY, KEEPERS, SEEN_BY
from app.books.queries.choices import grids
from app.books.words import EXPLAINED, LEDGERS
from app.kit.html import page
from app.kit.web import Work, get
from app.org.queries import grid_name
from app.org.scope import scope_of


@get("/books", guard=posts(*KEEPERS))
def index(work: NamedDependency[Work]) -> Response[str]:
    """台账: one way in to each of the four."""
    person = who(work)
    ledgers = [
        {"name": name, "title": LEDGERS[name].text(work.lang), "hint": hint.text(work.lang)}
        for name, hint in EXPLAINED.items()
        if person.posts & set(SEEN_BY[name])
    ]
    scope = scope_of(person, work.now)
    return page(
        work,
        "books/index.html",
        ledgers=ledgers,
        place=grid_name(work.session, scope),
        books=grids(work.session, scope) if scope.names else [],
        exports=bool(person.posts & set(EXPORTS_SEEN_BY)),
    )
