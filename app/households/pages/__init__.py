"""The screens of this slice."""

from app.households.pages.doors import (
    ANSWERS_STAY,
    by_building,
    door_states,
    file_values,
    household_values,
    panels,
    registry_of,
    search_values,
    today_of,
)

__all__ = [
    "ANSWERS_STAY",
    "by_building",
    "door_states",
    "file_values",
    "household_values",
    "panels",
    "registry_of",
    "search_values",
    "today_of",
]
