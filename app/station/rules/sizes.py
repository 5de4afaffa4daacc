"""How large grids are against the community's target, and how buildings split into grids."""

from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import NamedTuple


class Fit(StrEnum):
    """A grid against target ± tolerance (rows R1, R3)."""

    FITS = "fits"
    SMALL = "small"
    LARGE = "large"


class Bounds(NamedTuple):
    """The households a grid should have, both ends included."""

    low: int
    high: int


class Block(NamedTuple):
    """A whole building with its households, in its place along the street."""

    id: str
    households: int


def bounds(target: int, tolerance_percent: int) -> Bounds:
    """Target ± tolerance in households, rounded outwards so that no half household decides."""
    slack = target * tolerance_percent
    return Bounds((target * 100 - slack) // 100, -(-(target * 100 + slack) // 100))


def fit(households: int, within: Bounds) -> Fit:
    """Whether a grid has too few or too many households."""
    if households < within.low:
        return Fit.SMALL
    return Fit.LARGE if households > within.high else Fit.FITS


def grids_wanted(households: int, target: int) -> int:
    """How many grids of about `target` households these make; at least one."""
    return max(1, (2 * households + target) // (2 * target))


def split(blocks: Sequence[Block], target: int) -> list[list[str]]:
    """Whole buildings in their order as grids near `target` households each (rows R1, R5).

    Each border stands at the building's end that is nearest to an equal share. So a grid is off
    that share by no more than one building, as long as no building is larger than the share.
    """
    if not blocks:
        return []
    ends = list(accumulate(one.households for one in blocks))
    count = min(grids_wanted(ends[-1], target), len(blocks))
    borders = [0]
    for number in range(1, count):
        low, high = borders[-1] + 1, len(blocks) - (count - number)
        borders.append(min(max(_nearest(ends, ends[-1] * number, count), low), high))
    borders.append(len(blocks))
    return [[one.id for one in blocks[start:end]] for start, end in pairwise(borders)]


def _nearest(ends: Sequence[int], wanted: int, parts: int) -> int:
    """After how many buildings the households come nearest to `wanted / parts`."""
    place = bisect_left(ends, wanted, key=lambda end: end * parts)
    if place == 0:
        return 1
    before, after = wanted - ends[place - 1] * parts, ends[place] * parts - wanted
    return place if before <= after else place + 1
