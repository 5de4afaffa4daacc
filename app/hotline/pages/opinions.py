"""意见建议: by class, and struck off one by one, each with a result (row R133)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.attendance.words import LINE_WORDS
from app.auth.guards import who
from app.catalogue.rules import DutyLine
from app.hotline.commands.opinions import strike, write_opinion
from app.hotline.forms.opinions import parse_opinion, parse_striking
from app.hotline.models import Opinion
from app.hotline.pages.common import (
    TAKERS,
    grid_names,
    line_options,
    link,
    people,
    reader_here,
)
from app.hotline.queries.daily import grids_all
from app.hotline.queries.opinions import (
    PAGE,
    Shown,
    matter_with_result,
    opinion_of,
    opinions_of,
    source_of,
    standing_by_line,
)
from app.kit.forms import Fields, Refusal, page_number, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.ids import is_uuid
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.matters.models import Matter
from app.station.pages.common import known_id

Form = URLEncodedBody[dict[str, Any]]
NO_RESULT = Message("没有这个编号的办件，或者它还没有办出结果")


@get("/opinions", guard=TAKERS)
def show(
    work: NamedDependency[Work],
    line: FromQuery[str] = "",
    only: FromQuery[str] = "",
    at: FromQuery[str] = "",
) -> Response[str]:
    """The opinions that stand, or those that are struck off."""
    return _list(work, line, only, page_number(at))


@get("/opinions/{opinion_id:str}", guard=TAKERS)
def one_opinion(work: NamedDependency[Work], opinion_id: FromPath[str]) -> Response[str]:
    """One of them, with the form that strikes it off."""
    return _one(work, _opinion(work, opinion_id), {}, {})


@get("/opinions/new", guard=TAKERS)
def new(
    work: NamedDependency[Work], visit: FromQuery[str] = "", entry: FromQuery[str] = ""
) -> Response[str]:
    """The form; with the visit or entry that it stems from."""
    values = {name: one for name, one in (("visit", visit), ("entry", entry)) if is_uuid(one)}
    return _form(work, values, {})


@post("/opinions", guard=TAKERS)
def write(work: NamedDependency[Work], data: Form) -> Response[str]:
    """Write one down."""
    person, typed = who(work), posted(data)
    grids = grids_all(work.session, person.community_id or "")
    form = parse_opinion(typed, {one.id for one in grids})
    if isinstance(form, Refusal):
        return _form(work, typed, form.errors, 422)
    grid, known = source_of(work.session, reader_here(work), form.visit_id, form.entry_id)
    if not known:
        raise NotFound
    write_opinion(work.session, person.community_id or "", person.id, form, grid, work.now)
    return redirect("/opinions")


@post("/opinions/{opinion_id:str}/striking", guard=TAKERS)
def striking(work: NamedDependency[Work], opinion_id: FromPath[str], data: Form) -> Response[str]:
    """Strike it off, with the number of the matter whose result answers it."""
    person, typed = who(work), posted(data)
    opinion = _opinion(work, opinion_id)
    form = parse_striking(typed)
    if isinstance(form, Refusal):
        return _one(work, opinion, typed, form.errors, 422)
    matter = matter_with_result(work.session, person, form.number)
    if matter is None:
        return _one(work, opinion, typed, {"matter": NO_RESULT}, 422)
    strike(work.session, opinion, matter, form.result, person.id, work.now)
    return redirect("/opinions")


def _opinion(work: Work, opinion_id: str) -> Opinion:
    found = opinion_of(work.session, who(work), known_id(opinion_id))
    if found is None:
        raise NotFound
    return found


def _one(
    work: Work, opinion: Opinion, values: Fields, errors: Any, status: int = 200
) -> Response[str]:
    matter = work.session.get(Matter, opinion.matter_id) if opinion.matter_id else None
    row = Shown(opinion, matter.number if matter else "")
    names = people(work, [opinion.by, opinion.struck_by or ""])
    grids = grid_names(grids_all(work.session, who(work).community_id or ""))
    one = _shown(work.lang, row, names, grids)
    return page(work, "hotline/opinion.html", status=status, one=one, values=values, errors=errors)


def _list(work: Work, line: str, only: str, here: int) -> Response[str]:
    lang, person = work.lang, who(work)
    line = line if line in set(DutyLine) else ""
    struck = only == "struck"
    found = opinions_of(work.session, person, line, struck, here)
    rows = found[:PAGE]
    names = people(
        work, {one for row in rows for one in (row.opinion.by, row.opinion.struck_by) if one}
    )
    grids = grid_names(grids_all(work.session, person.community_id or ""))
    counts = standing_by_line(work.session, person)
    state = {"line": line, "only": only}
    return page(
        work,
        "hotline/opinions.html",
        rows=[_shown(lang, row, names, grids) for row in rows],
        struck=struck,
        line=line,
        lines=line_options(lang),
        counts=[
            (word, *counts.get(one, (0, 0)), link("/opinions", line=one, only=only))
            for one, word in line_options(lang)
        ],
        standing=link("/opinions", line=line),
        ended=link("/opinions", line=line, only="struck"),
        newer=link("/opinions", at=str(here - 1), **state) if here > 1 else "",
        older=link("/opinions", at=str(here + 1), **state) if len(found) > PAGE else "",
    )


def _shown(lang: str, row: Shown, names: dict[str, str], grids: dict[str, str]) -> dict[str, Any]:
    one = row.opinion
    return {
        "id": one.id,
        "line": LINE_WORDS[DutyLine(one.line)].text(lang),
        "words": one.words,
        "at": one.at,
        "by": names.get(one.by, ""),
        "grid": grids.get(one.grid_id or "", ""),
        "matter_id": one.matter_id,
        "number": row.number,
        "struck_at": one.struck_at,
        "struck_by": names.get(one.struck_by or "", ""),
        "result": one.result,
    }


def _form(work: Work, values: Fields, errors: Any, status: int = 200) -> Response[str]:
    grids = grids_all(work.session, who(work).community_id or "")
    return page(
        work,
        "hotline/opinion_new.html",
        status=status,
        values=values,
        errors=errors,
        lines=line_options(work.lang),
        grids=[(one.id, one.name) for one in grids],
    )
