"""The round on the phone: every page of the worker's grids in one answer (docs/sync.md).

Pages are rendered by the ordinary templates and named by a digest of their text, so that a phone
that says what it has is sent only what changed. They hold nothing of the session and no id of a
form, or every sign-in would change them all.
"""

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import brotli  # type: ignore[import-untyped]
import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app.auth.guards import posts, who
from app.auth.principal import Principal
from app.households.pages import household_values, search_values
from app.kit.clock import iso
from app.kit.html import CSP, Pages, pages_of
from app.kit.web import Work, post
from app.org.commands import log_view
from app.org.models import Post
from app.org.scope import scope_of
from app.visits.pages.today import me_values, today_values
from app.visits.panels import SHOWN, panel
from app.visits.queries.round import Round, load_round
from app.visits.stencil import HouseholdStencil

NDJSON = "application/x-ndjson"
KEPT_HEADERS = {"content-type": "text/html; charset=utf-8", "content-security-policy": CSP}
QUALITY, WINDOW = 5, 22
HASH_LENGTH = 16
FILE = "/households/"
encode = msgspec.json.Encoder().encode


class Ask(msgspec.Struct):
    """What the phone has kept: the digest of each page by its address."""

    have: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Viewer:
    """The worker as kept pages know them: without anything of the session."""

    id: str
    name: str
    community_id: str | None
    post: Post
    session_tag: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as the phone keeps it."""

    url: str
    hash: str
    html: str


@post("/round", guard=posts(Post.GRID_WORKER), packed=True)
def bring_round(work: NamedDependency[Work], data: JSONBody[Ask]) -> Response[bytes]:
    """The pages that the phone does not have, and the addresses of those that are gone."""
    principal = who(work)
    scope = scope_of(principal, work.now)
    work.session.commit()  # the guard has read as a writer; nobody should wait while we render
    with work.house.db.session() as reading:
        found = load_round(reading, scope, history=SHOWN)
    kept = list(kept_pages(pages_of(work), work.lang, viewer_of(principal), found))
    changed = [one for one in kept if data.have.get(one.url) != one.hash]
    lines = _lines(work, principal, kept, changed, data.have)
    accepts = work.request.headers.get("accept-encoding", "")
    body, encoding = pack(lines, accepts)
    shown = [one.url.removeprefix(FILE) for one in changed if one.url.startswith(FILE)]
    if shown and principal.community_id:
        log_view(work, principal.community_id, "round", shown)
    headers = {"Vary": "Accept-Encoding, Accept-Language, Cookie", "Cache-Control": "no-store"}
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, media_type=NDJSON, headers=headers)


def viewer_of(principal: Principal) -> Viewer:
    """A principal as kept pages know them."""
    return Viewer(principal.id, principal.name, principal.community_id, principal.post)


def kept_pages(pages: Pages, lang: str, viewer: Viewer, found: Round) -> Iterator[Kept]:
    """Every page that a worker's phone keeps, rendered without request or database."""

    def kept(url: str, template: str, values: Mapping[str, Any]) -> Kept:
        return _kept(url, pages.render(template, lang, principal=viewer, **values))

    yield kept("/today", "visits/today.html", today_values(lang, found))
    states, grid = found.states, found.grid
    search = search_values(lang, found.doors, states, grid)
    yield kept("/households", "households/search.html", search)
    yield kept("/me", "me/me.html", me_values(lang, viewer.name, found))
    stencil = HouseholdStencil(pages, lang, viewer)
    for door in found.doors:
        lines, concerns = found.lines.get(door.id, []), found.concerns.get(door.id, [])
        shown = panel(door, lines, concerns, found.names)
        needs = found.needs.get(door.id, [])
        values = household_values(lang, door, grid.community, needs, shown)
        yield _kept(f"{FILE}{door.id}", stencil.fill(values))


def _kept(url: str, html: str) -> Kept:
    return Kept(url, hashlib.sha256(html.encode()).hexdigest()[:HASH_LENGTH], html)


def _lines(
    work: Work,
    principal: Principal,
    kept: list[Kept],
    changed: list[Kept],
    have: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    here = {one.url for one in kept}
    yield {
        "type": "start",
        "count": len(changed),
        "total_pages": len(kept),
        "build": pages_of(work).assets.build,
        "epoch": work.house.parts["keys"].epoch,
        "at": iso(work.now),
        "user": principal.id,
    }
    for one in changed:
        yield {
            "type": "page",
            "url": one.url,
            "hash": one.hash,
            "headers": KEPT_HEADERS,
            "html": one.html,
        }
    for url in have:
        if url not in here:
            yield {"type": "gone", "url": url}
    yield {"type": "end", "pages": len(changed)}


def pack(lines: Iterable[dict[str, Any]], accepts: str) -> tuple[bytes, str]:
    """The lines as one body in the smallest encoding the phone reads, and its name."""
    raw = [encode(line) + b"\n" for line in lines]
    if "br" in accepts:
        packer = brotli.Compressor(quality=QUALITY, lgwin=WINDOW)
        return b"".join([*map(packer.process, raw), packer.finish()]), "br"
    if "gzip" in accepts:
        return gzip.compress(b"".join(raw), 6, mtime=0), "gzip"
    return b"".join(raw), ""
