"""What the pages of the hotline share: who may look, months in addresses, and who reads."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from app.attendance.pages.common import community_here, today_here
from app.attendance.words import LINE_WORDS
from app.auth.guards import posts, who
from app.hotline.queries.register import Reader
from app.hotline.rules.kinds import Source
from app.hotline.rules.months import is_month, month_of
from app.households.pages.doors import registry_of, veiled
from app.households.queries import labels_of
from app.kit.i18n import Message
from app.kit.web import Work
from app.matters.words import STAGE_WORDS
from app.org.commands import log_view
from app.org.models import Grid, Post
from app.org.queries import names_of
from app.org.scope import scope_of

TAKERS = posts(Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD, Post.CLERK)
WORKERS = posts(Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD)
DESK = posts(Post.GRID_LEAD, Post.STATION_HEAD, Post.CLERK)
HEADS = posts(Post.STATION_HEAD)
LEADS = posts(Post.GRID_LEAD, Post.STATION_HEAD)

WHOLE = Message("全社区")
NO_GRID = Message("没有写网格")


def reader_here(work: Work) -> Reader:
    """Who is at this page, with the visits that they are not to know of yet."""
    person = who(work)
    scope = scope_of(person, work.now)
    hidden = veiled(registry_of(work), work.session, scope) if scope.names else set[str]()
    return Reader(person, scope, frozenset(hidden))


def month_here(work: Work, given: str) -> str:
    """The month of an address; this month for none and for what is none."""
    return given if is_month(given) else month_of(today_here(work))


def link(path: str, **parts: str) -> str:
    """An address with its filters, without the empty ones."""
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"{path}?{query}" if query else path


def doors(work: Work, what: str, households: Collection[str | None]) -> dict[str, str]:
    """The doors that a page is about to show; it is logged who saw them."""
    wanted = sorted({one for one in households if one})
    if not wanted:
        return {}
    labels = labels_of(work.session, wanted)
    log_view(work, who(work).community_id or "", what, wanted)
    return labels


def people(work: Work, ids: Collection[str]) -> dict[str, str]:
    """The names of staff."""
    return names_of(work.session, {one for one in ids if one})


def grid_names(grids: Collection[Grid]) -> dict[str, str]:
    """What the grids are called."""
    return {one.id: one.name for one in grids}


def chosen(words: Mapping[Any, Message], lang: str) -> list[tuple[str, str]]:
    """Options out of the words of an enumeration."""
    return [(one.value, word.text(lang)) for one, word in words.items()]


def line_options(lang: str) -> list[tuple[str, str]]:
    """The seven classes of opinions: the lines of work (row R46)."""
    return chosen(LINE_WORDS, lang)


def stage_word(lang: str, stage: str) -> str:
    """The stage of a matter in words."""
    found = {one.value: word for one, word in STAGE_WORDS.items()}.get(stage)
    return found.text(lang) if found else ""


def zone_here(work: Work) -> str:
    """The time zone of the reader's community."""
    return community_here(work).zone


GLYPHS = {
    Source.PHONE: "phone", Source.VISIT: "knock", Source.WINDOW: "facility",
    Source.PORTAL: "online", Source.LETTER_BOX: "mail", Source.HOTLINE_12345: "bell",
    Source.PATROL: "pin", Source.MEETING: "people",
}  # fmt: skip
