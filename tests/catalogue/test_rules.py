"""Pure decisions about items: which version holds, what obliges, what a cell says."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalogue.rules.cells import limit_cell, lines, read_flag, read_limit, split
from app.catalogue.rules.grounds import grounded, obliges
from app.catalogue.rules.items import GUIDE_FIELDS, Limit, Unit, missing
from app.catalogue.rules.layers import Layer, Published, Span, holding, may_promise, reaches
from app.catalogue.rules.windows import FEWEST, MOST, suggested

DAY = date(2026, 6, 1)
# A busy machine is slow in making examples, which says nothing about the rules.
calmly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
limits = st.one_of(
    st.just(Limit(0, Unit.INSTANT)),
    st.builds(Limit, st.integers(1, 365), st.sampled_from([Unit.WORKING_DAYS, Unit.WORKING_HOURS])),
)


@calmly
@given(st.lists(st.tuples(st.integers(1, 30), days), unique_by=lambda one: one[0]), days)
def test_one_version_holds_on_any_day_and_none_before_the_first(
    versions: list[tuple[int, date]], on: date
) -> None:
    """R57: the version whose day came last holds; a later one of the same day replaces it."""
    known = [Published(*one) for one in versions]
    held = holding(known, on)
    begun = [one for one in known if one.effective_on <= on]
    assert (held is None) == (begun == [])
    if held is not None:
        assert all((one.effective_on, one.number) <= (held.effective_on, held.number)
                   for one in begun)  # fmt: skip


@pytest.mark.parametrize("name", GUIDE_FIELDS)
def test_each_of_the_five_guide_fields_is_needed(name: str) -> None:
    """R60: five fields, none of them empty."""
    whole = {key: ["x"] for key in GUIDE_FIELDS}
    assert missing(whole) == []
    assert missing(whole | {name: []}) == missing(whole | {name: ""}) == [name]


@pytest.mark.parametrize(
    ("title", "number", "counts"),
    [
        ("中华人民共和国社会保险法", "", True),
        ("居住证暂行条例", "国务院令第663号", True),
        ("《烟台市物业管理条例》", "", True),
        ("关于规范基层群众性自治组织出具证明工作的指导意见", "民发〔2020〕20号", True),
        ("人社部发〔2014〕23号", "", True),
        ("山东省人民政府关于加强城乡社区治理的意见", "", True),
        ("国务院关于建立统一的城乡居民基本养老保险制度的意见", "", True),
        ("关于做好高龄津贴发放工作的通知", "鲁民〔2019〕3号", True),
        ("福山区人民政府办公室关于居住证的通知", "福政办〔2020〕5号", False),
        ("烟台市人民政府关于印发某某办法的通知", "", False),
        ("清洋街道办事处工作办法", "", False),
        ("部门会议纪要", "", False),
        ("", "国务院令第663号", False),
    ],
)  # fmt: skip
def test_only_the_state_and_the_province_oblige_a_community(
    title: str, number: str, counts: bool
) -> None:
    """R62: laws, and documents of provincial level or above."""
    assert obliges({"title": title, "number": number}) is counts
    assert grounded([{"title": "部门会议纪要"}, {"title": title, "number": number}]) is counts


@pytest.mark.parametrize(
    ("admitted", "listed", "used", "reached"),
    [
        (True, True, True, Layer.USED),
        (True, True, False, Layer.LISTED),
        (True, False, True, Layer.ADMITTED),
        (True, False, False, Layer.ADMITTED),
        (False, True, True, None),
        (False, False, False, None),
    ],
)
def test_a_lower_layer_reaches_no_further_than_the_upper(
    admitted: bool, listed: bool, used: bool, reached: Layer | None
) -> None:
    """R61: city, district, community, in this order."""
    assert reaches(admitted, listed, used) is reached


@calmly
@given(limits, limits)
def test_a_promise_is_shorter_or_refused(own: Limit, listed: Limit) -> None:
    """R61: shorter only; a day counts as eight hours; without a limit anything is a promise."""
    assert may_promise(own, listed) is (own.hours < listed.hours)
    assert may_promise(own, None)


def test_a_span_ends_before_its_last_day() -> None:
    """R61: listed and used by days, half open."""
    span = Span(DAY, DAY + timedelta(days=2))
    held = [span.holds(DAY + timedelta(days=n)) for n in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]
    assert not Span(DAY, DAY).holds(DAY)


@calmly
@given(st.integers(0, 50_000), st.integers(0, 500))
def test_windows_are_suggested_from_households_and_staff(households: int, staff: int) -> None:
    """R53: no fewer than one, no more than the staff can fill."""
    count = suggested(households, staff)
    assert FEWEST <= count <= MOST
    assert count <= max(1, staff // 4)
    assert count <= suggested(households + 1000, staff + 4)


def test_a_community_of_3300_with_15_people_has_three_windows() -> None:
    """R53: the demo's home community."""
    assert suggested(3300, 15) == 3


@calmly
@given(limits)
def test_a_limit_survives_its_cell(limit: Limit) -> None:
    """R57: what is taken out can be brought in again."""
    assert read_limit(limit_cell(limit.stored())) == limit


@pytest.mark.parametrize("cell", ["5", "五天", "5 天", "-1 个工作日", "=1+1"])
def test_a_limit_that_nobody_can_read_is_refused(cell: str) -> None:
    """R57: a sheet's cell is read as it stands, or refused."""
    with pytest.raises(ValueError):
        read_limit(cell)
    with pytest.raises(ValueError):
        read_flag(cell)


@calmly
@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C"])),
                         min_size=1, max_size=4), max_size=5))  # fmt: skip
def test_parts_stay_apart_in_their_cell(parts: list[list[str]]) -> None:
    """R57: a bar or a line feed within a part does not make two of it."""
    kept = [row for row in parts if any(one.strip() for one in row)]
    read = split(lines(kept), 4)
    assert len(read) == len(kept)
    assert all(len(row) == 4 for row in read)
