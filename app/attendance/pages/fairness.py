"""Whether turns are even: hall and door hours, evenings, hotline, by worker (row R24)."""

from datetime import timedelta

from litestar import Response
from litestar.di import NamedDependency

from app.attendance.pages.common import STAFF, community_here, today_here
from app.attendance.queries.crew import members_of
from app.attendance.queries.rosters import WEEKS_BACK, served
from app.attendance.rules.rotation import Load
from app.kit.html import page
from app.kit.web import Work, get
from app.station.pages.common import scope_here

FIGURES = ("hall", "door", "evenings", "hotline")


@get("/roster/fairness", guard=STAFF)
def fairness(work: NamedDependency[Work]) -> Response[str]:
    """The last weeks by published rosters, up to today."""
    today = today_here(work)
    first = today - timedelta(weeks=WEEKS_BACK) + timedelta(days=1)
    done = served(work.session, community_here(work).id, first, today + timedelta(days=1))
    people = [
        one for one in members_of(work.session, scope_here(work), work.now, work.now) if one.in_turn
    ]
    rows = [(one, done.get(one.id, Load())) for one in people]
    turns = [load for one, load in rows if not one.clerk]
    return page(
        work,
        "attendance/fairness.html",
        first=first,
        last=today,
        weeks=WEEKS_BACK,
        rows=rows,
        most=max((load.hall for _, load in rows), default=0),
        spread={
            name: (min(values), max(values))
            for name in FIGURES
            if (values := [getattr(load, name) for load in turns])
        },
    )
