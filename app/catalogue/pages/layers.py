"""What a district lists and what a community uses, and promises (row R61)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody

from app.auth.guards import who
from app.catalogue.commands import layers
from app.catalogue.forms.layers import parse_promise, parse_reason
from app.catalogue.models import ServiceItem
from app.catalogue.pages import guide as guide_page
from app.catalogue.pages.common import (
    HEAD,
    OFFICER,
    line_of,
    need,
    rights_of,
    the_guide,
    the_shelf,
    turned,
)
from app.catalogue.pages.common import today_in as day_of
from app.catalogue.queries.asking import Asked
from app.catalogue.queries.finding import Found, count_on, items_on, page_on
from app.catalogue.queries.guides import Guide, in_use
from app.catalogue.queries.shelves import Shelf, listed_ids
from app.catalogue.rules.items import limit_of
from app.catalogue.rules.layers import Layer
from app.catalogue.words import limit_text
from app.kit.forms import Refusal, page_number, posted
from app.kit.html import page, redirect
from app.kit.web import Work, get, post
from app.station.commands.posts import Refused

Do = Callable[[Guide, date], Any]
PAGE = 100


@get("/catalogue/listing", guard=OFFICER)
def listing(work: NamedDependency[Work], at: FromQuery[str] = "") -> Response[str]:
    """The district: what the city admits, and which of it is on the list."""
    shelf = _district(work)
    on, here = day_of(work, shelf), page_number(at)
    admitted, count = _page(work, _as(shelf, Layer.ADMITTED), on, here)
    known = listed_ids(work.session, who(work).area_id, on)
    return page(
        work,
        "catalogue/listing.html",
        shelf=shelf,
        rows=[line_of(work, one) | {"listed": one.item_id in known} for one in admitted],
        count=count,
        listed=len(known),
        rest=count - count_on(work.session, _as(shelf, Layer.LISTED), on),
        **turned("/catalogue/listing", here, PAGE, count),
    )


@post("/catalogue/listing", guard=OFFICER)
def list_everything(work: NamedDependency[Work]) -> Response[str]:
    """Put everything that is admitted onto the list."""
    shelf = _district(work)
    on = day_of(work, shelf)
    found = items_on(work.session, _as(shelf, Layer.ADMITTED), on)
    items = [one for row in found if (one := work.session.get(ServiceItem, row.item_id))]
    layers.list_all(work.session, work.now, on, who(work).area_id, who(work).id, items)
    return redirect("/catalogue/listing")


@post("/catalogue/{code:str}/listing", guard=OFFICER)
def list_one(work: NamedDependency[Work], code: FromPath[str]) -> Response[str]:
    """Put one item onto the list."""
    shelf, by = _district(work), who(work)

    def do(guide: Guide, on: date) -> Any:
        return layers.list_item(work.session, work.now, on, by.area_id, by.id, guide)

    return _change(work, shelf, code, {}, do)


@post("/catalogue/{code:str}/unlisting", guard=OFFICER)
def unlist_one(
    work: NamedDependency[Work], code: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Take one off it, with a reason; no community of the district uses it any more."""
    shelf, by = _district(work), who(work)
    reason = parse_reason(posted(data))

    def do(guide: Guide, on: date) -> Any:
        said = _held(reason)
        return layers.unlist_item(
            work.session, work.now, on, by.area_id, by.id, guide.item.id, said
        )

    return _change(work, shelf, code, posted(data), do)


@get("/catalogue/use", guard=HEAD)
def uses(work: NamedDependency[Work], at: FromQuery[str] = "") -> Response[str]:
    """The community: what the district lists, which of it is used here, and what is promised."""
    shelf = the_shelf(work)
    on, here = day_of(work, shelf), page_number(at)
    listed, count = _page(work, _as(shelf, Layer.LISTED), on, here)
    known = in_use(work.session, shelf.community_id, on, [one.item_id for one in listed])
    rows = []
    for one in listed:
        use = known.get(one.item_id)
        own = limit_text(work.lang, limit_of(use.promised)) if use else ""
        rows.append(line_of(work, one) | {"used": use is not None, "own": own})
    return page(
        work,
        "catalogue/use.html",
        shelf=shelf,
        rows=rows,
        count=count,
        used=count_on(work.session, shelf, on),
        **turned("/catalogue/use", here, PAGE, count),
    )


def _page(work: Work, shelf: Shelf, on: date, here: int) -> tuple[list[Found], int]:
    """A page of a list by code, and how many there are on all."""
    asked = Asked(most=PAGE, skip=PAGE * (here - 1))
    found, counts = page_on(work.session, shelf, on, asked)
    return found, sum(counts.values())


@post("/catalogue/use", guard=HEAD)
def use_everything(work: NamedDependency[Work]) -> Response[str]:
    """Use everything that is listed."""
    shelf = the_shelf(work)
    on = day_of(work, shelf)
    found = items_on(work.session, _as(shelf, Layer.LISTED), on)
    ids = [one.item_id for one in found]
    layers.use_all(work.session, work.now, on, shelf.community_id, who(work).id, ids)
    return redirect("/catalogue/use")


@post("/catalogue/{code:str}/use", guard=HEAD)
def use_one(
    work: NamedDependency[Work], code: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Use one item, or promise something else of it."""
    shelf, by = the_shelf(work), who(work)
    promise = parse_promise(posted(data))

    def do(guide: Guide, on: date) -> Any:
        if isinstance(promise, Refusal):
            raise Refused(*promise.first)
        return layers.use_item(
            work.session, work.now, on, shelf.community_id, by.id, guide, promise
        )

    return _change(work, shelf, code, posted(data), do)


@post("/catalogue/{code:str}/use-ending", guard=HEAD)
def stop_one(
    work: NamedDependency[Work], code: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """No longer take an item here, with a reason."""
    shelf, by = the_shelf(work), who(work)
    reason = parse_reason(posted(data))

    def do(guide: Guide, on: date) -> Any:
        said = _held(reason)
        return layers.stop_using(
            work.session, work.now, on, shelf.community_id, by.id, guide.item.id, said
        )

    return _change(work, shelf, code, posted(data), do)


def _change(work: Work, shelf: Shelf, code: str, fields: Any, do: Do) -> Response[str]:
    found = the_guide(work, shelf, code)
    try:
        do(found, day_of(work, shelf))
    except Refused as refused:
        errors = {refused.field: refused.message}
        return guide_page.show(work, shelf, found, fields, errors, 422)
    return redirect(f"/catalogue/{code}")


def _held(reason: str | Refusal) -> str:
    if isinstance(reason, Refusal):
        raise Refused(*reason.first)
    return reason


def _district(work: Work) -> Shelf:
    shelf = the_shelf(work)
    need(rights_of(work, shelf).lists)
    return shelf


def _as(shelf: Shelf, layer: Layer) -> Shelf:
    return Shelf(layer, shelf.place, shelf.code, shelf.area_id, shelf.areas, shelf.top)
