"""The share of the doors in what was worked (row R114: half of it or more)."""

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Post, Shift
from app.attendance.rules.share import Presence, Share, share_of

ON = date(2026, 11, 23)
BOTH = {(ON, Part.MORNING): True, (ON, Part.AFTERNOON): True}


def shift(post: Post, begins: str, ends: str) -> Shift:
    """A shift of one day, its hours written 08:30."""
    return Shift("wang", ON, post, time.fromisoformat(begins), time.fromisoformat(ends))


def test_r114_door_hours_are_shared_by_all_hours_that_were_worked() -> None:
    day = [shift(Post.DOOR, "08:30", "12:00"), shift(Post.HALL, "14:00", "17:30")]
    found = share_of(day, BOTH)
    assert (found.door_hours, found.worked_hours, found.percent) == (3.5, 7.0, 50)


def test_r114_a_part_in_which_nobody_was_there_counts_for_nothing() -> None:
    day = [shift(Post.DOOR, "08:30", "12:00"), shift(Post.HALL, "14:00", "17:30")]
    found = share_of(day, {**BOTH, (ON, Part.AFTERNOON): False})
    assert (found.door_hours, found.worked_hours, found.percent) == (3.5, 3.5, 100)


def test_a_shift_over_noon_counts_as_far_as_they_were_there() -> None:
    found = share_of([shift(Post.DOOR, "08:30", "17:30")], {**BOTH, (ON, Part.AFTERNOON): False})
    assert found == Share(door=300, worked=300)


def test_a_part_that_asks_for_no_touch_goes_with_the_other_one() -> None:
    # From the door's end at 14:00 nothing is asked after noon.
    early = [shift(Post.HALL, "08:30", "14:00")]
    assert share_of(early, {(ON, Part.MORNING): True}) == Share(0, 330)
    assert share_of(early, {(ON, Part.MORNING): False}) == Share(0, 0)
    assert share_of(early, {}) == Share(0, 0)


def test_of_no_time_at_all_there_is_no_share() -> None:
    assert Share().percent is None


def test_a_minute_below_half_is_not_said_to_be_half() -> None:
    assert Share(door=299, worked=600).percent == 49


@given(
    st.lists(
        st.tuples(st.sampled_from(Post), st.times(), st.times()).filter(lambda one: one[1] < one[2])
    ),
    st.dictionaries(st.tuples(st.just(ON), st.sampled_from(Part)), st.booleans()),
)
def test_no_share_is_more_than_the_whole(
    given_: list[tuple[Post, time, time]], presence: Presence
) -> None:
    found = share_of([Shift("wang", ON, *one) for one in given_], presence)
    assert 0 <= found.door <= found.worked
    assert found.percent is None or 0 <= found.percent <= 100
