"""Doors as people say them and look for them."""

import pytest

from app.households.rules import (
    building_names,
    door_label,
    matches,
    natural,
    normalise,
    search_text,
)


def test_a_door_is_said_with_its_building() -> None:
    assert door_label("12号楼", "", "501") == "12号楼 501"
    assert door_label("12号楼", "3", "501") == "12号楼 3-501"


def test_width_case_and_gaps_make_no_difference() -> None:
    assert normalise("１２号楼 Ａ－５０１") == normalise("12号楼a501")


@pytest.mark.parametrize(
    "query",
    [
        "12号楼",
        "501",
        "3-501",
        "12-3-501",
        "１２－３－５０１",
        "12号楼3单元501",
        "12号楼 501",
        "王",
    ],
)
def test_a_door_is_found_however_it_is_typed(query: str) -> None:
    assert matches(query, search_text("12号楼", "3", "501", "王秀英"))


@pytest.mark.parametrize("query", ["13号楼", "502", "12-4-501", "李", "13号楼 501"])
def test_another_door_is_not_found(query: str) -> None:
    assert not matches(query, search_text("12号楼", "3", "501", "王秀英"))


def test_rooms_stand_in_the_order_of_their_numbers() -> None:
    assert sorted(["1001", "201", "B2", "101"], key=natural) == ["101", "201", "1001", "B2"]


def test_the_estate_is_named_only_where_there_are_several() -> None:
    one, two = ("a", "银河花园", "1号楼"), ("b", "银河花园", "2号楼")
    assert building_names([one, two]) == {"a": "1号楼", "b": "2号楼"}
    assert building_names([one, ("c", "福海苑", "1号楼")])["c"] == "福海苑 1号楼"
