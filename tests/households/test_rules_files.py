"""When help is due, which file wins, what is agreed and kept (R47, R119, R127, R139, R142)."""

import hashlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.households.rules.consents import TEXTS, ConsentFor, current, text_of
from app.households.rules.fields import EDITABLE, FIELDS, ON_CONSENT
from app.households.rules.mergers import Kept, Listed, door_key, likely, phone_key, winner
from app.households.rules.needs import (
    CODE_LENGTH,
    CODE_LETTERS,
    Agreed,
    next_help,
    service_code,
    tasks,
)

days = st.dates(date(2025, 1, 1), date(2028, 1, 1))
names = st.sampled_from(["", "王女士", "李先生"])
phones = st.sampled_from(["", "15400000001", "15400000002"])
files = st.builds(
    Kept,
    people=st.none() | st.integers(0, 9),
    contact_name=names,
    contact_phone=phones,
    contact_by=st.sampled_from(["door", "phone"]),
    verified_on=st.none() | days,
    moved_in_on=st.none() | days,
)


def test_r127_every_field_says_what_it_is_for_on_what_ground_and_how_long() -> None:
    """R127: purpose, ground and retention of every field; consent where it rests on that."""
    assert set(EDITABLE) | {"door", "needs", "visits", "concerns", "verified_on"} <= set(FIELDS)
    for one in FIELDS.values():
        assert all((one.label.msgid, one.purpose.msgid, one.basis.msgid, one.retention.msgid))
        assert "{days}" in one.retention.msgid
    assert all("同意" in FIELDS[name].basis.msgid for name in ON_CONSENT)


def test_r139_the_form_is_minimal() -> None:
    """R139: no field for an ID number, a birth date, a sex, a belief or a category."""
    assert set(FIELDS).isdisjoint({"id_number", "name", "birth", "sex", "religion", "category"})


@given(days, st.integers(1, 90), st.integers(0, 400), st.none() | st.integers(-30, 400))
def test_r119_regular_help_is_due_on_its_days_until_somebody_was_reached(
    starts: date, every: int, passed: int, reached: int | None
) -> None:
    day = starts + timedelta(days=passed)
    last = None if reached is None else min(day, starts + timedelta(days=reached))
    due = next_help(starts, every, last, day)
    assert (due - starts).days % every == 0, "on one of its days"
    assert day - timedelta(days=every) < due <= day + timedelta(days=every)
    if due > day:
        assert last is not None and last >= due - timedelta(days=every)
    else:
        assert last is None or last < due


@given(days, st.integers(1, 90), st.integers(1, 90))
def test_r119_before_it_begins_nothing_is_missed(starts: date, every: int, ahead: int) -> None:
    assert next_help(starts, every, None, starts - timedelta(days=ahead)) == starts


@given(days, st.integers(1, 366), st.none() | st.integers(1, 366), st.none() | st.integers(1, 60))
def test_r119_a_need_always_asks_to_be_looked_at_again(
    starts: date, lasts: int, review: int | None, every: int | None
) -> None:
    need = Agreed(
        starts, starts + timedelta(days=lasts),
        None if review is None else starts + timedelta(days=review), every,
    )  # fmt: skip
    found = tasks(need, None, starts)
    assert [one.kind for one in found if one.kind != "help"] in (["review"], ["ends"])
    assert all(one.due_on <= need.ends_on for one in found)
    assert any(one.kind == "help" for one in found) == (every is not None)


@given(st.lists(st.integers(0, len(CODE_LETTERS) - 1), min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_r142_a_service_code_says_nothing(chance: list[int]) -> None:
    """R142: six signs by chance that spell nothing."""
    code = service_code(chance)
    assert len(code) == CODE_LENGTH
    assert not set(code) & set("AEIOUY015")


@given(files, files)
def test_r47_a_merged_file_loses_nothing_and_invents_nothing(one: Kept, other: Kept) -> None:
    won = winner(one, other)
    assert won.people in (one.people, other.people)
    assert (won.people is None) == (one.people is None and other.people is None)
    contacts = {(x.contact_name, x.contact_phone) for x in (one, other)}
    assert (won.contact_name, won.contact_phone) in contacts, "never the name of one, other's phone"
    assert any(won.contact_name + won.contact_phone) == any(
        x.contact_name + x.contact_phone for x in (one, other)
    )
    known = [x.verified_on for x in (one, other) if x.verified_on]
    assert won.verified_on == max(known, default=None)


@given(files)
def test_r47_a_file_merged_with_itself_stays_as_it_is(one: Kept) -> None:
    assert winner(one, one) == one


@pytest.mark.parametrize(
    ("entrance", "room"),
    [
        ("3", "501"),
        ("３", "５０１"),
        ("3单元", "501室"),
        ("", "3-501"),
        ("03", "0501"),
        (" 3 ", "501 "),
    ],
)
def test_r47_one_door_has_one_key_however_it_is_spelled(entrance: str, room: str) -> None:
    assert door_key(entrance, room) == ("3", "501")


def test_r47_doors_of_long_buildings_stay_apart() -> None:
    assert door_key("1", "1101") != door_key("11", "101")
    assert phone_key("+86 154-0000-0001") == phone_key("１５４００００００01") == "15400000001"
    assert phone_key("110") == ""


def test_r47_likely_duplicates_are_paired_once_with_the_reason() -> None:
    found = likely(
        [
            Listed("a", "b1", "3", "501", "15400000001"),
            Listed("b", "b1", "", "3-501", "15400000001"),
            Listed("c", "b2", "1", "101", "154 0000 0001"),
            Listed("d", "b2", "1", "102"),
        ]
    )
    assert [(one.first, one.second, one.why) for one in found] == [
        ("a", "b", "door"),
        ("a", "c", "phone"),
    ]


def test_r127_a_text_that_was_agreed_to_is_never_changed() -> None:
    """Who changes a wording gives it a new version, and adds its digest here."""
    digests = {
        (one.purpose.value, one.version): hashlib.sha256(one.text.msgid.encode()).hexdigest()[:12]
        for one in TEXTS
    }
    assert digests == AGREED
    for purpose in ConsentFor:
        assert text_of(purpose, current(purpose).version) == current(purpose).text
    assert text_of("contact", "1999-01") is None


AGREED = {
    ("contact", "2026-11"): "5c992e8f7376",
    ("need", "2026-11"): "e4e2d64a7ebb",
}
