"""The routes of this slice, for main."""

from typing import Any

from app.households import pages

routes: list[Any] = [pages.search, pages.household]
