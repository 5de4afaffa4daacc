"""办事指南: one item on a page to read, to print and to post up (rows R59, R60, R68, R80)."""

import re
from collections.abc import Sequence
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.auth.guards import maybe
from app.catalogue import reference
from app.catalogue.models import ItemVersion, ReviewChain
from app.catalogue.pages.common import Errors, rights_of, the_shelf, today_in
from app.catalogue.queries.guides import Guide, guide_of
from app.catalogue.queries.shelves import Shelf, item_by_code, uses_of
from app.catalogue.rules.items import Agency, Level, limit_of
from app.catalogue.words import AGENCY, AGENCY_LONG, GUIDE, LEVELS, OWNERS, WAYS, limit_text
from app.kit.forms import Fields
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get


@get("/catalogue/{code:str}", guard=maybe)
def guide(
    work: NamedDependency[Work],
    code: FromPath[str],
    community: FromQuery[str] = "",
    version: FromQuery[int] = 0,
) -> Response[str]:
    """The guide of an item as it holds today, or as an older version had it."""
    shelf = the_shelf(work, community)
    found = guide_of(work.session, shelf, code, today_in(work, shelf), version or None)
    if found is not None:
        return show(work, shelf, found)
    item = item_by_code(work.session, shelf, code)
    if item is None or not rights_of(work, shelf).edits:
        raise NotFound
    return redirect(f"/catalogue/{code}/edit")


def show(
    work: Work,
    shelf: Shelf,
    found: Guide,
    values: Fields | None = None,
    errors: Errors | None = None,
    status: int = 200,
) -> Response[str]:
    """The page of an item; `errors` of the forms that stand on it."""
    rights = rights_of(work, shelf)
    return page(
        work,
        "catalogue/guide.html",
        status=status,
        shelf=shelf,
        guide=found,
        v=found.version,
        rights=rights,
        uses=uses_of(work.session, found.item.id) if rights.edits or rights.lists else 0,
        keep=shelf.query if work.principal is None else "",
        values=values or {},
        errors=errors or {},
        **shown(work, found.version, found.chain),
        limit=limit_text(work.lang, found.limit),
        listed=limit_text(work.lang, found.listed),
        own=found.own,
    )


def shown(work: Work, version: ItemVersion, chain: ReviewChain | None) -> dict[str, Any]:
    """A version in the reader's words."""
    known = reference.categories().get(version.category)
    lang = work.lang
    line = reference.lines().get(known.line) if known else None
    return {
        "title": version.name_en if lang == "en" and version.name_en else version.name,
        "category": known.word.text(lang) if known else "",
        "line": line.text(lang) if line else "",
        "statutory": limit_text(lang, limit_of(version.statutory)),
        "promised": limit_text(lang, limit_of(version.promised)),
        "level": LEVELS[Level(version.level)].text(lang) if version.level in list(Level) else "",
        "ways": [word.text(lang) for one, word in WAYS.items() if one in version.channels],
        "mode": AGENCY[Agency(version.agency)].text(lang),
        "mode_long": AGENCY_LONG[Agency(version.agency)].text(lang),
        "bases": [one | {"title": _quoted(one["title"])} for one in version.basis],
        "made_up": [GUIDE[one].text(lang) for one in version.sample_fields if one in GUIDE],
        "chain": chain,
        "chain_name": chain.name_en if chain and lang == "en" and chain.name_en
        else chain.name if chain else "",
        "checks": checks_shown(lang, chain.checks if chain else ()),
    }  # fmt: skip


def _quoted(title: str) -> str:
    """A law's name in its marks; what is only a number, or has marks, stays."""
    return title if re.search("号$|^《", title) else f"《{title}》"


def checks_shown(lang: str, checks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps of a chain: what is checked, by whom, within how many working hours."""
    return [
        {
            "text": (one.get("text_en") if lang == "en" else "") or one["text"],
            "owner": OWNERS[one["owner"]].text(lang) if one["owner"] in OWNERS else one["owner"],
            "hours": one.get("limit_hours"),
        }
        for one in checks
    ]
