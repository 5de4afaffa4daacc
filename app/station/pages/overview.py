"""The set-up at a glance, and one grid."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import who
from app.kit.forms import Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.queries import names_of
from app.station.commands.settings import set_sizes, set_take_minutes
from app.station.forms.plans import parse_sizes, parse_take_minutes
from app.station.pages.common import HEAD, LEADS, away_now, is_head, known_id, scope_here
from app.station.pages.maps import map_of
from app.station.queries.grids import holding_now, keepers_of
from app.station.queries.hand_overs import hand_overs_of
from app.station.queries.overview import Overview, overview_of, settings_of
from app.station.queries.units import units_in


@get("/station", guard=LEADS)
def station(work: NamedDependency[Work]) -> Response[str]:
    """站务: grids, people and gaps, and the way to each."""
    return _page(work, {}, {})


@post("/station/sizes", guard=HEAD)
def change_sizes(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Another target size of this community's grids."""
    community = settings_of(work.session, scope_here(work))
    parsed = parse_sizes(posted(data))
    if isinstance(parsed, Refusal):
        return _page(work, data, parsed.errors, 422)
    set_sizes(work.session, work.now, community.id, who(work).id, parsed)
    return redirect("/station")


@post("/station/take-minutes", guard=HEAD)
def change_take_minutes(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Within how many minutes new matters of this community are taken (row R87)."""
    community = settings_of(work.session, scope_here(work))
    parsed = parse_take_minutes(posted(data))
    if isinstance(parsed, Refusal):
        return _page(work, data, parsed.errors, 422)
    set_take_minutes(work.session, work.now, community.id, who(work).id, parsed)
    return redirect("/station")


@get("/station/grids/{grid_id:str}", guard=LEADS)
def grid(work: NamedDependency[Work], grid_id: FromPath[str]) -> Response[str]:
    """One grid: its people now and before, and its buildings."""
    scope = scope_here(work)
    found = overview_of(work.session, scope)
    row = next((one for one in found.grids if one.id == known_id(grid_id)), None)
    if row is None:
        raise NotFound
    keepers = [one for one in keepers_of(work.session, scope) if one.grid_id == row.id]
    return page(
        work,
        "station/grid.html",
        grid=row,
        reached=row.reached(away_now(work)),
        within=found.within,
        history=sorted(keepers, key=lambda one: one.since, reverse=True),
        changes=_changes(found, row.id),
        hand_overs=_hand_overs(work, row.id),
        units=units_in(work.session, scope, [one.id for one in row.buildings]),
        map=_map(found),
        head=is_head(work),
    )


def _hand_overs(work: Work, grid_id: str) -> list[dict[str, Any]]:
    rows = hand_overs_of(work.session, scope_here(work), grid_id)
    people = {one for row in rows for one in (row.from_person, row.to_person) if one}
    names = names_of(work.session, people)
    return [
        {
            "row": row,
            "left": names.get(row.from_person or "", ""),
            "comes": names.get(row.to_person or "", ""),
        }
        for row in rows
    ]


def _page(
    work: Work, values: dict[str, Any], errors: dict[str, Any], status: int = 200
) -> Response[str]:
    found = overview_of(work.session, scope_here(work))
    return page(
        work,
        "station/station.html",
        status=status,
        o=found,
        uncovered=found.named(found.coverage.uncovered),
        doubled=found.named(found.coverage.doubled),
        map=_map(found),
        head=is_head(work),
        values={
            "target": found.community.grid_target_households,
            "tolerance": found.community.grid_tolerance_percent,
            "take_minutes": found.community.take_minutes,
            **values,
        },
        errors=errors,
    )


def _map(found: Overview) -> Any:
    now = holding_now(found.placed, found.at)
    return map_of(
        found.buildings,
        {one.building_id: one.grid_id for one in now},
        [(one.id, one.number, one.outline) for one in found.grids],
    )


def _changes(found: Overview, grid_id: str) -> list[dict[str, Any]]:
    names = {one.id: one.name for one in found.buildings}
    return [
        {"name": names.get(one.building_id, ""), "since": one.since, "until": one.until}
        for one in reversed(found.placed)
        if one.grid_id == grid_id
    ]
