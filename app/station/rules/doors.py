"""The doors of a building, named as they are painted on the wall (row R10)."""

from typing import NamedTuple

MOST_DOORS = 800


class Doors(NamedTuple):
    """How a building is built: 3 entrances × 6 floors × 2 rooms, say. No entrances: 0."""

    entrances: int
    first_floor: int
    floors: int
    rooms: int


def door_names(of: Doors) -> list[tuple[str, str]]:
    """(entrance, room) of every door: 1-101, 1-102, …; there is no floor 0."""
    entrances = [str(one) for one in range(1, of.entrances + 1)] or [""]
    levels = [one for one in range(of.first_floor, of.first_floor + of.floors + 1) if one]
    return [
        (entrance, f"{'B' if level < 0 else ''}{abs(level)}{room:02d}")
        for entrance in entrances
        for level in levels[: of.floors]
        for room in range(1, of.rooms + 1)
    ]
