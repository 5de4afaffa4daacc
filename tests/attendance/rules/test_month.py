"""A month by its weeks."""

from datetime import date

import pytest

from app.attendance.rules.month import Month, month_of


def test_a_month_knows_its_days_its_neighbours_and_its_weeks() -> None:
    month = Month("2026-12")
    assert (month.first, month.last) == (date(2026, 12, 1), date(2026, 12, 31))
    assert (month.before, month.after) == ("2026-11", "2027-01")
    assert month.weeks[0][0] == date(2026, 11, 30)
    assert all(len(week) == 7 and week[0].weekday() == 0 for week in month.weeks)


def test_february_of_a_leap_year_has_its_day() -> None:
    assert Month("2028-02").last == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-1", "１２３４-12", "1999-12", "2026-12-01"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Month(text)


def test_a_day_names_its_month() -> None:
    assert month_of(date(2026, 3, 9)) == "2026-03"
