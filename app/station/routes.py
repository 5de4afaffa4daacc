"""The routes of this slice, for main."""

from typing import Any

from app.station.pages import overview, plan, plan_parts

routes: list[Any] = [
    overview.station,
    overview.change_sizes,
    overview.grid,
    plan.plan,
    plan.begin,
    plan.version,
    plan.publish_plan,
    plan.drop_plan,
    plan_parts.move_buildings,
    plan_parts.add_grid,
    plan_parts.rename_grid,
    plan_parts.remove_grid,
    plan_parts.draw_outline,
]
