"""How large a demo is: one community for looking around, forty for load."""

from dataclasses import dataclass
from enum import StrEnum

from app.demo.divisions import HOME, committees

GRID_HOUSEHOLDS = 300


class Scale(StrEnum):
    """The two demos."""

    COMMUNITY = "community"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Size:
    """Which communities have people, in how many grids, and for how many days they were visited."""

    grids: dict[str, int]
    days: int

    @property
    def households(self) -> int:
        """All households."""
        return sum(self.grids.values()) * GRID_HOUSEHOLDS


def size_of(scale: Scale) -> Size:
    """The size of a demo. The district: 40 communities, 425 grids, 127,500 households, a year."""
    if scale is Scale.COMMUNITY:
        return Size({HOME: 11}, days=60)
    codes = [row.code for row in committees()[:40]]
    # 425 grids: 25 communities of 11 and 15 of 10. The cast's has 11, as in the small demo.
    larger = {HOME, *[code for code in codes if code != HOME][:24]}
    return Size({code: 11 if code in larger else 10 for code in codes}, days=365)
