"""The history of one row of a ledger (row R125)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from app.auth.guards import posts
from app.books.access import SEEN_BY
from app.books.frame import frame_of, ledger_of
from app.books.pages.lists import note_seen
from app.books.queries import history
from app.books.queries.history import Happened
from app.books.queries.ledger import Ledger
from app.books.queries.lists import line_of
from app.books.shown import cells
from app.books.words import LEDGERS, said_field, said_kind, said_value
from app.kit.html import page
from app.kit.ids import is_uuid
from app.kit.problems import NotFound
from app.kit.web import Work, get


def history_of(name: str) -> HTTPRouteHandler:
    """The route of the history of a ledger's rows."""

    @get(f"/books/{name}/{{row_id:str}}/history", guard=posts(*SEEN_BY[name]))
    def show(work: NamedDependency[Work], row_id: FromPath[str]) -> Response[str]:
        return _history(work, name, row_id)

    return show


def _history(work: Work, name: str, row_id: str) -> Response[str]:
    frame, community = frame_of(work)
    ledger = ledger_of(name, frame)
    columns = [one for one in ledger.columns if one.listed]
    line = line_of(work.session, ledger, row_id, columns) if is_uuid(row_id) else None
    if line is None:
        raise NotFound
    happened = _happened(work, ledger, community.id, row_id)
    note_seen(work, ledger, [line], community.id)
    return page(
        work,
        "books/history.html",
        ledger=name,
        ledger_title=LEDGERS[name].text(work.lang),
        cells=cells(columns, line, work.lang, frame.today),
        events=[_shown(work.lang, one) for one in happened],
    )


def _happened(work: Work, ledger: Ledger, community_id: str, row_id: str) -> list[Happened]:
    if ledger.name == "households":
        return history.of_household(work.session, community_id, row_id)
    if ledger.name == "staff":
        return history.of_person(work.session, community_id, row_id)
    return history.of_objects(work.session, community_id, [row_id])


def _shown(lang: str, one: Happened) -> dict[str, Any]:
    return {
        "at": one.at,
        "what": said_kind(one.kind).text(lang),
        "by": one.by,
        "reason": one.reason,
        "changes": [
            (said_field(name).text(lang), said_value(name, old, lang), said_value(name, new, lang))
            for name, old, new in one.changes
        ],
    }
