"""The routes of this slice, for main."""

from typing import Any

from app.visits.pages import round, today

routes: list[Any] = [today.today, today.new, today.me, round.bring_round]
