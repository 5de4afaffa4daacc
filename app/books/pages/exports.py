"""Taking a list away: the reason first, then the file; and the list of what was taken."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import URLEncodedBody
from litestar.response import Stream

from app.auth.guards import posts, who
from app.books.access import EXPORTED_BY, EXPORTS_SEEN_BY
from app.books.commands.exports import cells_of, note_export, sheet_of, short
from app.books.forms import parse_reason
from app.books.frame import frame_of, ledger_of
from app.books.pages.lists import asked
from app.books.queries.exports import exports_of
from app.books.queries.lists import sums
from app.books.sheets import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from app.books.words import LEDGERS
from app.kit.forms import Refusal
from app.kit.html import page
from app.kit.i18n import Message
from app.kit.web import Work, get, post
from app.org.commands import note_access

COPY = Message("住户资料副本")
TAKEN = {**LEDGERS, "copy": COPY, "attendance": Message("月签到表"),
         "register": Message("民情总台账"), "tickets": Message("12345 工单答复"),
         "archive": Message("归档包")}  # fmt: skip
Writer = Callable[..., Iterator[bytes]]
FORMS: dict[str, tuple[str, Writer]] = {
    "xlsx": (XLSX_TYPE, xlsx_bytes),
    "csv": (CSV_TYPE, csv_bytes),
}


def reason_of(name: str, form: str) -> HTTPRouteHandler:
    """The route that asks why this ledger is taken away in this form."""

    @get(f"/books/{name}.{form}", guard=posts(*EXPORTED_BY[name]))
    def ask(work: NamedDependency[Work]) -> Response[str]:
        return _ask(work, name, form)

    return ask


def export_of(name: str, form: str) -> HTTPRouteHandler:
    """The route that gives the file."""

    @post(f"/books/{name}.{form}", guard=posts(*EXPORTED_BY[name]), packed=True)
    def give(work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]) -> Response[Any]:
        reason = parse_reason(data)
        if isinstance(reason, Refusal):
            return _ask(work, name, form, data, reason)
        return _give(work, name, form, reason)

    return give


@get("/books/exports", guard=posts(*EXPORTS_SEEN_BY))
def exports(work: NamedDependency[Work]) -> Response[str]:
    """What was taken away, by whom and why, the newest first."""
    frame, community = frame_of(work)
    rows = [
        {
            "at": one.at,
            "by": by,
            "ledger": TAKEN.get(one.ledger, COPY).text(work.lang),
            "form": one.form.upper(),
            "rows": one.rows,
            "reason": one.reason,
            "narrowed": bool(one.filters),
            "number": short(one.id),
        }
        for one, by in exports_of(work.session, frame.scope)
    ]
    return page(work, "books/exports.html", community=community.name, rows=rows)


def _ask(
    work: Work,
    name: str,
    form: str,
    values: dict[str, Any] | None = None,
    refusal: Refusal | None = None,
) -> Response[str]:
    frame, _ = frame_of(work)
    ledger = ledger_of(name, frame)
    view = asked(work, ledger)
    query = view.query()
    return page(
        work,
        "books/export.html",
        status=422 if refusal else 200,
        title=LEDGERS[name].text(work.lang),
        form=form.upper(),
        count=sums(work.session, ledger, view).rows,
        narrows=view.narrows,
        action=f"/books/{name}.{form}" + (f"?{query}" if query else ""),
        back_href=f"/books/{name}" + (f"?{query}" if query else ""),
        values=values or {},
        errors=refusal.errors if refusal else {},
    )


def _give(work: Work, name: str, form: str, reason: str) -> Response[Any]:
    frame, community = frame_of(work)
    person = who(work)
    ledger = ledger_of(name, frame)
    view = asked(work, ledger)
    rows = sums(work.session, ledger, view).rows
    made = note_export(
        work.session,
        community.id,
        (person.id, person.name),
        work.now,
        community.zone,
        (name, form, view, rows),
        reason,
    )
    if ledger.household is not None:
        note_access(work.session, community.id, person.id, work.now, "export", [], made.id)
    media, write = FORMS[form]
    sheet = sheet_of(ledger, made, person.name, community.name, work.lang)
    filename = f"{sheet.title}-{frame.today.isoformat()}-{short(made.id)}.{form}"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(filename)}",
        "Cache-Control": "no-store",
    }
    taken = cells_of(work.house.db, ledger, view, work.lang)
    return Stream(write(sheet, taken), media_type=media, headers=headers)
