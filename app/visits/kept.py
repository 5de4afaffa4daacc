"""The pages that a worker's phone keeps, drawn only when the phone does not have them.

A digest of what a page is drawn from leads to the digest of its text, which never changes for one
build. So a refresh, which happens each time a page is opened, draws only what changed.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from app.auth.principal import Principal
from app.households.pages import household_values, search_values
from app.kit.html import Pages
from app.org.models import Post
from app.org.scope import Scope
from app.visits.pages.today import me_values, today_values
from app.visits.panels import panel
from app.visits.queries.round import Round
from app.visits.stencil import HouseholdStencil

HASH_LENGTH = 16
# Digests of two hundred rounds: some twenty megabytes.
MOST_DIGESTS = 60_000
FILE = "/households/"
PAGES = "round.pages"
"""A place: `(Keeping) -> Iterable[KeptPage]`, pages of higher slices for somebody's phone."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """The worker as kept pages know them: without anything of the session."""

    id: str
    name: str
    community_id: str | None
    post: Post | None
    posts: tuple[Post, ...] = ()
    session_tag: str = ""
    recalled: str = ""


def viewer_of(principal: Principal) -> Viewer:
    """A principal as kept pages know them."""
    posts = tuple(sorted(principal.posts))
    return Viewer(principal.id, principal.name, principal.community_id, principal.post, posts)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page of the round: where it is, what it is drawn from, and how."""

    url: str
    source: bytes
    draw: Callable[[], str]
    shows: tuple[str, ...] = ()
    """The households whose files it shows, for the log of who saw whose."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A page that goes to the phone."""

    url: str
    hash: str
    html: str
    shows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keeping:
    """For whom pages are kept, in which language, and what they are drawn with."""

    session: Session
    pages: Pages
    lang: str
    viewer: Viewer
    scope: Scope

    def page(
        self, url: str, template: str, values: Mapping[str, Any], shows: tuple[str, ...] = ()
    ) -> KeptPage:
        """A page that its template draws of `values`, without request or database."""

        def draw() -> str:
            return self.pages.render(template, self.lang, principal=self.viewer, **values)

        return kept_page(self.pages, self.lang, self.viewer, url, values, draw, shows)


class Digests:
    """The digests of pages by the digests of their sources; the least used are forgotten."""

    def __init__(self, most: int = MOST_DIGESTS) -> None:
        self._most = most
        self._known: OrderedDict[bytes, str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, source: bytes) -> str | None:
        """The digest of the page drawn from `source`, if it was drawn before."""
        with self._lock:
            found = self._known.get(source)
            if found is not None:
                self._known.move_to_end(source)
            return found

    def put(self, source: bytes, digest: str) -> None:
        """Remember the digest of a page."""
        with self._lock:
            self._known[source] = digest
            while len(self._known) > self._most:
                self._known.popitem(last=False)


@lru_cache(maxsize=8)
def digests_of(pages: Pages) -> Digests:
    """What is remembered of the pages of one installation."""
    return Digests()


def page_hash(html: str) -> str:
    """The name of a page's text, as phones know it."""
    return hashlib.sha256(html.encode()).hexdigest()[:HASH_LENGTH]


def changed_pages(
    kept: list[KeptPage], have: Mapping[str, str], digests: Digests
) -> Iterator[Sent]:
    """Those of `kept` that differ from what the phone has."""
    for one in kept:
        html = None
        digest = digests.get(one.source)
        if digest is None:
            html = one.draw()
            digest = page_hash(html)
            digests.put(one.source, digest)
        if have.get(one.url) != digest:
            yield Sent(one.url, digest, html if html is not None else one.draw(), one.shows)


def kept_page(
    pages: Pages, lang: str, viewer: Viewer, url: str, values: Mapping[str, Any],
    draw: Callable[[], str], shows: tuple[str, ...] = (),
) -> KeptPage:  # fmt: skip
    """A page with the digest of all that it is drawn from."""
    text = repr((pages.assets.build, lang, viewer, url, values))
    return KeptPage(url, hashlib.sha256(text.encode("utf8", "replace")).digest(), draw, shows)


def kept_pages(pages: Pages, lang: str, viewer: Viewer, found: Round) -> Iterator[KeptPage]:
    """Every page that a worker's phone keeps, needing neither request nor database."""

    def plain(url: str, template: str, values: Mapping[str, Any]) -> KeptPage:
        def draw() -> str:
            return pages.render(template, lang, principal=viewer, **values)

        return kept_page(pages, lang, viewer, url, values, draw)

    search = search_values(lang, found.doors, found.states, found.grid)
    yield plain("/today", "visits/today.html", today_values(lang, found))
    yield plain("/households", "households/search.html", search)
    yield plain("/me", "me/me.html", me_values(lang, viewer.name, found))
    stencil = HouseholdStencil(pages, lang, viewer)
    for door in found.doors:
        lines, concerns = found.lines.get(door.id, []), found.concerns.get(door.id, [])
        shown = panel(door, lines, concerns, found.names)
        needs = found.needs.get(door.id, [])
        said = found.said.get(door.id)
        values = household_values(lang, door, found.grid.community, needs, shown, said)
        draw = _filled(stencil, values)
        yield kept_page(pages, lang, viewer, f"{FILE}{door.id}", values, draw, (door.id,))


def _filled(stencil: HouseholdStencil, values: Mapping[str, Any]) -> Callable[[], str]:
    return lambda: stencil.fill(values)
