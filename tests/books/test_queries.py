"""What the ledgers answer, on both engines."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.books.forms import View
from app.books.frame import DESCRIBED
from app.books.queries.completeness import by_building
from app.books.queries.ledger import Frame, Ledger
from app.books.queries.lists import PAGE, all_of, line_of, page_of, sums
from app.kit.db import Database
from app.org.scope import Reach, Scope
from app.visits.queries.doors import last_day_of
from tests.books.conftest import DOORS, TODAY
from tests.clock import MONDAY_NINE
from tests.people import Town


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    """A reading session."""
    with db.session() as session:
        yield session


def frame(town: Town, reach: Reach = Reach.COMMUNITY, *grids: str, other: bool = False) -> Frame:
    """How somebody with this reach reads."""
    community = town.other_community if other else town.community
    scope = Scope(town.head, community, reach, frozenset(grids), MONDAY_NINE)
    fresh = TODAY - timedelta(days=90)
    return Frame(scope, TODAY, fresh, "Asia/Shanghai", last_day_of)


def described(name: str, at: Frame) -> Ledger:
    """A ledger as somebody reads it."""
    return DESCRIBED[name](at)


def ids(session: Session, ledger: Ledger, **asked: Any) -> list[str]:
    """The ids on a page."""
    return [one.id for one in page_of(session, ledger, View(**asked), ledger.columns)]


@pytest.mark.parametrize("name", DESCRIBED)
def test_r125_every_column_sorts_both_ways_and_every_filter_filters(
    session: Session, town: Town, name: str
) -> None:
    """R125: each is a list with filters."""
    ledger = described(name, frame(town))
    whole = sums(session, ledger, View()).rows
    for sort in ledger.sorts:
        for down in (False, True):
            assert ids(session, ledger, sort=sort, down=down)
    for one in ledger.filters:
        for value in one.words or (town.grid3, town.building12):
            view = View(chosen={one.name: value})
            assert sums(session, ledger, view).rows <= max(whole, 2 * DOORS)
            page_of(session, ledger, view, ledger.columns)


@pytest.mark.parametrize("name", DESCRIBED)
def test_r125_pages_hold_every_row_once(session: Session, town: Town, name: str) -> None:
    ledger = described(name, frame(town))
    rows = sums(session, ledger, View()).rows
    for sort in ("", *ledger.sorts):
        found = [
            one
            for page in range(1, 2 + rows // PAGE)
            for one in ids(session, ledger, sort=sort, page=page)
        ]
        assert len(found) == len(set(found)) == rows
        whole = [one.id for one in all_of(session, ledger, View(sort=sort), ledger.columns)]
        assert whole == found


def test_r127_doors_stand_in_the_order_of_a_walk(session: Session, town: Town) -> None:
    ledger = described("households", frame(town))
    found = [line.values[0] for line in all_of(session, ledger, View(), ledger.columns)]
    assert found[0] == "银河花园 12号楼 1-101" and found[17] == "银河花园 12号楼 1-902"
    assert found[18] == "银河花园 12号楼 1-1001"


@pytest.mark.parametrize(
    ("q", "rows"),
    [("12号楼101", 1), ("12-1-101", 1), ("王秀英", 1), ("12号楼", DOORS), ("20号楼 1-101", 1),
     ("5678", 1), ("没有的", 0), ("银河花园 101", 2), ("100%", 0), ("_", 0)],
)  # fmt: skip
def test_r143_a_door_is_found_by_address_name_or_phone(
    session: Session, town: Town, q: str, rows: int
) -> None:
    assert sums(session, described("households", frame(town)), View(q=q)).rows == rows


def test_r143_a_need_is_found_by_its_matter(session: Session, town: Town) -> None:
    """R143: search by matter."""
    ledger = described("needs", frame(town))
    assert sums(session, ledger, View(q="送餐")).rows == 1
    assert sums(session, ledger, View(q="陪诊")).rows == 0  # past its end
    assert sums(session, ledger, View(q="陪诊", chosen={"state": "over"})).rows == 1


def test_r127_r137_files_are_counted_as_whole_and_as_fresh(session: Session, town: Town) -> None:
    """R127, R137: whole and fresh files, counted by building."""
    at = frame(town)
    summed = sums(session, described("households", at), View(chosen={"grid": town.grid3}))
    assert summed.rows == DOORS
    assert [value for _, value in summed.figures] == [3 * (DOORS - 1), DOORS - 1, 1]
    first, second = by_building(session, at)
    assert (first.households, first.people, first.unknown) == (DOORS, 3 * (DOORS - 1), 1)
    assert (first.complete, first.fresh) == (DOORS - 1, 1)
    assert (second.number, second.complete, second.fresh) == ("20号楼", DOORS, 0)


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_worker_reads_their_own_grid_alone(session: Session, town: Town, name: str) -> None:
    ledger = described(name, frame(town, Reach.GRID, town.grid3))
    every = [one.id for one in all_of(session, ledger, View(chosen={"state": "all"}),
                                      ledger.columns)]  # fmt: skip
    wider = described(name, frame(town))
    others = {one.id for one in all_of(session, wider, View(chosen={"state": "all"}),
                                       wider.columns)} - set(every)  # fmt: skip
    assert others
    expected = {"households": DOORS, "units": 1, "needs": 1, "staff": 0}
    assert len(every) == expected[name]
    assert all(line_of(session, ledger, one, ledger.columns) is None for one in others)


@pytest.mark.parametrize("name", DESCRIBED)
@pytest.mark.parametrize("reach", [Reach.COUNTS, Reach.NOTHING])
def test_officers_and_clerks_read_nothing(
    session: Session, town: Town, name: str, reach: Reach
) -> None:
    assert sums(session, described(name, frame(town, reach)), View()).rows == 0


@pytest.mark.parametrize("name", DESCRIBED)
def test_another_community_reads_none_of_it(session: Session, town: Town, name: str) -> None:
    ledger = described(name, frame(town, other=True))
    assert sums(session, ledger, View(chosen={"state": "all"})).rows == (name == "staff")


def test_a_steward_counts_but_reads_no_household(session: Session, town: Town) -> None:
    at = frame(town, Reach.SET_ASIDE)
    assert sums(session, described("households", at), View()).rows == 0
    assert [one.households for one in by_building(session, at)] == [DOORS, DOORS]
