"""The routes of this slice, for main."""

from typing import Any

from app.station.pages import overview

routes: list[Any] = [overview.station, overview.change_sizes, overview.grid]
