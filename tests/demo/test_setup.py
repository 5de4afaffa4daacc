"""What the demo's stations look like on the drawing."""

from app.demo.setup import stairs
from app.station.rules.outline import FEWEST, MOST, Point

STEP = 0.0008


def _inside(point: Point, ring: list[Point]) -> bool:
    """By counting the sides that a line to the east crosses."""
    crossed = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > point[1]) != (y2 > point[1]):
            crossed ^= point[0] < x1 + (point[1] - y1) / (y2 - y1) * (x2 - x1)
    return crossed


def _street(number: int, houses: range) -> list[Point]:
    return [(round(121 + house * STEP, 6), round(37 + number * STEP, 6)) for house in houses]


def test_grids_that_share_a_street_each_go_round_their_own_houses_only() -> None:
    one = [*_street(0, range(10)), *_street(1, range(7, 10))]
    other = [*_street(1, range(7)), *_street(2, range(3))]
    for own, foreign in ((one, other), (other, one)):
        ring = stairs(own)
        assert FEWEST <= len(ring) <= MOST
        assert all(_inside(point, ring) for point in own)
        assert not any(_inside(point, ring) for point in foreign)


def test_a_single_house_has_an_outline_too() -> None:
    assert len(set(stairs(_street(0, range(1))))) == 4
