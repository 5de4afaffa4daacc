"""The set-up of the demo's stations: their first plan, outlines, a backup, a vacancy."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from app.demo.bulk import Row
from app.demo.chance import chance, stable_id
from app.demo.homes import Homes
from app.org.models import Grid, HandOver, Holding, Post
from app.station.models import GridPlan, PlanState
from app.station.rules.outline import Point

REASON = "建站时划分"
# The worker of one grid of the home community stands in for the next one.
BACKED_UP, BACKUP = 7, 8
BACKUP_DAYS = 6
# In the district, the last worker of every so many communities has left today.
VACANT_EVERY, VACANT_AT = 17, 5


def outline(grid: Grid, homes: Homes) -> None:
    """Draw a grid round its buildings."""
    ring = stairs([(b["lon"], b["lat"]) for b in homes.buildings])
    grid.outline = [list(point) for point in ring]


def stairs(points: Sequence[Point], by: float = 0.0002) -> list[Point]:
    """Round the rows in which the demo's houses stand: neighbours that share a street do not lie
    over each other, as their hulls would. `by`: degrees left beside a row."""
    rows: dict[float, tuple[float, float]] = {}
    for lon, lat in points:
        west, east = rows.get(lat, (lon, lon))
        rows[lat] = (min(west, lon), max(east, lon))
    lats = sorted(rows)
    middles = [(one + other) / 2 for one, other in pairwise(lats)]
    bands = list(zip(lats, [lats[0] - by, *middles], [*middles, lats[-1] + by], strict=True))
    up = [(rows[lat][1] + by, edge) for lat, south, north in bands for edge in (south, north)]
    down = [(rows[lat][0] - by, edge) for lat, south, north in bands for edge in (south, north)]
    return [(round(lon, 6), round(lat, 6)) for lon, lat in [*up, *down[::-1]]]


def first_plan(community_id: str, head: str, since: datetime) -> GridPlan:
    """The plan by which a community began."""
    return GridPlan(
        id=stable_id(chance("plan", community_id)),
        community_id=community_id,
        version=1,
        state=PlanState.PUBLISHED,
        reason=REASON,
        effective_at=since,
        made_by=head,
        made_at=since,
        published_by=head,
        published_at=since,
    )


def plan_grids(plan: GridPlan, grids: Sequence[Grid]) -> Iterator[Row]:
    """The grids of that plan."""
    for one in grids:
        yield {
            "plan_id": plan.id,
            "grid_id": one.id,
            "community_id": plan.community_id,
            "number": one.number,
            "name": one.name,
            "outline": one.outline,
        }


def plan_buildings(plan: GridPlan, grid: Grid, homes: Homes) -> Iterator[Row]:
    """The buildings of a grid of that plan."""
    for building in homes.buildings:
        yield {
            "plan_id": plan.id,
            "building_id": building["id"],
            "grid_id": grid.id,
            "community_id": plan.community_id,
        }


def backups(grids: Sequence[Grid], holdings: Sequence[Holding], now: datetime) -> list[Holding]:
    """A worker who stands in for a neighbouring grid this week."""
    place = {one.number: one.id for one in grids}
    return [
        Holding(
            id=stable_id(chance("backup", one.id)),
            community_id=one.community_id,
            area_id=one.area_id,
            person_id=one.person_id,
            post=Post.GRID_WORKER,
            grid_id=place[BACKED_UP],
            since=now - timedelta(days=1),
            until=now + timedelta(days=BACKUP_DAYS),
            backup=True,
        )
        for one in holdings
        if one.grid_id is not None and one.grid_id == place.get(BACKUP)
    ]


def vacancy(holdings: Sequence[Holding], head: str, now: datetime) -> HandOver:
    """The last worker has just left, and nobody took the grid on; nothing was open."""
    worker = [one for one in holdings if one.post == Post.GRID_WORKER][-1]
    worker.until = now
    return HandOver(
        id=stable_id(chance("vacancy", worker.id)),
        community_id=worker.community_id or "",
        grid_id=worker.grid_id or "",
        from_person=worker.person_id,
        to_person=None,
        at=now,
        reason="调到别处",
        made_by=head,
        open_work={"items": []},
    )
