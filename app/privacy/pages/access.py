"""Who looked at whose data: the access log, open to the data steward and the head (row R244)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.auth.guards import posts, who
from app.books.rules.address import tidy
from app.households.queries import labels_of
from app.kit.html import page
from app.kit.i18n import Message
from app.kit.ids import is_uuid
from app.kit.problems import NotFound
from app.kit.web import Work, get
from app.org.commands import log_view
from app.org.models import Post
from app.org.queries import community_of
from app.org.scope import Scope, scope_of
from app.privacy.queries.access import (
    PAGE,
    Asked,
    Seen,
    doors_at,
    household_here,
    page_of_log,
    readers_of,
    reasons_of,
)
from app.privacy.words import SEEN_WORDS

KEEPERS = posts(Post.DATA_STEWARD, Post.STATION_HEAD)
SHOWN = 3
EXPORT = "export"


@get("/access-log", guard=KEEPERS)
def access_log(
    work: NamedDependency[Work],
    person: FromQuery[str] = "",
    household: FromQuery[str] = "",
    on: FromQuery[str] = "",
    door: FromQuery[str] = "",
    before: FromQuery[str] = "",
) -> Response[str]:
    """查看记录: when, who, which doors, and with which reason. Never what they saw."""
    scope = scope_of(who(work), work.now)
    community = community_of(work.session, scope)
    if community is None:
        raise NotFound
    doors = doors_at(work.session, scope, tidy(door)) if door.strip() else []
    if len(doors) == 1:
        household = doors[0][0]
    if household and not (is_uuid(household) and household_here(work.session, scope, household)):
        raise NotFound
    people = readers_of(work.session, scope)
    asked = Asked(
        person=person if person in dict(people) else "",
        household=household,
        day=_day(on),
        before=before if is_uuid(before) else "",
    )
    found = page_of_log(work.session, scope, asked, community.zone)
    rows, more = _rows(work, scope, found[:PAGE]), len(found) > PAGE
    about = labels_of(work.session, [household]).get(household, "") if household else ""
    # Who looks into the log is written there too, and whose rows they wanted.
    log_view(work, community.id, "access_log", [household] if household else [])
    return page(
        work,
        "privacy/access_log.html",
        community=community.name,
        people=people,
        asked=asked,
        on=asked.day.isoformat() if asked.day else "",
        door="" if household else door,
        doors=[(_link(asked, household=one), label) for one, label in doors],
        sought=bool(door.strip()),
        about=about,
        without=_link(asked, household=""),
        rows=rows,
        newest=_link(asked) if asked.before else "",
        older=_link(asked, before=found[PAGE - 1].id) if more else "",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _link(asked: Asked, household: str | None = None, before: str = "") -> str:
    """The address of the same question with something changed."""
    parts = {
        "person": asked.person,
        "household": asked.household if household is None else household,
        "on": asked.day.isoformat() if asked.day else "",
        "before": before,
    }
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"/access-log?{query}" if query else "/access-log"


def _rows(work: Work, scope: Scope, found: Sequence[Seen]) -> list[dict[str, Any]]:
    named = {one for row in found for one in row.households[:SHOWN]}
    labels = labels_of(work.session, named)
    exports = reasons_of(work.session, scope, {one.reason for one in found if one.what == EXPORT})
    return [
        {
            "at": one.at,
            "name": one.name,
            "what": SEEN_WORDS.get(one.what, Message(one.what)).text(work.lang),
            "reason": exports.get(one.reason, "") if one.what == EXPORT else one.reason,
            "doors": [(door, labels[door]) for door in one.households[:SHOWN] if door in labels],
            "more": max(0, len(one.households) - SHOWN),
        }
        for one in found
    ]
