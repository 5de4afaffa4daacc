"""The routes of this slice, for main."""

from typing import Any

from app.station.pages import areas, buildings, hand_overs, overview, plan, plan_parts, posts

routes: list[Any] = [
    overview.station,
    overview.change_sizes,
    overview.grid,
    plan.plan,
    plan.begin,
    plan.version,
    plan.publish_plan,
    plan.withdraw_plan,
    plan.drop_plan,
    plan_parts.move_buildings,
    plan_parts.add_grid,
    plan_parts.rename_grid,
    plan_parts.remove_grid,
    plan_parts.draw_outline,
    buildings.building_list,
    buildings.add_building,
    buildings.building,
    buildings.change_building,
    buildings.write_doors,
    posts.post_list,
    posts.person_posts,
    posts.join,
    posts.back_up,
    posts.delegate,
    posts.pass_headship,
    posts.leave,
    posts.move,
    hand_overs.hand_over,
    hand_overs.take_on,
    areas.areas,
    areas.area,
    areas.open_names,
    areas.openings,
]
