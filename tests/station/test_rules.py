"""Splitting, coverage, outlines and vacancies, over whatever a community may look like."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.org.rules import Period
from app.station.rules.coverage import coverage, free_numbers
from app.station.rules.outline import FEWEST, frame, grown, hull, parse_ring
from app.station.rules.posts import free_from, vacant_since
from app.station.rules.sizes import Block, Bounds, Fit, bounds, fit, grids_wanted, split

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
DAY = timedelta(days=1)
sizes = st.lists(st.integers(0, 140), min_size=1, max_size=120)
points = st.tuples(
    st.floats(121, 122, allow_nan=False).map(lambda x: round(x, 6)),
    st.floats(37, 38, allow_nan=False).map(lambda y: round(y, 6)),
)


def _blocks(households: list[int]) -> list[Block]:
    return [Block(str(place), one) for place, one in enumerate(households)]


@given(sizes, st.integers(1, 600))
def test_r5_a_split_keeps_buildings_whole_and_in_order(households: list[int], target: int) -> None:
    """R5: no split cuts a building."""
    parts = split(_blocks(households), target)
    assert [one for part in parts for one in part] == [one.id for one in _blocks(households)]
    assert all(parts)
    assert len(parts) == min(grids_wanted(sum(households), target), len(households))


@given(sizes, st.integers(100, 600))
def test_r1_grids_are_off_an_equal_share_by_no_more_than_one_building(
    households: list[int], target: int
) -> None:
    parts = split(_blocks(households), target)
    share = sum(households) / len(parts)
    if max(households) >= share:
        return
    for part in parts:
        assert abs(sum(households[int(one)] for one in part) - share) <= max(households)


def test_r3_the_target_is_the_communitys_own() -> None:
    """R2, R3: 300 households a grid, or 400: whatever the community decided."""
    town = _blocks([20] * 60)
    assert [len(part) for part in split(town, 300)] == [15, 15, 15, 15]
    assert [len(part) for part in split(town, 400)] == [20, 20, 20]
    assert split([], 300) == []


def test_a_community_without_households_still_has_a_grid() -> None:
    assert split(_blocks([0, 0, 0]), 300) == [["0", "1", "2"]]


def test_r1_a_grid_is_named_when_it_leaves_the_tolerance() -> None:
    """R1: a grid is small or large beyond target ± tolerance."""
    within = bounds(300, 20)
    assert within == Bounds(240, 360)
    assert [fit(n, within) for n in (239, 240, 360, 361)] == [
        Fit.SMALL, Fit.FITS, Fit.FITS, Fit.LARGE,
    ]  # fmt: skip


def test_r7_a_building_in_no_grid_or_in_two_is_named() -> None:
    found = coverage("abcd", [("a", "1"), ("b", "1"), ("b", "2"), ("c", "2"), ("c", "2")])
    assert found == (("d",), ("b",)) and not found.whole
    assert coverage("ab", [("a", "1"), ("b", "2")]).whole


@given(st.sets(st.integers(1, 40)), st.integers(0, 20))
def test_new_numbers_are_nobodys(taken: set[int], count: int) -> None:
    found = free_numbers(taken, count)
    assert len(set(found)) == count and not set(found) & taken


@given(st.lists(points, min_size=1, max_size=40))
def test_an_outline_by_one_button_holds_all_its_buildings(known: list[tuple[float, float]]) -> None:
    ring = grown(known)
    assert len(ring) >= FEWEST
    for lon, lat in known:
        pairs = zip(ring, ring[1:] + ring[:1], strict=True)
        assert all(
            (b[0] - a[0]) * (lat - a[1]) - (b[1] - a[1]) * (lon - a[0]) >= -1e-9 for a, b in pairs
        )


@given(st.lists(points, min_size=1, max_size=40))
def test_a_drawing_holds_its_points_and_can_be_read_back(known: list[tuple[float, float]]) -> None:
    drawn = frame(known)
    assert drawn is not None
    for point in known:
        x, y = drawn.place(point)
        assert 0 <= x <= 1000 and 0 <= y <= 640
        lon, lat = drawn.point(x, y)
        assert abs(lon - point[0]) < 0.002 and abs(lat - point[1]) < 0.002


def test_points_in_line_have_no_hull() -> None:
    assert len(hull([(0, 0), (1, 1), (2, 2)])) < FEWEST
    assert frame([]) is None


def test_an_outline_is_read_line_by_line() -> None:
    assert parse_ring("121.1,37.1\n121.2，37.1\n\n121.2,37.2") == [
        (121.1, 37.1), (121.2, 37.1), (121.2, 37.2),
    ]  # fmt: skip
    assert parse_ring("") == []
    for bad in ("1,2", "a,b\n1,2\n3,4", "1,2\n3,4\n200,5", "1,2\n3,4\n5,nan"):
        assert parse_ring(bad) is None


def test_r20_a_grid_is_free_only_after_its_worker_left() -> None:
    assert free_from([Period(NOON - DAY, NOON)], NOON)
    assert not free_from([Period(NOON - DAY, NOON)], NOON - DAY / 2)
    assert not free_from([Period(NOON + DAY)], NOON)


def test_r20_a_vacancy_counts_from_the_day_the_last_worker_left() -> None:
    left = Period(NOON - 9 * DAY, NOON - 3 * DAY)
    assert vacant_since([left], NOON - 20 * DAY, NOON) == NOON - 3 * DAY
    assert vacant_since([], NOON - 20 * DAY, NOON) == NOON - 20 * DAY
    assert vacant_since([Period(NOON - DAY)], NOON - 20 * DAY, NOON) is None
    assert vacant_since([], NOON + DAY, NOON) is None
