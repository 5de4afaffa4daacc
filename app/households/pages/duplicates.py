"""Files that may be of one household, side by side, and making one of them (row R47)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import who
from app.households.commands.moves import merge
from app.households.models import Household
from app.households.pages.corrections import STEWARDS
from app.households.pages.doors import registry_of
from app.households.queries.doors import labels_of
from app.households.queries.moves import duplicates, households_of
from app.households.rules.mergers import Pair
from app.households.words import say_value
from app.kit.forms import Reader, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.ids import is_uuid
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view
from app.org.models import Post
from app.org.scope import Scope, scope_of

MOST_PAIRS = 50
MOST_REASON = 200
WHY = {"door": Message("门牌写法不同，像是同一扇门"), "phone": Message("留的是同一个电话")}


@get("/duplicates", guard=STEWARDS)
def duplicate_files(work: NamedDependency[Work]) -> Response[str]:
    """Pairs of files that may be one household."""
    return _page(work, {}, {})


@post("/households/{household_id:str}/merger", guard=STEWARDS)
def merger(
    work: NamedDependency[Work],
    household_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """This file goes on, the other is merged into it."""
    scope = scope_of(who(work), work.now)
    typed = posted(data)
    read = Reader(typed)
    other_id = read.uuid("other", required=True) or ""
    reason = read.text("reason", MOST_REASON)
    pair = _pair(duplicates(work.session, scope), household_id, other_id)
    found = households_of(work.session, [household_id, other_id]) if pair else {}
    if pair is None or len(found) < 2:
        raise NotFound
    if read.errors:
        return _page(work, {pair.first: typed}, {pair.first: read.errors}, 422)
    follow = registry_of(work).at("household.mergers").values()
    merge(
        work.session, found[household_id], found[other_id], scope.person_id, work.now, reason,
        follow,
    )  # fmt: skip
    seen = scope.names
    return redirect(f"/households/{household_id}/file" if seen else "/duplicates")


def _pair(pairs: list[Pair], one: str, other: str) -> Pair | None:
    if not (is_uuid(one) and is_uuid(other)):
        return None
    found = [pair for pair in pairs if {pair.first, pair.second} == {one, other}]
    return found[0] if found else None


def _page(work: Work, values: Any, errors: Any, status: int = 200) -> Response[str]:
    scope = scope_of(who(work), work.now)
    pairs = duplicates(work.session, scope)
    shown = pairs[:MOST_PAIRS]
    ids = {one for pair in shown for one in (pair.first, pair.second)}
    found = households_of(work.session, ids)
    labels = labels_of(work.session, ids)
    rows = [
        {
            "why": WHY[pair.why].text(work.lang),
            "first": pair.first,
            "files": [
                _file(work, scope, found[one], labels[one], pair.why)
                for one in (pair.first, pair.second)
            ],
        }
        for pair in shown
        if pair.first in found and pair.second in found
    ]
    if scope.community_id and ids and status == 200:
        log_view(work, scope.community_id, "duplicates", sorted(ids))
    return page(
        work,
        "households/duplicates.html",
        status=status,
        rows=rows,
        count=len(pairs),
        steward=who(work).post == Post.DATA_STEWARD,
        values=values,
        errors=errors,
    )


def _file(work: Work, scope: Scope, household: Household, label: str, why: str) -> dict[str, Any]:
    """What tells two files apart: for the steward no more than is in question."""
    named = scope.names or why == "phone"
    return {
        "id": household.id,
        "label": label,
        "people": household.people,
        "verified_on": household.verified_on,
        "moved_in_on": household.moved_in_on,
        "contact": f"{household.contact_name} {household.contact_phone}".strip() if named else "",
        "by": say_value(work.lang, "contact_by", household.contact_by),
    }
