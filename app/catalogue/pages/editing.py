"""Writing an item: its draft, the day from which it holds, its withdrawal (rows R57, R60, R62)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import who
from app.catalogue import reference
from app.catalogue.commands.versions import (
    FORM_FIELDS,
    Unfit,
    drop_draft,
    lacking_in,
    publish,
    save_draft,
)
from app.catalogue.commands.versions import withdraw as withdraw_item
from app.catalogue.forms.content import fields_of, parse_content, rows_shown
from app.catalogue.forms.layers import parse_effective, parse_reason
from app.catalogue.models import ItemVersion, ServiceItem
from app.catalogue.pages import guide as guide_page
from app.catalogue.pages.common import (
    OFFICER,
    Errors,
    need,
    options,
    rights_of,
    the_guide,
    the_shelf,
    today_in,
)
from app.catalogue.queries.chains import chains_on
from app.catalogue.queries.guides import draft_of, drafts_in, published_of
from app.catalogue.queries.shelves import Shelf, item_by_code
from app.catalogue.words import AGENCY, GUIDE, LEVELS, MATERIAL_FORMS, UNITS, WAYS
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.station.commands.posts import Refused


@get("/catalogue/drafts", guard=OFFICER)
def drafts(work: NamedDependency[Work]) -> Response[str]:
    """What is worked on, and what each draft still lacks."""
    shelf = the_shelf(work)
    need(rights_of(work, shelf).edits)
    rows = [
        {
            "code": item.code,
            "name": draft.name,
            "number": draft.number,
            "lacks": _lacks(work, draft),
        }
        for item, draft in drafts_in(work.session, shelf.top)
    ]
    return page(work, "catalogue/drafts.html", rows=rows)


@get("/catalogue/{code:str}/edit", guard=OFFICER)
def edit(work: NamedDependency[Work], code: FromPath[str]) -> Response[str]:
    """The draft, or what holds now, to be changed."""
    shelf, item = _item(work, code)
    draft = draft_of(work.session, item.id)
    shown = draft or next(iter(published_of(work.session, item.id)), None)
    return _form(work, shelf, item, fields_of(shown.model_dump()) if shown else {}, {})


@post("/catalogue/{code:str}/draft", guard=OFFICER)
def write_draft(
    work: NamedDependency[Work], code: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Save the draft; it may still lack anything but its name and category."""
    shelf, item = _item(work, code)
    fields = posted(data)
    chains = {
        one.code: one.name for one in chains_on(work.session, shelf.top, today_in(work, shelf))
    }
    content = parse_content(fields, chains)
    if isinstance(content, Refusal):
        return _form(work, shelf, item, fields, content.errors, 422)
    try:
        save_draft(work.session, work.now, item, who(work).id, content)
    except Refused as refused:
        return _form(work, shelf, item, fields, {refused.field: refused.message}, 422)
    return redirect(f"/catalogue/{code}/edit")


@post("/catalogue/{code:str}/publication", guard=OFFICER)
def publish_draft(
    work: NamedDependency[Work], code: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Let the draft hold; refused while a field of the guide is empty, which is then named."""
    shelf, item = _item(work, code)
    on = parse_effective(posted(data), today_in(work, shelf))
    errors: Errors = on.errors if isinstance(on, Refusal) else {}
    if not isinstance(on, Refusal):
        try:
            publish(work.session, work.now, item, who(work).id, on)
            return redirect(f"/catalogue/{code}")
        except Unfit as unfit:
            errors = unfit.errors
        except Refused as refused:
            errors = {refused.field: refused.message}
    draft = draft_of(work.session, item.id)
    values = fields_of(draft.model_dump()) if draft else {}
    return _form(work, shelf, item, {**values, **posted(data)}, errors, 422)


@post("/catalogue/{code:str}/dropping", guard=OFFICER)
def drop(work: NamedDependency[Work], code: FromPath[str]) -> Response[str]:
    """Put the draft away; what holds goes on."""
    shelf, item = _item(work, code)
    try:
        drop_draft(work.session, work.now, item, who(work).id)
    except Refused as refused:
        errors = {refused.field: refused.message}
        return _form(work, shelf, item, {}, errors, 422)
    return redirect(f"/catalogue/{code}")


@post("/catalogue/{code:str}/withdrawal", guard=OFFICER)
def withdraw(
    work: NamedDependency[Work], code: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Nobody uses the item any more, and why."""
    shelf, item = _item(work, code)
    fields = posted(data)
    reason = parse_reason(fields)
    errors: Errors = reason.errors if isinstance(reason, Refusal) else {}
    if not isinstance(reason, Refusal):
        try:
            withdraw_item(work.session, work.now, item, who(work).id, reason)
            return redirect(f"/catalogue/{code}")
        except Refused as refused:
            errors = {refused.field: refused.message}
    return guide_page.show(work, shelf, the_guide(work, shelf, code), fields, errors, 422)


def _item(work: Work, code: str) -> tuple[Shelf, ServiceItem]:
    shelf = the_shelf(work)
    item = item_by_code(work.session, shelf, code)
    if item is None:
        raise NotFound
    need(rights_of(work, shelf).edits)
    return shelf, item


def _form(
    work: Work,
    shelf: Shelf,
    item: ServiceItem,
    values: Fields | dict[str, Any],
    errors: Errors,
    status: int = 200,
) -> Response[str]:
    lang, today = work.lang, today_in(work, shelf)
    draft, none = draft_of(work.session, item.id), work.say("没有")
    chains = chains_on(work.session, shelf.top, today)
    return page(
        work,
        "catalogue/edit.html",
        status=status,
        item=item,
        draft=draft,
        lacks=_lacks(work, draft) if draft else [],
        published=bool(published_of(work.session, item.id)),
        today=today,
        values=values,
        errors=errors,
        categories=[(code, one.word.text(lang)) for code, one in reference.categories().items()],
        levels=options(LEVELS, lang),
        ways=options(WAYS, lang),
        modes=options(AGENCY, lang),
        units=options(UNITS, lang, none),
        chains=[("", none), *[(one.code, one.name) for one in chains]],
        forms=[("", "—"), *[(one, work.say(one)) for one in MATERIAL_FORMS]],
        bases=rows_shown(values, "law"),
        materials=rows_shown(values, "material"),
    )


def _lacks(work: Work, draft: ItemVersion) -> list[str]:
    names = {field: name for name, field in FORM_FIELDS.items()}
    return [GUIDE[names.get(one, one)].text(work.lang) for one in lacking_in(draft)]
