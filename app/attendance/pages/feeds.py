"""订阅日程: the secret link of one's own calendar, and what calendar programs fetch by it."""

import hashlib

import segno
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.attendance.commands.feeds import make_feed, revoke_feeds
from app.attendance.pages.common import STAFF, community_here
from app.attendance.pages.ical import ical
from app.attendance.queries.feeds import agenda_of, feed_by, feeds_of
from app.auth.guards import anyone, who
from app.auth.rules import TOKEN_SHAPE
from app.auth.tokens import hashed
from app.kit.html import page, redirect
from app.kit.i18n import DEFAULT_LANG
from app.kit.limits import Limit, network
from app.kit.problems import NotFound
from app.kit.web import Work, get, post

ENDING = ".ics"
# A calendar program asks about once an hour; a whole station may sit behind one address.
FROM_ONE, PER_S = 600, 3600.0
UNCHANGED_S = 900


@get("/me/feed", guard=STAFF)
def feed_page(work: NamedDependency[Work]) -> Response[str]:
    """Whether there is a link, and the ways to make one and to end it."""
    return _show(work, "")


@post("/me/feed", guard=STAFF)
def make(work: NamedDependency[Work]) -> Response[str]:
    """A new link, shown this once; the one before it ends."""
    community = community_here(work)
    return _show(work, make_feed(work.session, community.id, who(work).id, work.now))


@post("/me/feed/revocation", guard=STAFF)
def revoke(work: NamedDependency[Work]) -> Response[str]:
    """No link opens anything any more."""
    revoke_feeds(work.session, community_here(work).id, who(work).id, work.now)
    return redirect("/me/feed")


@get("/feeds/{name:str}", guard=anyone)
def feed(work: NamedDependency[Work], name: FromPath[str]) -> Response[bytes]:
    """The calendar, for anyone with the secret; unknown and revoked look the same."""
    limits: Limit = work.house.parts.setdefault("feed_limit", Limit(FROM_ONE, PER_S))
    limits.take(network(work.address))
    token = name.removesuffix(ENDING)
    if not name.endswith(ENDING) or TOKEN_SHAPE.fullmatch(token) is None:
        raise NotFound
    found = feed_by(work.session, hashed(token))
    agenda = agenda_of(work.session, found, work.now) if found else None
    if agenda is None:
        raise NotFound
    text = ical(agenda, DEFAULT_LANG)
    tag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": f"private, max-age={UNCHANGED_S}",
        "Content-Disposition": "inline; filename=qiaomen.ics",
    }
    if tag in work.request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


def _show(work: Work, token: str) -> Response[str]:
    link = f"{work.settings.origin.rstrip('/')}/feeds/{token}{ENDING}" if token else ""
    code = segno.make(link, error="m", micro=False) if link else None
    return page(
        work,
        "attendance/feed.html",
        link=link,
        picture=code.svg_data_uri(scale=8, border=4, dark="#000", light="#fff") if code else "",
        feeds=feeds_of(work.session, who(work).id),
    )
