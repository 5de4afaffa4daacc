"""The list of a ledger: searched, filtered, sorted, fifty a page (rows R125-R127, R143)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from app.auth.guards import posts, who
from app.books.access import EDITORS, EXPORTED_BY, SEEN_BY
from app.books.forms import View, parse_view
from app.books.frame import frame_of, ledger_of
from app.books.queries.choices import Choice, buildings, grids
from app.books.queries.ledger import Column, Filter, Frame, Kind, Ledger
from app.books.queries.lists import PAGE, Line, Sums, page_of, sums
from app.books.shown import cells
from app.books.words import LEDGERS
from app.kit.html import page
from app.kit.i18n import Message
from app.kit.web import Work, get
from app.org.commands import log_view

ALL = Message("全部")


def list_of(name: str) -> HTTPRouteHandler:
    """The route of one ledger's list."""

    @get(f"/books/{name}", guard=posts(*SEEN_BY[name]))
    def show(work: NamedDependency[Work]) -> Response[str]:
        return _list(work, name)

    return show


def asked(work: Work, ledger: Ledger) -> View:
    """The view in the address of this request."""
    names = [one.name for one in ledger.filters]
    return parse_view(work.request.query_params, names, ledger.sorts)


def note_seen(work: Work, ledger: Ledger, lines: list[Line], community_id: str) -> None:
    """Log whose doors a page is about to show; the reason is the ledger."""
    if ledger.household is not None and lines:
        seen = {line.household for line in lines}
        log_view(work, community_id, "ledger", seen, LEDGERS[ledger.name].msgid)


def _list(work: Work, name: str) -> Response[str]:
    frame, community = frame_of(work)
    ledger = ledger_of(name, frame)
    view = asked(work, ledger)
    columns = [one for one in ledger.columns if one.listed]
    summed = sums(work.session, ledger, view)
    found = page_of(work.session, ledger, view, columns)
    values = _values(work, frame, ledger, view, summed)
    note_seen(work, ledger, found, community.id)
    rows = [
        {
            "id": line.id,
            "cells": cells(columns, line, work.lang, frame.today),
            "href": _way_in(work, ledger.name, line),
        }
        for line in found
    ]
    return page(work, "books/list.html", community=community.name, rows=rows, **values)


def _values(work: Work, frame: Frame, ledger: Ledger, view: View, summed: Sums) -> dict[str, Any]:
    lang, path = work.lang, f"/books/{ledger.name}"
    columns = [one for one in ledger.columns if one.listed]
    last = max(1, -(-summed.rows // PAGE))
    link = view.query(page=view.page)
    past = ledger.name != "units"  # a unit's own page leads to its history
    return {
        "ledger": ledger.name,
        "title": LEDGERS[ledger.name].text(lang),
        "view": view,
        "path": path,
        "sort_path": f"{path}?{unsorted}" if (unsorted := view.query(sorted_=False)) else path,
        "heads": [
            *(_head(one, lang) for one in columns),
            *([("", work.say("历史"))] if past else []),
        ],
        "past": past,
        "sorts": [("", work.say("按原来的顺序")), *_sorts(columns, lang)],
        "filters": [_filter(work, frame, one, view) for one in ledger.filters],
        "count": summed.rows,
        "figures": [
            (one.heading.text(lang), _share(value, summed.rows) if one.of_rows else value)
            for one, value in summed.figures
        ],
        "pages": _pages(path, view, last),
        "first": (view.page - 1) * PAGE + 1,
        "query": view.query(),
        "link": f"{work.settings.origin}{path}{'?' + link if link else ''}",
        "exports": bool(who(work).posts & set(EXPORTED_BY.get(ledger.name, ()))),
        "edits": ledger.name == "units" and bool(who(work).posts & set(EDITORS)),
    }


def _head(column: Column, lang: str) -> tuple[str, ...]:
    key = column.id if column.sort else ""
    heading = column.heading.text(lang)
    return (key, heading, "number") if column.kind is Kind.NUMBER else (key, heading)


def _sorts(columns: list[Column], lang: str) -> list[tuple[str, str]]:
    return [
        (f"{mark}{one.id}", f"{one.heading.text(lang)} {arrow}")
        for one in columns
        if one.sort
        for mark, arrow in (("", "↑"), ("-", "↓"))
    ]


def _filter(work: Work, frame: Frame, one: Filter, view: View) -> dict[str, Any]:
    if one.words is not None:
        options = [Choice(value, word.text(work.lang)) for value, word in one.words.items()]
    else:
        load = grids if one.name == "grid" else buildings
        options = [Choice("", ALL.text(work.lang)), *load(work.session, frame.scope)]
    return {
        "name": one.name,
        "label": one.label.text(work.lang),
        "options": options,
        "value": view.chosen.get(one.name, ""),
    }


def _share(part: int, rows: int) -> str:
    return f"{part * 100 // rows}%" if rows else "—"


def _pages(path: str, view: View, last: int) -> dict[str, Any]:
    def to(number: int) -> str:
        query = view.query(page=number)
        return f"{path}?{query}" if query else path

    here = min(view.page, last)
    return {
        "here": view.page,
        "last": last,
        "first_href": to(1) if here > 1 else "",
        "back_href": to(here - 1 if view.page <= last else last) if here > 1 else "",
        "next_href": to(here + 1) if here < last else "",
        "last_href": to(last) if here < last else "",
    }


def _way_in(work: Work, name: str, line: Line) -> str:
    if name in ("households", "needs"):
        return f"/households/{line.household}"
    if name == "units" and who(work).posts & set(EDITORS):
        return f"/books/units/{line.id}"
    return f"/books/{name}/{line.id}/history"
