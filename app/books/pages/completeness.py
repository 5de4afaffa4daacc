"""各楼栋齐不齐: counts by building, for who keeps the books (rows R127, R137, R138)."""

from collections.abc import Sequence
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.auth.guards import posts
from app.books.access import KEEPERS
from app.books.frame import frame_of
from app.books.queries.choices import Choice, grids
from app.books.queries.completeness import BuildingCount, by_building
from app.books.queries.quality import GridQuality, by_grid
from app.books.rules.entities import ENTITIES, accuracy
from app.kit.html import page
from app.kit.web import Work, get


@get("/books/completeness", guard=posts(*KEEPERS))
def completeness(
    work: NamedDependency[Work], grid: FromQuery[str] = "", sort: FromQuery[str] = ""
) -> Response[str]:
    """Every building in scope, in walking order or the least complete first."""
    frame, community = frame_of(work)
    found = by_building(work.session, frame, grid)
    shown = sorted(found, key=_worst) if sort == "worst" else found
    return page(
        work,
        "books/completeness.html",
        community=community.name,
        stale_after=community.stale_after_days,
        grid=grid,
        grids=[Choice("", work.say("全部")), *grids(work.session, frame.scope)],
        sort=sort if sort == "worst" else "",
        buildings=shown,
        totals=_totals(found),
        quality=_quality(by_grid(work.session, frame, found)),
        entities=[[part.text(work.lang) for part in one] for one in ENTITIES],
        opens=frame.scope.names,
    )


def _worst(one: BuildingCount) -> tuple[float, float, int]:
    if not one.households:
        return 0, 0, one.place
    return one.complete / one.households, one.fresh / one.households, one.place


def _quality(found: Sequence[GridQuality]) -> list[dict[str, Any]]:
    return [
        {
            "grid": one.grid,
            "households": one.households,
            "complete": _percent(one.complete, one.households),
            "fresh": _percent(one.fresh, one.households),
            "accurate": accuracy(one.right, one.wrong),
            "looked_at": one.right + one.wrong,
            "wrong": one.wrong,
        }
        for one in found
    ]


def _totals(found: Sequence[BuildingCount]) -> dict[str, Any]:
    households = sum(one.households for one in found)
    return {
        "buildings": len(found),
        "empty": sum(not one.households for one in found),
        "households": households,
        "people": sum(one.people for one in found),
        "unknown": sum(one.unknown for one in found),
        "complete": _percent(sum(one.complete for one in found), households),
        "fresh": _percent(sum(one.fresh for one in found), households),
    }


def _percent(part: int, of: int) -> str:
    return f"{part * 100 // of}%" if of else "—"
