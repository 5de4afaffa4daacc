"""Whether every building stands in one grid (row R7)."""

from collections.abc import Collection, Iterable
from typing import NamedTuple


class Coverage(NamedTuple):
    """Buildings in no grid, and those in more than one; both must be empty to publish."""

    uncovered: tuple[str, ...]
    doubled: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether no building is left out and none is claimed twice."""
        return not self.uncovered and not self.doubled


def coverage(buildings: Iterable[str], placed: Iterable[tuple[str, str]]) -> Coverage:
    """The gaps in `placed` (building, grid), in the order of `buildings`."""
    grids: dict[str, set[str]] = {}
    for building, grid in placed:
        grids.setdefault(building, set()).add(grid)
    order = list(buildings)
    return Coverage(
        tuple(one for one in order if not grids.get(one)),
        tuple(one for one in order if len(grids.get(one, ())) > 1),
    )


def free_numbers(taken: Collection[int], count: int) -> list[int]:
    """The `count` lowest grid numbers that nobody has."""
    found: list[int] = []
    number = 1
    while len(found) < count:
        if number not in taken:
            found.append(number)
        number += 1
    return found
