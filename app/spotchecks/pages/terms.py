"""抽查规则: what holds, since when and why; the head changes it from tomorrow on."""

from datetime import timedelta
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
from app.spotchecks.commands.terms import change
from app.spotchecks.forms.terms import CAPACITY, CUT_OFFS, DICE_UNTIL, parse_rules
from app.spotchecks.queries.terms import CHECKERS, holders, terms_on, versions_of
from app.spotchecks.rules.signals import Signal, say
from app.spotchecks.rules.terms import Terms
from app.station.pages.common import HEAD, is_head

MADE_BY = (Post.GRID_WORKER, *CHECKERS)


@get("/checks/rules", guard=member)
def terms(work: NamedDependency[Work]) -> Response[str]:
    """What holds today, what will hold, and every version before."""
    return _page(work, None, {})


@post("/checks/rules", guard=HEAD)
def change_terms(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Other rules from tomorrow on, with the reason."""
    community, fields = community_here(work), posted(data)
    checkers, workers = _people(work, community.id)
    entry = parse_rules(fields, checkers, workers)
    if isinstance(entry, Refusal):
        return _page(work, fields, entry.errors, 422)
    change(work.session, community.id, who(work).id, entry, today_here(work), work.now)
    return redirect("/checks/rules")


def _people(work: Work, community_id: str) -> tuple[list[str], list[str]]:
    return (
        holders(work.session, community_id, CHECKERS, work.now),
        holders(work.session, community_id, MADE_BY, work.now),
    )


def _page(work: Work, fields: Fields | None, errors: Any, status: int = 200) -> Response[str]:
    community, today = community_here(work), today_here(work)
    checkers, workers = _people(work, community.id)
    versions = versions_of(work.session, community.id)
    known = {
        *checkers, *workers, *(one.made_by for one in versions),
        *(person for one in versions for pair in one.conflicts for person in pair),
    }  # fmt: skip
    names = names_of(work.session, known)
    newest = terms_on(work.session, community.id, today + timedelta(days=1))
    return page(
        work,
        "spotchecks/rules.html",
        status=status,
        terms=terms_on(work.session, community.id, today),
        newest=newest,
        today=today,
        of=community.visits_per_day,
        versions=versions,
        names=names,
        checkers=[(one, names[one]) for one in checkers],
        workers=[(one, names[one]) for one in workers],
        may_change=is_head(work),
        values=_values(newest, checkers) if fields is None else fields,
        cut_offs=[(one, one) for one in CUT_OFFS],
        dice_untils=[(one, one) for one in DICE_UNTIL],
        errors=errors,
        signals=[say(one).text(work.lang) for one in Signal],
    )


def _values(terms: Terms, checkers: list[str]) -> dict[str, str]:
    """The form as it stands before anybody types."""
    return {
        "per_worker": str(terms.per_worker),
        "anomaly": str(terms.anomaly),
        "cut_off": f"{terms.cut_off:%H:%M}",
        "dice_until": f"{terms.dice_until:%H:%M}",
        **{f"{CAPACITY}{one}": str(terms.capacity(one)) for one in checkers},
    }
