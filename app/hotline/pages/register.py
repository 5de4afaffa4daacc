"""民情总台账: everything that was told to the station, in one list; its counts as a picture (rows
R93, R144)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.attendance.pages.common import today_here
from app.auth.guards import who
from app.hotline.pages.common import (
    GLYPHS,
    NO_GRID,
    TAKERS,
    WHOLE,
    chosen,
    doors,
    grid_names,
    link,
    month_here,
    people,
    reader_here,
    stage_word,
    zone_here,
)
from app.hotline.queries.daily import grids_all
from app.hotline.queries.register import (
    PAGE,
    Asked,
    Row,
    count_of,
    counted,
    matters_of,
    rows_of,
)
from app.hotline.rules.figures import Line, lines, segments, together
from app.hotline.rules.kinds import Kind, Source
from app.hotline.rules.months import after, before, month_of, span
from app.hotline.words import KIND_WORDS, SOURCE_WORDS
from app.kit.forms import page_number
from app.kit.html import page
from app.kit.web import Work, get


@get("/register", guard=TAKERS)
def show(
    work: NamedDependency[Work],
    month: FromQuery[str] = "",
    channel: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    grid: FromQuery[str] = "",
    only: FromQuery[str] = "",
    at: FromQuery[str] = "",
) -> Response[str]:
    """A month of the register; the address holds the filters."""
    parts = {"channel": channel, "kind": kind, "grid": grid, "only": only}
    month = month_here(work, month)
    asked = asked_in(work, month, parts)
    reader, here = reader_here(work), page_number(at)
    count = count_of(work.session, reader, asked)
    shown = _shown(work, rows_of(work.session, reader, asked, here))
    narrow = {name: value for name, value in parts.items() if value}
    return page(
        work,
        "hotline/register.html",
        rows=shown,
        count=count,
        first=PAGE * (here - 1) + 1,
        month=month,
        earlier=link("/register", month=before(month), **narrow),
        later=link("/register", month=after(month), **narrow)
        if month < month_of(today_here(work)) else "",
        values={"month": month, **parts},
        channels=chosen(SOURCE_WORDS, work.lang),
        kinds=chosen(KIND_WORDS, work.lang),
        grids=[(one.id, one.name) for one in grids_all(work.session, asked_community(work))],
        newer=link("/register", month=month, at=str(here - 1), **narrow) if here > 1 else "",
        older=link("/register", month=month, at=str(here + 1), **narrow)
        if count > PAGE * here else "",
        query=link("", month=month, **narrow),
        exports=not who(work).posts.isdisjoint({"grid_lead", "station_head", "clerk"}),
        narrows=bool(narrow),
    )  # fmt: skip


@get("/register/figures", guard=TAKERS)
def figures(work: NamedDependency[Work], month: FromQuery[str] = "") -> Response[str]:
    """Counts by channel and type, per grid, of one month (row R93)."""
    month, lang = month_here(work, month), work.lang
    asked = asked_in(work, month, {})
    found = lines(counted(work.session, reader_here(work), asked))
    grids = grids_all(work.session, asked_community(work))
    named = [(one.name, found[one.id]) for one in grids if one.id in found]
    if None in found:
        named.append((NO_GRID.text(lang), found[None]))
    whole = together(line for _, line in named)
    longest = max((line.total for _, line in named), default=0)
    return page(
        work,
        "hotline/figures.html",
        month=month,
        earlier=link("/register/figures", month=before(month)),
        later=link("/register/figures", month=after(month))
        if month < month_of(today_here(work)) else "",
        total=whole.total,
        kinds=[(KIND_WORDS[one].text(lang), whole.by_kind.get(one, 0)) for one in Kind],
        sources=[
            (SOURCE_WORDS[one].text(lang), whole.by_channel.get(one, 0), one.value)
            for one in Source
        ],
        bars=[(name, line.total, _bar(line, longest)) for name, line in named],
        kind_heads=[KIND_WORDS[one].text(lang) for one in Kind],
        source_heads=[SOURCE_WORDS[one].text(lang) for one in Source],
        table_rows=[_counts(name, line) for name, line in [*named, (WHOLE.text(lang), whole)]],
    )  # fmt: skip


def _bar(line: Line, longest: int) -> Any:
    return segments([(one.value, line.by_channel.get(one, 0)) for one in Source], longest)


def _counts(name: str, line: Line) -> dict[str, Any]:
    return {
        "name": name,
        "total": line.total,
        "kinds": [line.by_kind.get(one, 0) for one in Kind],
        "sources": [line.by_channel.get(one, 0) for one in Source],
    }


def asked_community(work: Work) -> str:
    """The community that is asked about: the reader's own."""
    return who(work).community_id or ""


def asked_in(work: Work, month: str, parts: dict[str, str]) -> Asked:
    """What an address asks for. What is unknown or wrong is left out: old bookmarks still open."""
    since, until = span(month, zone_here(work))
    channel, kind = parts.get("channel", ""), parts.get("kind", "")
    return Asked(
        since,
        until,
        Source(channel) if channel in set(Source) else None,
        Kind(kind) if kind in set(Kind) else None,
        parts.get("grid", "")[:36],
        parts.get("only", "") == "open",
    )


def _shown(work: Work, rows: list[Row]) -> list[dict[str, Any]]:
    lang = work.lang
    opened = matters_of(work.session, [one.id for one in rows if one.what == "entry"])
    names = people(work, {one.person_id for one in rows})
    grids = grid_names(grids_all(work.session, asked_community(work)))
    labels = doors(work, "register", {one.household_id for one in rows})
    return [
        {
            "href": _href(one),
            "at": one.at if one.person_id else None,
            "source": SOURCE_WORDS[Source(one.source)].text(lang),
            "glyph": GLYPHS[Source(one.source)],
            "kind": KIND_WORDS[Kind(one.kind)].text(lang),
            "grid": grids.get(one.grid_id or "", ""),
            "door": labels.get(one.household_id or "", ""),
            "words": one.words,
            "shut": one.restricted and not one.words,
            "numbers": [one.number] if one.number else [
                each.number for each in opened.get(one.id, [])
            ],
            "stages": [stage_word(lang, each.stage) for each in opened.get(one.id, [])],
            "still_open": one.still_open,
            "by": names.get(one.person_id, ""),
        }
        for one in rows
    ]  # fmt: skip


def _href(row: Row) -> str:
    if row.restricted and not row.words:
        return ""
    return {
        "entry": f"/hotline/{row.id}",
        "matter": f"/matters/{row.id}",
        "concern": f"/visits/{row.visit_id}" if row.visit_id else "",
    }[row.what]
