"""Codes of units, text in cells, addresses as people type them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.books.rules.address import parse, tidy
from app.books.rules.cells import csv_field, is_risky, plain
from app.books.rules.uscc import LETTERS, Fault, check_character, fault
from app.books.rules.uscc import tidy as tidy_code

BODIES = st.builds(
    lambda head, place, rest: head + place + rest,
    st.text(LETTERS, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(LETTERS, min_size=9, max_size=9),
)


def test_r5_the_example_of_the_standard_is_right() -> None:
    assert fault("91350100M000100Y43") is None


@given(BODIES)
def test_r5_a_code_with_its_check_character_is_right(body: str) -> None:
    assert fault(body + check_character(body)) is None


@given(BODIES, st.integers(0, 16), st.sampled_from(LETTERS))
def test_r5_one_wrong_character_is_always_noticed(body: str, place: int, other: str) -> None:
    code = body + check_character(body)
    wrong = code[:place] + other + code[place + 1 :]
    assert (fault(wrong) is None) == (wrong == code)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("", None),
        ("123456789012345", Fault.LENGTH),
        ("91350100I000100Y43", Fault.LETTERS),
        ("9135A100M000100Y43", Fault.PLACE),
        ("91350100M000100Y44", Fault.CHECK),
    ],
)
def test_r5_it_is_said_what_is_wrong_with_a_code(code: str, wrong: Fault | None) -> None:
    assert fault(code) is wrong


def test_r5_full_width_and_gaps_are_tidied() -> None:
    assert tidy_code(" ９１350100 m000100y43 ") == "91350100M000100Y43"


@given(st.text())
def test_no_field_of_a_csv_begins_a_formula(text: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_field(text), newline=""), strict=True))
    assert len(rows) <= 1
    assert not rows or not rows[0] or not is_risky(rows[0][0])


@given(st.text(st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"])))
def test_what_is_harmless_stays_as_it_was(text: str) -> None:
    kept = plain(text)
    rows = list(csv.reader(io.StringIO(csv_field(text), newline="")))
    read = rows[0][0] if rows and rows[0] else ""
    assert read in (kept, "'" + kept)


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1", "0501", "3-12", "12E5",
             "123456789012345678"]
)  # fmt: skip
def test_what_a_program_would_misread_is_marked_as_text(text: str) -> None:
    assert csv_field(text).lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["12号楼 3-12", "王秀英", "13812345678", "501", "3"])
def test_ordinary_text_carries_no_mark(text: str) -> None:
    assert csv_field(text) == text


@pytest.mark.parametrize(
    ("typed", "number", "estate", "entrance", "room", "either"),
    [
        ("12号楼3单元501室", "12", "", "3", "501", ""),
        ("12-3-501", "12", "", "3", "501", ""),
        ("12-501", "12", "", "", "501", ""),
        ("１２号楼 501", "12", "", "", "501", ""),
        ("海棠里12栋", "12", "海棠里", "", "", ""),
        ("12号楼3单元", "12", "", "3", "", ""),
        ("12-3", "12", "", "", "", "3"),
        ("银河花园 12号楼 1-101", "12", "银河花园", "1", "101", ""),
    ],
)
def test_r143_an_address_is_read_as_it_is_typed(
    typed: str, number: str, estate: str, entrance: str, room: str, either: str
) -> None:
    found = parse(tidy(typed))
    assert found is not None
    assert (found.number, found.estate, found.entrance, found.room, found.either) == (
        number, estate, entrance, room, either,
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["王秀英", "501", "13812345678", "送餐", ""])
def test_r143_names_and_numbers_are_no_address(typed: str) -> None:
    assert parse(tidy(typed)) is None
