"""The routes of this slice, for main."""

from typing import Any

from app.team.pages import tasks, team

routes: list[Any] = [
    team.team,
    team.change_terms,
    team.new,
    team.add,
    team.member,
    team.give_buildings,
    team.end,
    tasks.new,
    tasks.give,
]
