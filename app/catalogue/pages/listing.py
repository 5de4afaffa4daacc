"""服务事项: the list, searched as one types (row R57); what is done for residents (row R81)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.auth.guards import maybe
from app.catalogue import reference
from app.catalogue.pages.common import (
    line_of,
    options,
    preset_of,
    rights_of,
    shelf_here,
    today_in,
    turned,
)
from app.catalogue.queries.asking import Asked
from app.catalogue.queries.finding import Found, page_on
from app.catalogue.queries.shelves import Shelf, places_with_items
from app.catalogue.rules.items import Agency
from app.catalogue.rules.windows import Preset
from app.catalogue.words import AGENCY, LAYERS
from app.kit.forms import page_number
from app.kit.html import page, redirect
from app.kit.web import Work, get

# So many on a page; of what was searched for, the nearest come first. The list that is printed is
# seldom longer than one.
PAGE, FOUND, PRINTED = 100, 30, 200


@dataclass(frozen=True, slots=True)
class View:
    """What a list is narrowed to, out of its address."""

    q: str = ""
    category: str = ""
    line: str = ""
    window: str = ""
    agency: str = ""
    instant: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return any((self.q, self.category, self.line, self.window, self.agency, self.instant))

    def categories(self, preset: Preset) -> set[str] | None:
        """The categories that are shown; None for all of them."""
        if not (self.category or self.line or self.window):
            return None
        return {
            code
            for code, one in reference.categories().items()
            if (not self.category or code == self.category)
            and (not self.line or one.line == self.line)
            and (not self.window or one.windows[preset] == self.window)
        }


@get("/catalogue", guard=maybe)
def catalogue(
    work: NamedDependency[Work],
    community: FromQuery[str] = "",
    q: FromQuery[str] = "",
    category: FromQuery[str] = "",
    line: FromQuery[str] = "",
    window: FromQuery[str] = "",
    agency: FromQuery[str] = "",
    instant: FromQuery[str] = "",
    at: FromQuery[str] = "",
) -> Response[str]:
    """The items of a place, by category; with what was typed, those that match."""
    shelf = shelf_here(work, community)
    if shelf is None:
        return _choose(work)
    view = View(q, category, line, window, agency if agency in list(Agency) else "", instant)
    preset = preset_of(work, shelf)
    here, most = page_number(at), FOUND if view.q else PAGE
    found, counts = _found(work, shelf, view, preset, (here, most))
    return page(
        work,
        "catalogue/list.html",
        block="found",
        shelf=shelf,
        view=view,
        groups=_groups(work, found, {} if view.q else counts),
        count=sum(counts.values()),
        **turned("/catalogue", here, most, sum(counts.values()), _said(work, shelf, view)),
        never=[_never(work, one) for one in reference.certificates_named(q)],
        layer=LAYERS[shelf.layer].text(work.lang),
        rights=rights_of(work, shelf),
        filters=_filters(work, preset),
        keep=shelf.query if work.principal is None else "",
        **scope_words(work),
    )


@get("/catalogue/agency", guard=maybe)
def agency_list(
    work: NamedDependency[Work], community: FromQuery[str] = "", at: FromQuery[str] = ""
) -> Response[str]:
    """代办公示: what is done for residents, and within which time, for everybody (row R81)."""
    shelf = shelf_here(work, community)
    if shelf is None:
        return _choose(work, "/catalogue/agency")
    today, here = today_in(work, shelf), page_number(at)
    asked = Asked(agency=Agency.FULL, most=PRINTED, skip=PRINTED * (here - 1))
    found, counts = page_on(work.session, shelf, today, asked)
    said = _said(work, shelf, View())
    return page(
        work,
        "catalogue/agency.html",
        shelf=shelf,
        rows=[line_of(work, one) for one in found],
        today=today,
        keep=shelf.query if work.principal is None else "",
        **turned("/catalogue/agency", here, PRINTED, sum(counts.values()), said),
    )


@get("/certificates", guard=maybe)
def certificate_list(
    work: NamedDependency[Work], community: FromQuery[str] = "", q: FromQuery[str] = ""
) -> Response[str]:
    """不出具的证明: the twenty, each with where to go instead."""
    found = reference.certificates_named(q) if q else reference.certificates()
    return page(
        work,
        "catalogue/certificates.html",
        rows=[_never(work, one) for one in found],
        q=q,
        keep=f"community={community}" if community.isdecimal() and not work.principal else "",
    )


def scope_words(work: Work) -> dict[str, Any]:
    """What a station is for (row R72) and in which fields it serves (row R73)."""
    return {
        "duties": [one.text(work.lang) for one in reference.duties()],
        "fields": [(one.text(work.lang), category) for one, category in reference.fields()],
    }


def _found(
    work: Work, shelf: Shelf, view: View, preset: Preset, at: tuple[int, int]
) -> tuple[list[Found], dict[str, int]]:
    """A page (its number, and how many are on one), and how many there are of each category."""
    here, most = at
    asked = Asked(
        view.q,
        view.categories(preset),
        view.agency,
        instant=bool(view.instant),
        order=() if view.q else tuple(reference.categories()),
        most=most,
        skip=most * (here - 1),
    )
    return page_on(work.session, shelf, today_in(work, shelf), asked)


def _said(work: Work, shelf: Shelf, view: View) -> dict[str, str]:
    """What an address of this list says, but for the page."""
    narrowed = {name: one for name in View.__slots__ if (one := getattr(view, name))}
    return narrowed | ({} if work.principal else {"community": shelf.code})


def _groups(
    work: Work, found: Sequence[Found], counts: dict[str, int]
) -> list[tuple[str, int, list[dict[str, Any]]]]:
    """By category in their order, each with how many it has; without `counts` in one, as it came:
    what was searched for stays in its own order."""
    if not counts:
        return [("", 0, [line_of(work, one) for one in found])] if found else []
    groups = []
    for code, one in reference.categories().items():
        mine = [line_of(work, item) for item in found if item.category == code]
        if mine:
            groups.append((one.word.text(work.lang), counts[code], mine))
    return groups


def _filters(work: Work, preset: Preset) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Name, label and choices of each filter."""
    every = work.say("全部")
    words = {one.code: one.text(work.lang) for one in reference.windows(preset).values()}
    lines = {one.code: one.text(work.lang) for one in reference.lines().values()}
    named = {code: one.word.text(work.lang) for code, one in reference.categories().items()}
    return [
        ("category", work.say("类别"), [("", every), *named.items()]),
        ("line", work.say("工作线"), [("", every), *lines.items()]),
        ("window", work.say("窗口"), [("", every), *words.items()]),
        ("agency", work.say("代办方式"), options(AGENCY, work.lang, every)),
        ("instant", work.say("时限"), [("", every), ("1", work.say("当场办结"))]),
    ]


def _never(work: Work, one: reference.Certificate) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": one.name,
        "basis": one.basis,
        "instead": one.instead.text(work.lang),
    }


def _choose(work: Work, path: str = "/catalogue") -> Response[str]:
    """Which community? Nobody is signed in. Where there is one, it is that one."""
    places = places_with_items(work.session, today_in(work, None))
    if len(places) == 1:
        return redirect(f"{path}?{urlencode({'community': places[0][0]})}")
    return page(work, "catalogue/choose.html", places=places, path=path)
