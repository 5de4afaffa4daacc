"""窗口: one screen on which anything is accepted, and anything ready is handed out (row R52)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody

from app.kit.forms import posted
from app.kit.web import Work, get, post
from app.matters.pages.form import WINDOW, Shown, show_form


@get("/window", guard=WINDOW)
def window(
    work: NamedDependency[Work],
    household: FromQuery[str] = "",
    item: FromQuery[str] = "",
    ready: FromQuery[str] = "",
) -> Response[str]:
    """The hall's screen: the form, and what waits to be handed out."""
    fields = {"here": "window", "household": household, "item": item}
    return show_form(work, fields, Shown(ready=ready))


@get("/matters/new", guard=WINDOW)
def new_matter(
    work: NamedDependency[Work], household: FromQuery[str] = "", item: FromQuery[str] = ""
) -> Response[str]:
    """The same form at a door, for its household."""
    fields = {"here": "door", "household": household, "item": item, "came": "visit"}
    return show_form(work, fields, Shown())


@post("/window/items", guard=WINDOW, writes=False)
def found_items(work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]) -> Response[str]:
    """Items by what is being typed; what else was typed stays."""
    return show_form(work, posted(data), Shown(block="items"))


@post("/window/doors", guard=WINDOW, writes=False)
def found_doors(work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]) -> Response[str]:
    """Doors by their address."""
    return show_form(work, posted(data), Shown(block="doors"))


@post("/window/choice", guard=WINDOW, writes=False)
def choice(work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]) -> Response[str]:
    """An item, a household or a certificate was chosen, or taken back."""
    return show_form(work, posted(data), Shown())
