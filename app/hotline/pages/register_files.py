"""民情总台账 as a file: asked for with a reason, written with a watermark (row R144)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Stream

from app.attendance.pages.common import community_here
from app.auth.guards import who
from app.books.commands.exports import note_export, short
from app.books.forms import View, parse_reason
from app.books.pages.exports import FORMS
from app.books.rules.cells import Cell
from app.books.sheets import Sheet
from app.hotline.pages.common import (
    DESK,
    grid_names,
    link,
    month_here,
    people,
    reader_here,
)
from app.hotline.pages.register import asked_community, asked_in
from app.hotline.queries.daily import grids_all
from app.hotline.queries.register import (
    Row,
    count_of,
    every_row,
    matters_of,
)
from app.hotline.rules.kinds import Kind, Source
from app.hotline.words import KIND_WORDS, SOURCE_WORDS
from app.kit.forms import Refusal
from app.kit.html import moment_text, page
from app.kit.i18n import Message
from app.kit.web import Work, get, post
from app.org.commands import note_access

TITLE = Message("民情总台账")
HEADS = tuple(
    Message(one)
    for one in ("时间", "渠道", "类型", "网格", "内容", "办件", "办理情况", "首问责任人")
)
WIDTHS = (16, 10, 12, 10, 40, 14, 14, 10)
MOST_ROWS = 50_000
OPEN, DONE = Message("办理中"), Message("已办结")


def cells(work: Work, rows: list[Row], lang: str, words: bool) -> Iterator[tuple[Cell, ...]]:
    """The register as rows of a file; without `words` nothing of it says who or what it was."""
    opened = matters_of(work.session, [one.id for one in rows if one.what == "entry"])
    names = people(work, {one.person_id for one in rows})
    grids = grid_names(grids_all(work.session, asked_community(work)))
    for one in rows:
        numbers = [one.number] if one.number else [m.number for m in opened.get(one.id, [])]
        yield (
            moment_text(lang, one.at, year=True) if one.person_id else "",
            SOURCE_WORDS[Source(one.source)].text(lang),
            KIND_WORDS[Kind(one.kind)].text(lang),
            grids.get(one.grid_id or "", ""),
            *((one.words,) if words else ()),
            "、".join(numbers),
            (OPEN if one.still_open else DONE).text(lang),
            names.get(one.person_id, ""),
        )


def reason_of(form: str) -> HTTPRouteHandler:
    """The route that asks why the register is taken away in this form."""

    @get(f"/register.{form}", guard=DESK)
    def ask(
        work: NamedDependency[Work],
        month: FromQuery[str] = "",
        channel: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        grid: FromQuery[str] = "",
        only: FromQuery[str] = "",
    ) -> Response[str]:
        parts = {"channel": channel, "kind": kind, "grid": grid, "only": only}
        return _ask(work, form, month_here(work, month), parts)

    return ask


def export_of(form: str) -> HTTPRouteHandler:
    """The route that gives the file."""

    @post(f"/register.{form}", guard=DESK, packed=True)
    def give(
        work: NamedDependency[Work],
        data: URLEncodedBody[dict[str, Any]],
        month: FromQuery[str] = "",
        channel: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        grid: FromQuery[str] = "",
        only: FromQuery[str] = "",
    ) -> Response[Any]:
        parts = {"channel": channel, "kind": kind, "grid": grid, "only": only}
        month = month_here(work, month)
        reason = parse_reason(data)
        if isinstance(reason, Refusal):
            return _ask(work, form, month, parts, data, reason)
        return _give(work, form, month, parts, reason)

    return give


def _ask(
    work: Work,
    form: str,
    month: str,
    parts: dict[str, str],
    values: Any = None,
    refusal: Refusal | None = None,
) -> Response[str]:
    asked = link("", month=month, **parts)
    return page(
        work,
        "books/export.html",
        status=422 if refusal else 200,
        title=TITLE.text(work.lang),
        form=form.upper(),
        count=count_of(work.session, reader_here(work), asked_in(work, month, parts)),
        narrows=any(parts.values()),
        action=f"/register.{form}{asked}",
        back_href=f"/register{asked}",
        values=values or {},
        errors=refusal.errors if refusal else {},
    )


def _give(work: Work, form: str, month: str, parts: dict[str, str], reason: str) -> Response[Any]:
    community, person, lang = community_here(work), who(work), work.lang
    rows = every_row(work.session, reader_here(work), asked_in(work, month, parts), MOST_ROWS)
    view = View(chosen={"month": month} | {name: one for name, one in parts.items() if one})
    made = note_export(
        work.session, community.id, (person.id, person.name), work.now, community.zone,
        ("register", form, view, len(rows)), reason,
    )  # fmt: skip
    homes = {one.household_id for one in rows if one.household_id}
    note_access(work.session, community.id, person.id, work.now, "export", homes, made.id)
    title = TITLE.text(lang)
    head = work.say(
        "{community} {title} · {mark} · 原因：{reason}",
        community=community.name, title=f"{title} {month}", mark=made.watermark, reason=reason,
    )  # fmt: skip
    heads = tuple(one.text(lang) for one in HEADS)
    sheet = Sheet(title, head, person.name, work.now, heads, WIDTHS)
    filename = quote(f"{title}-{month}-{short(made.id)}.{form}")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{filename}",
        "Cache-Control": "no-store",
    }
    media, write = FORMS[form]
    return Stream(
        write(sheet, list(cells(work, rows, lang, words=True))), media_type=media, headers=headers
    )
