"""The round on the phone: every page of the worker's grids in one answer (docs/sync.md).

Pages are rendered by the ordinary templates and named by a digest of their text, so that a phone
that says what it has is sent only what changed. They hold nothing of the session and no id of a
form, or every sign-in would change them all.
"""

import gzip
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import brotli  # type: ignore[import-untyped]
import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app.auth.guards import signed_in, who
from app.auth.principal import Principal
from app.households.pages.doors import registry_of, veiled
from app.households.queries.erasures import newest_erasure
from app.kit.clock import iso
from app.kit.html import CSP, pages_of
from app.kit.web import Work, post
from app.org.commands import log_view
from app.org.models import Post
from app.org.scope import scope_of
from app.visits.kept import (
    PAGES,
    Keeping,
    KeptPage,
    Sent,
    changed_pages,
    digests_of,
    kept_pages,
    viewer_of,
)
from app.visits.panels import SHOWN
from app.visits.queries.round import load_round

NDJSON = "application/x-ndjson"
KEPT_HEADERS = {"content-type": "text/html; charset=utf-8", "content-security-policy": CSP}
QUALITY, WINDOW = 5, 22
encode = msgspec.json.Encoder().encode


class Ask(msgspec.Struct):
    """What the phone has kept: the digest of each page by its address."""

    have: dict[str, str] = {}


@post("/round", guard=signed_in, writes=False, packed=True)
def bring_round(work: NamedDependency[Work], data: JSONBody[Ask]) -> Response[bytes]:
    """The pages that the phone does not have, and the addresses of those that are gone.

    For who has nothing to keep any more that is all of them: the phone is emptied.
    """
    principal = who(work)
    kept = _pages(work, principal)
    changed = list(changed_pages(kept, data.have, digests_of(pages_of(work))))
    with work.house.db.session() as reading:
        mark = newest_erasure(reading, principal.community_id or "")
    lines = _lines(work, principal, kept, changed, data.have, mark)
    accepts = work.request.headers.get("accept-encoding", "")
    body, encoding = pack(lines, accepts)
    shown = {household for one in changed for household in one.shows}
    if shown and principal.community_id:
        log_view(work, principal.community_id, "round", shown)
    headers = {"Vary": "Accept-Encoding, Accept-Language, Cookie", "Cache-Control": "no-store"}
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, media_type=NDJSON, headers=headers)


def _pages(work: Work, principal: Principal) -> list[KeptPage]:
    """A worker's round, and what higher slices let this person keep."""
    scope, viewer = scope_of(principal, work.now), viewer_of(principal)
    registry, found = registry_of(work), list[KeptPage]()
    with work.house.db.session() as reading:
        if Post.GRID_WORKER in principal.posts:
            hidden = veiled(registry, reading, scope)
            whole = load_round(reading, scope, SHOWN, hidden)
            found += kept_pages(pages_of(work), work.lang, viewer, whole)
        keeping = Keeping(reading, pages_of(work), work.lang, viewer, scope)
        for fill in registry.at(PAGES).values():
            found += fill(keeping)
    return found


def _lines(
    work: Work,
    principal: Principal,
    kept: list[KeptPage],
    changed: list[Sent],
    have: Mapping[str, str],
    mark: str,
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
        "recalled": principal.recalled,
        "erasures": mark,
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
