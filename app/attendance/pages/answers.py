"""What a worker says to what a lead wrote about their day: a decision, or a sign-in for them."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.attendance.commands.decisions import reply
from app.attendance.commands.touches import answer
from app.attendance.forms.decisions import parse_reply
from app.attendance.models import Decision, Touch
from app.attendance.pages.day import day_page
from app.auth.guards import member, who
from app.kit.forms import Refusal, posted
from app.kit.html import redirect
from app.kit.problems import NotFound
from app.kit.web import Work, post
from app.station.pages.common import known_id


@post("/day/decisions/{decision_id:str}/reply", guard=member)
def reply_to(
    work: NamedDependency[Work],
    decision_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """My word on a decision about me."""
    row = work.session.get(Decision, known_id(decision_id))
    if row is None or row.person_id != who(work).id:
        raise NotFound
    typed = posted(data)
    words = parse_reply(typed)
    if isinstance(words, Refusal):
        return day_page(
            work, 422, replying=row.id, typed=typed.get("reply", ""), errors=words.errors
        )
    reply(work.session, row, words, work.now)
    return redirect(f"/day#decision-{row.id}")


@post("/day/touches/{touch_id:str}/confirmation", guard=member)
def confirm(
    work: NamedDependency[Work], touch_id: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Whether a sign-in that a lead entered for me is so."""
    row = work.session.get(Touch, known_id(touch_id))
    if row is None or row.person_id != who(work).id or row.entered_by is None:
        raise NotFound
    answer(work.session, row, posted(data).get("is_so") == "yes", work.now)
    return redirect("/day")
