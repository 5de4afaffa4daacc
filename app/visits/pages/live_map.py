"""今日走访 on the map and by building: where the day has got to, as it goes on."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency

from app.auth.guards import who
from app.kit.clock import local_day
from app.kit.html import page
from app.kit.web import Work, get
from app.org.queries import start_of
from app.org.scope import scope_of
from app.station.pages.maps import Map, map_of
from app.station.queries.buildings import BuildingRow
from app.station.queries.grids import holding_now
from app.station.queries.overview import Overview, overview_of
from app.visits.pages.lead import LEADS
from app.visits.queries.live_map import BuildingDay, done_by_building


@get("/visits/map", guard=LEADS)
def visits_map(work: NamedDependency[Work]) -> Response[str]:
    """Buildings with how many of their doors were visited today; no names, no workers' ways."""
    scope = scope_of(who(work), work.now)
    found = overview_of(work.session, scope)
    zone = found.community.zone
    day = local_day(work.now, zone)
    done = done_by_building(work.session, scope, day, start_of(day, zone))
    grid_of = {one.building_id: one.grid_id for one in holding_now(found.placed, found.at)}
    names = {one.id: one.name for one in found.grids}
    return page(
        work,
        "visits/map.html",
        block="live",
        community=found.community.name,
        day=day,
        map=_map(found, grid_of),
        dots=_dots(found, grid_of, done),
        rows=[_row(one, names.get(grid_of.get(one.id, ""), ""), done) for one in found.buildings],
        households=sum(one.households for one in done.values()),
        touched=len(done),
    )


def _map(found: Overview, grid_of: dict[str, str]) -> Map | None:
    grids = [(one.id, one.number, one.outline) for one in found.grids]
    return map_of(found.buildings, grid_of, grids)


def _dots(
    found: Overview, grid_of: dict[str, str], done: dict[str, BuildingDay]
) -> list[tuple[float, float, str, int]]:
    """Each building on the drawing, with how many doors; the visited ones on top."""
    drawn = _map(found, grid_of)
    if drawn is None:
        return []
    dots = []
    for one in found.buildings:
        if one.point is not None:
            count = done[one.id].households if one.id in done else 0
            dots.append((*drawn.frame.place(one.point), one.name, count))
    return sorted(dots, key=lambda dot: dot[3])


def _row(one: BuildingRow, grid: str, done: dict[str, BuildingDay]) -> dict[str, Any]:
    today = done.get(one.id)
    return {
        "name": one.name,
        "id": one.id,
        "grid": grid,
        "households": one.households,
        "done": today.households if today else 0,
        "last_at": today.last_at if today else None,
    }
