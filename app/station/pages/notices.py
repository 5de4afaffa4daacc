"""The slip that tells households of their new grid worker, to print and hand out (row R17)."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.households.rules import building_names
from app.kit.html import page
from app.kit.problems import NotFound
from app.kit.web import Work, get
from app.org.models import Building, Grid, HandOver, Person
from app.org.queries import community_of
from app.station.pages.common import scope_here
from app.station.pages.hand_overs import READERS, a_hand_over
from app.station.queries.notices import buildings_at, head_of


@get("/station/hand-overs/{hand_over_id:str}/notice", guard=READERS)
def notice(work: NamedDependency[Work], hand_over_id: FromPath[str]) -> Response[str]:
    """One slip a building: from when on who comes, and whom to call. Names no household."""
    row = a_hand_over(work, hand_over_id)
    scope = scope_here(work)
    comes = work.session.get(Person, row.to_person) if row.to_person else None
    community, grid = community_of(work.session, scope), work.session.get(Grid, row.grid_id)
    if comes is None or community is None or grid is None:
        raise NotFound
    buildings = buildings_at(work.session, row)
    head = head_of(work.session, row.community_id, work.now)
    values: dict[str, Any] = {
        "row": row,
        "since": _day(row, community.zone),
        "community": community.name,
        "grid": grid.name,
        "comes": comes,
        "head": head,
        "buildings": _named(buildings),
    }
    return page(work, "station/notice.html", **values)


def _day(row: HandOver, zone: str) -> date:
    return row.at.astimezone(ZoneInfo(zone)).date()


def _named(buildings: list[Building]) -> list[str]:
    names = building_names({(one.id, one.estate, one.number) for one in buildings})
    return [names[one.id] for one in buildings]
