"""Ids are of the one spelling, unlike each other, and in the order in which they were made."""

from app.kit.ids import is_uuid, uuid7

MANY = 2000


def test_what_is_made_one_after_the_other_is_in_that_order_by_its_ids() -> None:
    made = [uuid7() for _ in range(MANY)]
    assert made == sorted(made)
    assert len(set(made)) == MANY and all(map(is_uuid, made))


def test_ids_of_one_given_moment_are_unlike_each_other() -> None:
    made = {uuid7(1_700_000_000_000) for _ in range(MANY)}
    assert len(made) == MANY and all(map(is_uuid, made))
    assert {one[:13] for one in made} == {"018bcfe5-6800"}
