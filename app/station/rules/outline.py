"""Points and outlines on a plain drawing: no tiles, WGS 84 degrees in, units of the drawing out."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

Point = tuple[float, float]
"""(longitude, latitude) in degrees."""
FEWEST, MOST = 3, 60
WIDTH, HEIGHT, EDGE = 1000, 640, 40
# Some 200 m: a community of one building still has a drawing.
LEAST_SPAN = 0.002


class Frame(NamedTuple):
    """Where the drawing lies: its upper left corner in degrees, and units per degree."""

    west: float
    north: float
    across: float
    down: float

    def place(self, point: Point) -> Point:
        """Where a point of the earth stands in the drawing."""
        lon, lat = point
        return round((lon - self.west) * self.across, 1), round((self.north - lat) * self.down, 1)

    def point(self, x: float, y: float) -> Point:
        """The point of the earth that stands there."""
        return round(self.west + x / self.across, 6), round(self.north - y / self.down, 6)


def frame(points: Iterable[Point]) -> Frame | None:
    """The frame that holds all `points` with a margin; None without any."""
    known = list(points)
    if not known:
        return None
    west, east = min(p[0] for p in known), max(p[0] for p in known)
    south, north = min(p[1] for p in known), max(p[1] for p in known)
    shrink = math.cos(math.radians((south + north) / 2))
    wide, high = max(east - west, LEAST_SPAN) * shrink, max(north - south, LEAST_SPAN)
    scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high)
    across, down = scale * shrink, scale
    middle = (west + east) / 2, (south + north) / 2
    return Frame(middle[0] - WIDTH / 2 / across, middle[1] + HEIGHT / 2 / down, across, down)


def hull(points: Iterable[Point]) -> list[Point]:
    """The convex hull, counter-clockwise; fewer than three corners when the points are in line."""
    known = sorted(set(points))
    if len(known) < FEWEST:
        return known
    return _half(known) + _half(known[::-1])


def _half(points: Sequence[Point]) -> list[Point]:
    corners: list[Point] = []
    for point in points:
        while len(corners) > 1 and _turn(corners[-2], corners[-1], point) <= 0:
            corners.pop()
        corners.append(point)
    return corners[:-1]


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def grown(points: Iterable[Point], by: float = 0.0002) -> list[Point]:
    """The hull of a square around each point, so that a row of houses has an outline too."""
    return hull(
        (round(lon + dx, 6), round(lat + dy, 6))
        for lon, lat in points
        for dx in (-by, by)
        for dy in (-by, by)
    )


def parse_ring(text: str) -> list[Point] | None:
    """An outline from text, one `longitude,latitude` a line; None when it is none."""
    ring: list[Point] = []
    for line in text.replace("，", ",").split("\n"):
        if not line.strip():
            continue
        try:
            lon, lat = (float(part) for part in line.split(","))
        except ValueError:
            return None
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            return None
        ring.append((round(lon, 6), round(lat, 6)))
    return ring if not ring or FEWEST <= len(ring) <= MOST else None
