"""抽查结果: what the checks say of each worker, never a percentage without how many they were.

The worker sees the same page about themself as the lead does.
"""

from datetime import timedelta
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.auth.guards import member, who
from app.households.queries import labels_of
from app.kit.html import page
from app.kit.problems import NotFound
from app.kit.web import Work, get
from app.org.commands import log_view
from app.org.queries import names_of, workers_in
from app.spotchecks.models import CheckOutcome, SpotCheck
from app.spotchecks.queries.checks import shown_of
from app.spotchecks.queries.people import Tally, checking, tallies
from app.spotchecks.rules.stats import Z_95, wilson
from app.spotchecks.words import OUTCOME_WORDS
from app.station.pages.common import LEADS, known_id, scope_here

QUARTER = timedelta(days=90)
MOST = 60


@get("/checks/people", guard=LEADS)
def listing(work: NamedDependency[Work]) -> Response[str]:
    """Every worker's, and how the checking itself went."""
    scope, since = scope_here(work), work.now - QUARTER
    found, checked = tallies(work.session, scope, since), checking(work.session, scope, since)
    workers = workers_in(work.session, scope, work.now)
    names = names_of(work.session, checked)
    return page(
        work,
        "spotchecks/people.html",
        workers=[
            {"id": one.id, "name": one.name, "grid": one.grid, **_rate(found.get(one.id))}
            for one in workers
        ],
        checkers=[(names[one], found) for one, found in checked.items()],
    )


@get("/checks/people/{person_id:str}", guard=member)
def one(work: NamedDependency[Work], person_id: FromPath[str]) -> Response[str]:
    """One worker's, with every check that may be looked at."""
    scope, person = scope_here(work), known_id(person_id)
    mine = person == who(work).id
    known = mine or person in {one.id for one in workers_in(work.session, scope, work.now)}
    if not known:
        raise NotFound
    checks = shown_of(work.session, scope, person, MOST)
    doors = labels_of(work.session, {one.household_id for one in checks})
    if checks and not mine:
        log_view(work, scope.community_id or "", "checks", list(doors))
    return page(
        work,
        "spotchecks/person.html",
        worker=names_of(work.session, {person}).get(person, ""),
        mine=mine,
        rate=_rate(tallies(work.session, scope, work.now - QUARTER).get(person)),
        checks=[(each, doors.get(each.household_id, ""), _outcome(work, each)) for each in checks],
    )


def _rate(tally: Tally | None) -> dict[str, Any]:
    """How many did not hold, of how many, and between which shares that puts the truth (Wilson,
    95 %), in whole hundredths."""
    if tally is None or not tally.judged:
        return {"judged": 0, "differing": 0, "unasked": tally.unasked if tally else 0}
    share = wilson(tally.differing, tally.judged, Z_95)
    return {
        "judged": tally.judged,
        "differing": tally.differing,
        "unasked": tally.unasked,
        "low": round(share.low * 100),
        "high": round(share.high * 100),
    }


def _outcome(work: Work, check: SpotCheck) -> tuple[str, str]:
    kind, word = OUTCOME_WORDS[CheckOutcome(check.outcome)]
    return kind, word.text(work.lang)
