"""骰子: the public value of a morning, thrown by the representative, keyed in by two people."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody

from app.attendance.pages.common import community_here, today_here
from app.auth.guards import member, who
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.web import Work, get, post
from app.org.models import Post
from app.org.queries import names_of
from app.spotchecks.commands.dice import Keyed, key_in
from app.spotchecks.forms.dice import THROWS, parse_dice
from app.spotchecks.queries.draws import dice_of
from app.spotchecks.queries.due import waiting_for_dice
from app.spotchecks.queries.terms import holders, terms_on
from app.station.pages.common import scope_here


@get("/draws/dice", guard=member)
def dice(work: NamedDependency[Work]) -> Response[str]:
    """Which lists wait, what to do, and what the other one of the two keyed in."""
    return _page(work, {}, {})


@post("/draws/dice", guard=member)
def throw(work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]) -> Response[str]:
    """Key in the dice; drawn at once when both say the same."""
    digits = parse_dice(posted(data))
    if isinstance(digits, Refusal):
        return _page(work, posted(data), digits.errors, 422)
    community, me = community_here(work), who(work)
    # Who was chosen by the workers, and leads by now, is one of those who watch.
    throws = Post.WORKERS_REPRESENTATIVE in me.posts and not scope_here(work).leads
    keyed = Keyed(me.id, throws, digits)
    drawn = key_in(work.session, community.id, today_here(work), keyed, work.now)
    return redirect("/draws" if drawn else "/draws/dice")


def _page(work: Work, values: Fields, errors: Any, status: int = 200) -> Response[str]:
    community, today = community_here(work), today_here(work)
    entries = dice_of(work.session, community.id, today)
    newest = {one.person_id: one for one in entries}
    representatives = holders(work.session, community.id, [Post.WORKERS_REPRESENTATIVE], work.now)
    names = names_of(work.session, {*newest, *representatives})
    me = who(work).id
    return page(
        work,
        "spotchecks/dice.html",
        status=status,
        waiting=waiting_for_dice(work.session, community.id, today),
        representatives=[names[one] for one in representatives],
        throws=me in representatives,
        until=terms_on(work.session, community.id, today).dice_until,
        # What somebody else keyed in is not shown before one's own word is given: two people
        # read the dice, they do not copy each other.
        keyed=[
            {
                "by": names[one.person_id],
                "at": one.at,
                "throws": one.throws,
                "digits": one.digits if me in newest else "",
            }
            for one in newest.values()
        ],
        throws_of=THROWS,
        values=values,
        errors=errors,
    )
