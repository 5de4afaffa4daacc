"""Nobody can be recognised in a case of the knowledge base (row R92)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.handbook.rules.anonymity import Known, Trace, traces

PATIENT = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KNOWN = Known(
    frozenset({"周建国", "Anna Li", "本人"}), frozenset({"0535-6301234"}), frozenset({"12-3-501"})
)


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("周建国来问", Trace.NAME),
        ("周 建 国来问", Trace.NAME),
        ("周大爷腿脚不便", Trace.NAME),
        ("anna li 来问", Trace.NAME),
        ("ＡＮＮＡ　ＬＩ来问", Trace.NAME),
        ("电话 138 1234 5678", Trace.PHONE),
        ("电话１３８－１２３４－５６７８", Trace.PHONE),
        ("打 6301234 也可以，区号 0535", Trace.PHONE),
        ("打 0535 630 1234", Trace.PHONE),
        ("证号 37061119600101123X", Trace.ID_NUMBER),
        ("12号楼的灯坏了", Trace.DOOR),
        ("３单元的灯坏了", Trace.DOOR),
        ("12-3-501 的灯坏了", Trace.DOOR),
        ("住在501室", Trace.DOOR),
    ],
)
def test_what_shows_who_it_was_is_found_however_it_is_written(text: str, trace: Trace) -> None:
    """R92: a name, a telephone, a number or a door in a case."""
    known = KNOWN if "6301234" not in text else Known(frozenset(), frozenset({"6301234"}))
    assert trace in {one.trace for one in traces(text, known)}


@pytest.mark.parametrize(
    "text",
    [
        "一位独居老人要办居住证，材料差一张照片",
        "本人到窗口办，2026年11月23日办好，用了 3 个工作日",
        "请打 12345 或者 95598；周一到周五都可以",
        "申请表一式 2 份，复印件 1 份，身份证原件",
    ],
)
def test_what_names_nobody_is_let_through(text: str) -> None:
    """R92: days, limits, hotlines and numbers of copies say nothing of anybody."""
    assert traces(text, KNOWN) == []


@PATIENT
@given(st.text("灯坏了三天,。 ", max_size=20), st.text("灯坏了三天,。 ", max_size=20))
def test_a_known_name_is_found_between_any_words(before: str, after: str) -> None:
    assert Trace.NAME in {one.trace for one in traces(f"{before}周建国{after}", KNOWN)}


@PATIENT
@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "-", ".", "－"]))
def test_every_mobile_number_is_found_with_any_gap(number: str, gap: str) -> None:
    said = gap.join((number[:3], number[3:7], number[7:]))
    found = traces(f"电话{said}。", Known())
    assert Trace.PHONE in {one.trace for one in found}
