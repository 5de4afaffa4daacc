"""The data steward's queue: what workers found to be otherwise, the oldest first (row R47)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import posts, who
from app.households.commands.file import decide, values_of
from app.households.models import CorrectionState
from app.households.pages.doors import today_of
from app.households.queries.corrections import Asked, correction_in, queue, waiting
from app.households.queries.doors import labels_of
from app.households.queries.moves import duplicates
from app.households.words import say_field, say_value
from app.kit.forms import Refusal, parse_decision, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.ids import is_uuid
from app.kit.problems import Conflict, NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view
from app.org.models import Post
from app.org.queries import names_of
from app.org.scope import scope_of

SAY_WHY = Message("退回要写明为什么，网格员会看到")
STEWARDS = posts(Post.DATA_STEWARD, Post.GRID_LEAD, Post.STATION_HEAD)


@get("/corrections", guard=STEWARDS)
def corrections(work: NamedDependency[Work]) -> Response[str]:
    """What waits for a decision, with its age."""
    return _page(work, {}, {})


@post("/corrections/{correction_id:str}/decision", guard=STEWARDS)
def decision(
    work: NamedDependency[Work],
    correction_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Accept a correction into the file, or return it with an answer."""
    scope = scope_of(who(work), work.now)
    asked = correction_in(work.session, scope, correction_id) if is_uuid(correction_id) else None
    if asked is None:
        raise NotFound
    if asked.correction.state != CorrectionState.OPEN:
        raise Conflict
    typed = posted(data)
    entry = parse_decision(typed, "answer", SAY_WHY)
    if isinstance(entry, Refusal):
        return _page(work, {correction_id: typed}, {correction_id: entry.errors}, 422)
    day = today_of(work.session, scope)
    decide(work.session, asked.correction, asked.household, entry, scope.person_id, work.now, day)
    return redirect("/corrections")


def _page(
    work: Work, values: dict[str, Any], errors: dict[str, Any], status: int = 200
) -> Response[str]:
    scope = scope_of(who(work), work.now)
    found = queue(work.session, scope)
    shown: dict[str, Any] = {
        "rows": _rows(work, found),
        "count": waiting(work.session, scope),
        "pairs": len(duplicates(work.session, scope)),
    }
    if scope.community_id and found and status == 200:
        seen = sorted({one.household.id for one in found})
        log_view(work, scope.community_id, "corrections", seen)
    return page(
        work, "households/corrections.html", status=status, values=values, errors=errors, **shown
    )


def _rows(work: Work, found: list[Asked]) -> list[dict[str, Any]]:
    labels = labels_of(work.session, {one.household.id for one in found})
    names = names_of(work.session, {one.correction.author_id for one in found})
    return [
        {
            "id": one.correction.id,
            "label": labels.get(one.household.id, ""),
            "by": names.get(one.correction.author_id, ""),
            "made_at": one.correction.made_at,
            "days": (work.now - one.correction.made_at).days,
            "reason": one.correction.reason,
            "fields": [
                {
                    "label": say_field(work.lang, name),
                    "old": say_value(work.lang, name, values_of(one.household).get(name, "")),
                    "new": say_value(work.lang, name, str(value)),
                }
                for name, value in one.correction.fields.items()
            ],
        }
        for one in found
    ]
