"""How many working days a leave takes, by the calendar (rows R22, R23)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attendance.rules.calendar import Calendar
from app.attendance.rules.leave import Span, taken
from app.attendance.rules.parts import Part

AM, PM = Part.MORNING, Part.AFTERNOON
# 2026: Saturday 10-10 is worked for the National Day, 10-01 to 10-07 are off.
NATIONAL = {date(2026, 10, on): ("国庆节", False) for on in range(1, 8)}
NATIONAL[date(2026, 10, 10)] = ("国庆节", True)
CALENDAR = Calendar(NATIONAL, frozenset({2026}), {date(2026, 10, 12): ("社区日", False)})


@pytest.mark.parametrize(
    ("first", "first_part", "last", "last_part", "days", "provisional"),
    [
        (date(2026, 10, 8), AM, date(2026, 10, 8), PM, "1", False),
        (date(2026, 10, 8), AM, date(2026, 10, 8), AM, "0.5", False),
        (date(2026, 10, 8), PM, date(2026, 10, 9), PM, "1.5", False),
        # a make-up Saturday counts, the Sunday after and the community's own day do not
        (date(2026, 10, 9), AM, date(2026, 10, 12), PM, "2", False),
        (date(2026, 9, 30), AM, date(2026, 10, 8), AM, "1.5", False),
        (date(2026, 10, 3), AM, date(2026, 10, 4), PM, "0", False),
        (date(2026, 12, 31), AM, date(2027, 1, 1), PM, "2", True),
        (date(2027, 1, 4), AM, date(2027, 1, 4), PM, "1", True),
    ],
)
def test_make_up_days_count_and_days_off_do_not(
    first: date, first_part: Part, last: date, last_part: Part, days: str, provisional: bool
) -> None:
    found = taken(Span(first, first_part, last, last_part), CALENDAR)
    assert (found.days, found.provisional) == (days, provisional)


SPANS = st.builds(
    Span,
    st.dates(date(2026, 1, 1), date(2026, 2, 1)),
    st.sampled_from(Part),
    st.dates(date(2026, 1, 1), date(2026, 2, 1)),
    st.sampled_from(Part),
).filter(lambda span: span.runs)


@given(SPANS, SPANS)
def test_spans_meet_exactly_when_they_share_a_part(one: Span, other: Span) -> None:
    shared = set(one.parts()) & set(other.parts())
    assert one.meets(other) == bool(shared) == other.meets(one)


@given(SPANS, SPANS)
def test_moments_follow_parts(one: Span, other: Span) -> None:
    (since, until), (begins, ends) = one.moments("Asia/Shanghai"), other.moments("Asia/Shanghai")
    assert since < until
    assert (since < ends and begins < until) == one.meets(other)
