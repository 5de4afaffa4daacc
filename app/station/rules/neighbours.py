"""Which grids lie beside each other: by their outlines, or else by their numbers (row R20)."""

import math
from collections.abc import Sequence
from typing import NamedTuple

Ring = Sequence[Sequence[float]]
# Outlines are drawn round buildings; a street between two of them keeps nobody apart.
TOUCHING_M = 80.0
METRES_A_DEGREE = 111_320.0


class Lying(NamedTuple):
    """A grid as far as its neighbours go; `outline` of [longitude, latitude], empty without one."""

    id: str
    number: int
    outline: Ring


def neighbours(grids: Sequence[Lying], of: str) -> set[str]:
    """The grids beside the grid `of`: whose outlines touch its own, or, when it or none of the
    others has an outline, the ones next by number."""
    own = next((one for one in grids if one.id == of), None)
    if own is None:
        return set()
    drawn = [one for one in grids if one.outline and one.id != of]
    if own.outline and drawn:
        return {one.id for one in drawn if gap_m(own.outline, one.outline) <= TOUCHING_M}
    row = sorted(grids, key=lambda one: (one.number, one.id))
    at = row.index(own)
    return {one.id for one in (*row[max(0, at - 1) : at], *row[at + 1 : at + 2])}


def gap_m(one: Ring, other: Ring) -> float:
    """Metres between two outlines, 0 when one reaches into the other."""
    shrink = math.cos(math.radians(one[0][1]))
    first, second = _metres(one, shrink), _metres(other, shrink)
    if _inside(first[0], second) or _inside(second[0], first):
        return 0.0
    pairs = [(a, b) for a in _sides(first) for b in _sides(second)]
    if any(_cross(a, b) for a, b in pairs):
        return 0.0
    near = [_distance(point, b) for a, b in pairs for point in a]
    return min(near + [_distance(point, a) for a, b in pairs for point in b])


Spot = tuple[float, float]
Side = tuple[Spot, Spot]


def _metres(ring: Ring, shrink: float) -> list[Spot]:
    return [(lon * shrink * METRES_A_DEGREE, lat * METRES_A_DEGREE) for lon, lat in ring]


def _sides(ring: list[Spot]) -> list[Side]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))


def _turn(a: Spot, b: Spot, c: Spot) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(one: Side, other: Side) -> bool:
    (a, b), (c, d) = one, other
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _distance(point: Spot, side: Side) -> float:
    (x, y), ((ax, ay), (bx, by)) = point, side
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    part = 0.0 if length == 0 else max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / length))
    return math.hypot(x - ax - part * dx, y - ay - part * dy)


def _inside(point: Spot, ring: list[Spot]) -> bool:
    x, y = point
    within = False
    for (ax, ay), (bx, by) in _sides(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            within = not within
    return within
