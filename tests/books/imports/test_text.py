"""What other people's cells become (row R127)."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.books.imports.rules import values
from app.books.imports.rules.areas import parent_of
from app.books.imports.rules.doors import building_key, building_name, room_name, split_address
from app.books.imports.rules.fields import What, meaning, refused
from app.books.imports.rules.text import clean, header_key, shown
from app.books.imports.rules.values import Bad

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("　５０１　", "501"),
        ("12.0", "12"),
        (" 银河 花园\u00a0", "银河 花园"),
        ('="0101"', "0101"),
        ("１２－１", "12-1"),
        ("张三\x00\x07", "张三"),
        ("备注，见下；", "备注，见下；"),
    ],
)
def test_a_cell_becomes_what_a_person_sees(typed: str, seen: str) -> None:
    assert clean(typed) == seen


@pytest.mark.parametrize(
    ("value", "form", "seen"),
    [
        (12.0, "General", "12"),
        (13812345678.0, "General", "13812345678"),
        (3, "00", "03"),
        (2.5, "General", "2.5"),
        (datetime(2024, 5, 1), "yyyy", "2024-05-01"),
        (True, "General", "TRUE"),
        (None, "General", ""),
    ],
)
def test_numbers_and_days_become_text(value: object, form: str, seen: str) -> None:
    assert shown(value, form) == seen


@given(some.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once or once[:2] == '="'
    assert once == once.strip() and "\u3000" not in once and "\n" not in once


@given(some.text(alphabet="0123456789", min_size=1, max_size=12))
def test_digits_are_the_same_in_any_width(digits: str) -> None:
    wide = "".join(chr(ord(one) + 0xFEE0) for one in digits)
    assert clean(f"　{wide} ") == digits


@given(some.text())
def test_no_text_breaks_a_parser(text: str) -> None:
    for parse in (values.people, values.phone, values.contact_by, values.grid, values.area_code,
                  lambda one: values.day(one, TODAY)):  # fmt: skip
        try:
            parse(clean(text))
        except Bad as problem:
            assert problem.message.text("en")
    building_key(text), split_address(clean(text)), header_key(text)


@pytest.mark.parametrize("spelt", ["12", "12号楼", "12#", "12栋", "012幢", "１２号楼", "十二号楼"])
def test_every_spelling_of_a_building_is_the_same_building(spelt: str) -> None:
    assert building_key(clean(spelt)) == "12"


def test_a_new_building_is_called_as_people_call_it() -> None:
    assert building_name("12") == building_name("12#") == "12号楼"
    assert building_name("A座") == "A座" and room_name("501室") == "501"


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("银河花园12号楼1单元501室", ("银河花园", "12号楼", "1", "501")),
        ("银河花园 12栋 3门 0502", ("银河花园", "12栋", "3", "0502")),
        ("12-1-501", ("", "12", "1", "501")),
        ("7号楼302", ("", "7号楼", "", "302")),
    ],
)
def test_an_address_in_one_cell_is_taken_apart(address: str, parts: tuple[str, ...]) -> None:
    assert split_address(address) == parts


@pytest.mark.parametrize(
    ("typed", "number"),
    [("138 1234 5678", "13812345678"), ("+86-138-1234-5678", "13812345678"),
     ("0535-6351234", "05356351234"), ("(0535)6351234", "05356351234"), ("", "")],
)  # fmt: skip
def test_a_telephone_number_keeps_its_digits(typed: str, number: str) -> None:
    assert values.phone(clean(typed)) == number


@pytest.mark.parametrize("typed", ["1.38E+10", "1381234567", "13812345678/13912345678", "无"])
def test_a_number_that_nobody_can_call_is_refused(typed: str) -> None:
    with pytest.raises(Bad):
        values.phone(typed)


@pytest.mark.parametrize(
    "typed", ["2024-05-01", "2024/5/1", "2024.5.1", "2024年5月1日", "20240501", "45413",
              "2024-05-01 08:30"],
)  # fmt: skip
def test_a_day_is_read_in_every_shape(typed: str) -> None:
    assert values.day(typed, TODAY) == date(2024, 5, 1)


@pytest.mark.parametrize("typed", ["2024-13-01", "2027-01-01", "去年", "5月1日"])
def test_a_day_that_is_none_or_not_yet_is_refused(typed: str) -> None:
    with pytest.raises(Bad):
        values.day(typed, TODAY)


@pytest.mark.parametrize(("typed", "count"), [("3", 3), ("3人", 3), ("三口人", 3), ("", None)])
def test_people_are_counted(typed: str, count: int | None) -> None:
    assert values.people(typed) == count


@pytest.mark.parametrize("typed", ["31", "三四", "很多", "-1", "2.5"])
def test_a_number_of_people_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(Bad):
        values.people(typed)


@pytest.mark.parametrize("typed", ["3", "03", "03网格", "第三网格", "银河社区03网格", "三"])
def test_a_grid_is_known_by_its_number(typed: str) -> None:
    assert values.grid(typed) == 3


@pytest.mark.parametrize(
    "header",
    ["宗教信仰", "信 访 情况", "是否吸毒", "刑满释放时间", "精神病史", "育龄妇女", "婚姻状况",
     "身份证号码", "人员类别", "Religion", "Marital status", "ID number", "ID card", "上访（次）"],
)  # fmt: skip
def test_columns_of_what_we_never_build_are_refused_whatever_the_spelling(header: str) -> None:
    assert refused(header) is not None


@pytest.mark.parametrize(
    "header", ["小区", "联系电话", "户主姓名", "入住日期", "备注", "性别", "Name"]
)
def test_ordinary_columns_are_not_refused(header: str) -> None:
    assert refused(header) is None


@pytest.mark.parametrize(
    ("header", "field"),
    [("楼栋号（必填）", "building"), ("户主姓名", "contact_name"), ("Room No.", "room"),
     ("序号", ""), ("备注", None)],
)  # fmt: skip
def test_headers_are_known_by_their_synonyms(header: str, field: str | None) -> None:
    assert meaning(What.HOUSEHOLDS, header, {}) == field


def test_what_somebody_said_of_a_header_comes_first() -> None:
    assert meaning(What.HOUSEHOLDS, "户号", {"户号": "entrance"}) == "entrance"


def test_codes_of_6_9_and_12_digits_make_one_tree() -> None:
    street = values.area_code("370611001")
    assert street == "370611001000" and parent_of("370611001032") == street
    assert parent_of(street) == values.area_code("370611") == "370611000000"
    assert parent_of(parent_of("370611000000") or "") is None
