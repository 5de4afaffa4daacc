"""The routes of this slice, for main."""

from typing import Any

routes: list[Any] = []
