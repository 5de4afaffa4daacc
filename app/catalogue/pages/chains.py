"""审核链条: ordered checklists in their versions (row R58)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import who
from app.catalogue.commands.chains import write_chain
from app.catalogue.forms.chains import chain_fields, parse_chain
from app.catalogue.forms.content import rows_shown
from app.catalogue.models import ReviewChain
from app.catalogue.pages.common import (
    OFFICER,
    STAFF,
    Errors,
    line_of,
    need,
    options,
    rights_of,
    the_shelf,
    today_in,
)
from app.catalogue.pages.guide import checks_shown
from app.catalogue.queries.chains import chain_versions, chains_on
from app.catalogue.queries.finding import bound_on, items_on
from app.catalogue.queries.shelves import Shelf
from app.catalogue.words import OWNERS
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.station.commands.posts import Refused


@get("/chains", guard=STAFF)
def chains(work: NamedDependency[Work]) -> Response[str]:
    """The chains that hold today, and how many items bind each."""
    shelf = the_shelf(work)
    today = today_in(work, shelf)
    bound = bound_on(work.session, shelf, today)
    rows = [
        {
            "code": one.code,
            "name": _name(work, one),
            "checks": len(one.checks),
            "items": bound.get(one.code, 0),
        }
        for one in chains_on(work.session, shelf.top, today)
    ]
    return page(work, "catalogue/chains.html", rows=rows)


@get("/chains/{code:str}", guard=STAFF)
def chain(work: NamedDependency[Work], code: FromPath[str]) -> Response[str]:
    """One chain: its steps in order, its items, its versions; its keeper may write the next one."""
    shelf, versions = _versions(work, code)
    return _show(work, shelf, versions, {}, {})


@post("/chains/{code:str}", guard=OFFICER)
def rewrite(
    work: NamedDependency[Work], code: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """The next version, from a day on."""
    shelf, versions = _versions(work, code)
    need(rights_of(work, shelf).edits)
    fields = posted(data)
    entry = parse_chain(fields, today_in(work, shelf))
    if isinstance(entry, Refusal):
        return _show(work, shelf, versions, fields, entry.errors, 422)
    try:
        write_chain(work.session, work.now, shelf.top, who(work).id, code, entry)
    except Refused as refused:
        errors = {refused.field: refused.message}
        return _show(work, shelf, versions, fields, errors, 422)
    return redirect(f"/chains/{code}")


def _show(
    work: Work,
    shelf: Shelf,
    versions: list[ReviewChain],
    values: Fields,
    errors: Errors,
    status: int = 200,
) -> Response[str]:
    today = today_in(work, shelf)
    held = next((one for one in versions if one.effective_on <= today), versions[-1])
    shown = values or chain_fields(held.name, held.name_en, list(held.checks))
    items = items_on(work.session, shelf, today)
    return page(
        work,
        "catalogue/chain.html",
        status=status,
        chain=held,
        title=_name(work, held),
        checks=checks_shown(work.lang, held.checks),
        items=[line_of(work, one) for one in items if one.chain_code == held.code],
        versions=versions,
        today=today,
        edits=rights_of(work, shelf).edits,
        owners=options(OWNERS, work.lang, "—"),
        steps=rows_shown(shown, "step"),
        values=shown,
        errors=errors,
    )


def _versions(work: Work, code: str) -> tuple[Shelf, list[ReviewChain]]:
    shelf = the_shelf(work)
    found = list(chain_versions(work.session, shelf.top, code))
    if not found:
        raise NotFound
    return shelf, found


def _name(work: Work, one: ReviewChain) -> str:
    return one.name_en if work.lang == "en" and one.name_en else one.name
