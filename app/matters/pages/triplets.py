"""Two short pages for who leads: visits without an answer, and the five utilities (R85, R186)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody

from app.auth.guards import member, posts, who
from app.households.pages.doors import registry_of, veiled
from app.households.queries import labels_of
from app.kit.clock import local_day
from app.kit.forms import Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.matters.commands.utilities import review
from app.matters.forms.utilities import Utility, parse_review
from app.matters.queries.triplets import PAGE, incomplete
from app.matters.queries.utilities import utilities_in
from app.org.commands import log_view
from app.org.models import Community, Post
from app.org.queries import community_of, names_of
from app.org.scope import scope_of

LEADS = posts(Post.GRID_LEAD, Post.STATION_HEAD)
YEARS_BACK = 3
UTILITY_WORDS = {
    Utility.WATER: Message("供水"),
    Utility.POWER: Message("供电"),
    Utility.GAS: Message("供气"),
    Utility.SANITATION: Message("环境卫生"),
    Utility.GREENING: Message("园林绿化"),
}
REASON = Message("看哪些诉求还没有下文")


@get("/unanswered", guard=LEADS)
def unanswered(work: NamedDependency[Work]) -> Response[str]:
    """有来无回: visits at which somebody asked for something that nobody has taken up (row R85)."""
    scope = scope_of(who(work), work.now)
    hidden = veiled(registry_of(work), work.session, scope)
    found = incomplete(work.session, scope, hidden)
    shown = found[:PAGE]
    homes = {one.household_id for one in shown if one.household_id}
    labels = labels_of(work.session, homes)
    names = names_of(work.session, {one.author_id for one in shown})
    rows = [
        {
            "id": one.id,
            "label": labels.get(one.household_id or "", "") or one.address,
            "by": names.get(one.author_id, ""),
            "at": one.at,
            "purpose": one.purpose,
            "found": one.found,
            "asked": one.asked,
            "due_on": one.due_on,
        }
        for one in shown
    ]
    if homes:
        log_view(work, _here(work).id, "unanswered", homes, REASON.msgid)
    return page(work, "matters/unanswered.html", rows=rows, more=len(found) > PAGE)


@get("/utilities", guard=member)
def utilities(work: NamedDependency[Work], year: FromQuery[str] = "") -> Response[str]:
    """水电气、环卫、绿化: what was reported in a year, and what residents say (row R186)."""
    return _utilities(work, year, {}, {})


@post("/utilities/reviews", guard=member)
def review_utility(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Write down what a resident says of one of them this year."""
    said = parse_review(posted(data))
    if isinstance(said, Refusal):
        return _utilities(work, "", posted(data), said.errors, 422)
    community = _here(work)
    year = local_day(work.now, community.zone).year
    review(work.session, community.id, year, said, who(work).id, work.now)
    return redirect("/utilities")


def _utilities(
    work: Work, asked: str, values: Any, errors: Any, status: int = 200
) -> Response[str]:
    community = _here(work)
    this = local_day(work.now, community.zone).year
    years = list(range(this, this - YEARS_BACK, -1))
    year = int(asked) if asked in map(str, years) else this
    names = {code: word.text(work.lang) for code, word in UTILITY_WORDS.items()}
    return page(
        work,
        "matters/utilities.html",
        status=status,
        year=year,
        years=years,
        this=this,
        names=names,
        rows=utilities_in(work.session, community.id, year, community.zone),
        values=values,
        errors=errors,
    )


def _here(work: Work) -> Community:
    community = community_of(work.session, scope_of(who(work), work.now))
    if community is None:
        raise NotFound
    return community
