"""值守: who is in, who is late, what waits for the lead; it renews itself (rows R112, R113)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from litestar import Request, Response
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.response import ServerSentEvent

from app.attendance.live import Full, Live
from app.attendance.pages.common import community_here, heard_by
from app.attendance.queries.board import Board, Line, load_board, share_of_all
from app.attendance.queries.gaps import open_gaps
from app.attendance.queries.rosters import DAYS
from app.attendance.queries.standings import Standing
from app.attendance.queries.terms import terms_of
from app.attendance.rules.parts import Part
from app.attendance.rules.verdict import Verdict
from app.attendance.verdict_words import ASIDE, words_of
from app.attendance.words import broken_text
from app.auth.guards import posts, who
from app.auth.principal import COOKIE, Principal, principal_of
from app.auth.words import post_words
from app.kit.clock import local_day
from app.kit.html import page
from app.kit.web import House, Work, get
from app.org.models import Community, Post
from app.org.scope import scope_of

LEADS = posts(Post.GRID_LEAD, Post.STATION_HEAD)
NOT_ASKED = frozenset({Verdict.LEAVE, Verdict.DAY_OFF, Verdict.OUTSIDE})
LIVE = "live_boards"
"""Under which name the house keeps the open boards."""


@get("/board", guard=LEADS)
def board(work: NamedDependency[Work]) -> Response[str]:
    """Today's staff by grid, and what needs a person first."""
    scope = scope_of(who(work), work.now)
    community = community_here(work)
    today = local_day(work.now, community.zone)
    found = load_board(work.session, scope, heard_by(work), community.zone, today)
    return page(
        work,
        "attendance/board.html",
        block="rows",
        community=community.name,
        today=today,
        figures=found.figures,
        words=words_of(work.lang),
        posts={post.value: word.text(work.lang) for post, word in post_words().items()},
        groups=_groups(found.lines),
        to_decide=[
            {
                "name": found.names.get(one.person_id, ""),
                "person_id": one.person_id,
                "on": one.on,
                "part": one.part,
                "verdict": one.verdict,
                "decision": one.decision,
            }
            for one in found.to_decide
            if one.person_id != scope.person_id
        ],
        aside=[
            {
                "person_id": one.person_id,
                "name": found.names.get(one.person_id, ""),
                "on": one.on,
                "part": Part(one.part),
                "why": ASIDE[one.set_aside].text(work.lang),
            }
            for one in found.aside
        ],
        gaps=_gaps(work, community, today),
        share=share_of_all(found),
        shares=_shares(found),
        line=terms_of(work.session, community.id, today).door_share_percent,
        to_talk=[
            {"person_id": one, "name": found.names.get(one, ""), "count": count}
            for one, count in found.to_talk.items()
        ],
    )


def _gaps(work: Work, community: Community, today: date) -> list[dict[str, Any]]:
    """Weeks that lack somebody, or have no roster yet."""
    return [
        {
            "monday": one.monday,
            "last": one.monday + timedelta(days=DAYS - 1),
            "planned": one.planned,
            "lines": [broken_text(work.lang, each, one.terms, {}) for each in one.found],
        }
        for one in open_gaps(work.session, scope_of(who(work), work.now), community.zone, today)
    ]


def _shares(found: Board) -> list[dict[str, Any]]:
    """Everybody's share of this week, the least first."""
    rows = [
        {"person_id": person, "name": found.names.get(person, ""), "share": share}
        for person, share in found.shares.items()
    ]
    return sorted(rows, key=lambda one: (one["share"].percent or 0, one["name"]))


def _groups(lines: Sequence[Line]) -> list[dict[str, Any]]:
    by_grid: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        member = line.member
        by_grid[member.grid_number, member.grid].append(
            {
                "id": member.id,
                "name": member.name,
                "post": member.post,
                "grid": member.grid,
                "parts": [_shown(one) for one in line.parts.values()],
                "whole": _whole(line),
            }
        )
    # Who has no grid of their own comes last.
    order = sorted(by_grid, key=lambda grid: (grid[0] == 0, grid))
    return [{"grid": grid[1], "people": by_grid[grid]} for grid in order]


def _whole(line: Line) -> str:
    """The one word for both parts of a day on which nothing was asked, "" otherwise."""
    said = {one.verdict for one in line.parts.values()}
    signed = any(one.touches for one in line.parts.values())
    return next(iter(said)) if len(said) == 1 and said <= NOT_ASKED and not signed else ""


def _shown(one: Standing) -> dict[str, Any]:
    evidence = one.evidence
    return {
        "part": one.part,
        "verdict": one.verdict,
        "grade": evidence.grade if evidence else None,
        "earliest": evidence.earliest if evidence else None,
        "latest": evidence.latest if evidence else None,
        "decision": one.decision,
    }


async def _events(request: Request[Any, Any, Any]) -> Response[Any]:
    """The stream behind the board; 503 where too many are open, and the board asks by itself."""
    house: House = request.app.state.house
    live: Live = house.parts[LIVE]
    token = request.cookies.get(COOKIE, "")
    principal = await sync_to_thread(_principal, house, token)
    if principal is None:
        return Response(b"", status_code=401)
    if not _leads(principal, principal.community_id):
        return Response(b"", status_code=403)
    try:
        live.enter(principal.id)
    except Full:
        return Response(b"", status_code=503, headers={"Retry-After": "60"})
    community = principal.community_id or ""
    answer = ServerSentEvent(
        live.changes(principal.id, community, lambda: _leads(_principal(house, token), community))
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _principal(house: House, token: str) -> Principal | None:
    with house.db.session() as session:
        return principal_of(session, token, house.clock())


def _leads(principal: Principal | None, community_id: str | None) -> bool:
    """Whether somebody leads in a community, now."""
    if principal is None or not community_id or principal.community_id != community_id:
        return False
    return bool(principal.posts & {Post.GRID_LEAD, Post.STATION_HEAD})


events = HTTPRouteHandler(
    "/board/events", http_method="GET", status_code=200, opt={"guard": LEADS, "packed": True}
)(_events)
