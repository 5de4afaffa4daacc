"""A report that may be the same as another is a hint by place, class and words (row R182)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matters.rules.duplicates import (
    MOST_SHOWN,
    Ground,
    Place,
    Reported,
    building_in,
    likeness,
    maybe_same,
)

LAMP = Reported("1", "b12", "12号楼2单元", "street-light", "二单元楼道灯坏了，晚上看不见")


def other(id: str = "2", **changes: str) -> Reported:
    """Another report, by default about another thing elsewhere."""
    said = {"building": "b20", "place": "20号楼", "problem": "noise", "words": "夜里装修太吵"}
    return Reported(id, **{**said, **changes})


def test_r182_the_same_class_at_the_same_building_may_be_the_same() -> None:
    """R182: whatever the words are, one class at one building is worth a look."""
    (twin,) = maybe_same(LAMP, [other(building="b12", problem="street-light")])
    assert (twin.id, twin.ground) == ("2", Ground.PLACE)


def test_r182_the_same_words_may_be_the_same_thing_under_another_class() -> None:
    found = maybe_same(LAMP, [other(words="二单元的楼道灯坏了，晚上看不见路")])
    assert [one.ground for one in found] == [Ground.WORDS]


@pytest.mark.parametrize(
    "one",
    [
        other(),
        other(building="b12"),
        other(problem="street-light"),
        other(problem="street-light", words="路灯不亮"),
        other(building="", place="", words="灯"),
    ],
)
def test_r182_another_thing_is_not_taken_for_the_same(one: Reported) -> None:
    assert maybe_same(LAMP, [one]) == []


def test_a_report_is_never_its_own_twin() -> None:
    assert maybe_same(LAMP, [LAMP]) == []


def test_the_same_place_and_class_stand_before_words_and_few_are_shown() -> None:
    words = [other(f"w{n}", words=LAMP.words) for n in range(9)]
    placed = other("p", building="b12", problem="street-light", words="x")
    found = maybe_same(LAMP, [*words, placed])
    assert found[0].id == "p" and len(found) == MOST_SHOWN


def test_places_without_a_building_are_compared_as_they_were_typed() -> None:
    gate = Reported("1", "", "小区东门口", "garbage", "垃圾堆着")
    same = other(building="", place="小区 东门口", problem="garbage")
    assert [one.id for one in maybe_same(gate, [same])] == ["2"]
    assert maybe_same(gate, [other(building="", place="", problem="garbage")]) == []


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_a_share_and_the_same_from_both_sides(one: str, two: str) -> None:
    assert 0 <= likeness(one, two) <= 1
    assert likeness(one, two) == likeness(two, one)


@given(st.text(alphabet="灯坏了楼道单元门口水管", min_size=2, max_size=30))
def test_a_text_is_wholly_like_itself_whatever_stands_between_its_words(text: str) -> None:
    assert likeness(text, "，".join(text)) == 1


ESTATES = [
    Place("c12", "春晖里", "12号楼", own=True),
    Place("c2", "春晖里", "2号楼"),
    Place("y12", "银河花园", "12号楼"),
    Place("y3", "银河花园", "3号楼"),
]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("银河花园12号楼2单元门口", "y12"),
        ("12号楼 门口", "c12"),
        ("１２号楼", "c12"),
        ("3号楼后面", "y3"),
        ("112号楼", ""),
        ("12号楼和2号楼之间", "c12"),
        ("春晖里12号楼和2号楼之间", ""),
        ("东门", ""),
        ("", ""),
    ],
)
def test_a_typed_place_names_a_building_of_its_estate_or_the_writers_own(
    place: str, found: str
) -> None:
    assert building_in(place, ESTATES) == found


def test_a_building_that_two_estates_have_and_the_writer_has_not_is_none_for_sure() -> None:
    assert building_in("12号楼", [replace(one, own=False) for one in ESTATES]) == ""
