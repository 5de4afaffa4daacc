"""抽查结果: what the checks say of each worker, never a percentage without how many they were.

The worker sees the same page about themself as the lead does.
"""

from datetime import datetime, timedelta
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
from app.spotchecks.queries.checks import shown_of
from app.spotchecks.queries.figures import FIGURES
from app.spotchecks.queries.people import Tally, checking, tallies
from app.spotchecks.queries.readings import unread_by
from app.spotchecks.rules.stats import Z_95, wilson
from app.spotchecks.words import shown_outcome
from app.station.pages.common import LEADS, known_id, registry_of, scope_here

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
        checkers=[
            (names[one], found, _share(found.taken_over, found.drawn))
            for one, found in checked.items()
        ],
        figures=_figures(work, since),
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
    unread = unread_by(work.session, scope)
    if checks and not mine:
        log_view(work, scope.community_id or "", "checks", list(doors))
    return page(
        work,
        "spotchecks/person.html",
        worker=names_of(work.session, {person}).get(person, ""),
        mine=mine,
        rate=_rate(tallies(work.session, scope, work.now - QUARTER).get(person)),
        checks=[
            (
                each,
                doors.get(each.household_id, ""),
                shown_outcome(work.lang, each.outcome, each.id in unread),
            )
            for each in checks
        ],
    )


def _rate(tally: Tally | None) -> dict[str, Any]:
    """How many did not hold, of how many that could be compared; and how many could not."""
    if tally is None:
        return {**_share(0, 0), "unasked": 0}
    return {**_share(tally.differing, tally.judged), "unasked": tally.unasked}


def _share(hits: int, n: int) -> dict[str, Any]:
    """`hits` of `n`, and between which shares that puts the truth (Wilson, 95 %), in whole
    hundredths."""
    share = wilson(hits, n, Z_95)
    return {"hits": hits, "n": n, "low": round(share.low * 100), "high": round(share.high * 100)}


def _figures(work: Work, since: datetime) -> list[tuple[str, dict[str, Any]]]:
    """How the checking goes, with what higher slices know of it."""
    scope, fillers = scope_here(work), registry_of(work).at(FIGURES).values()
    unread = frozenset(unread_by(work.session, scope))
    found = [one for filler in fillers for one in filler(work.session, scope, since, unread)]
    return [(one.word.text(work.lang), _share(one.hits, one.n)) for one in found]
