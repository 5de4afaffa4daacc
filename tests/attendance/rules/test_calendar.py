"""Row R112; never-again 49: working days with make-up days, and years that are not out yet."""

from datetime import date
from pathlib import Path

import pytest

import app.attendance
from app.attendance.rules.calendar import Calendar, read

DATA = Path(app.attendance.__file__).parent / "data"


def _calendar(local: dict[date, tuple[str, bool]] | None = None) -> Calendar:
    years = [read(path.read_text("utf8")) for path in sorted(DATA.glob("*.json"))]
    national = {on: said for _, days in years for on, said in days.items()}
    return Calendar(national, frozenset(year for year, _ in years), local or {})


@pytest.mark.parametrize(
    ("on", "works", "name", "provisional"),
    [
        (date(2026, 11, 23), True, "", False),
        (date(2026, 11, 22), False, "", False),
        (date(2026, 1, 4), True, "元旦", False),  # a Sunday that is worked
        (date(2026, 2, 17), False, "春节", False),
        (date(2027, 2, 8), True, "", True),  # not out yet
    ],
)
def test_never_49_a_make_up_day_is_worked_and_a_year_not_out_yet_says_so(
    on: date, works: bool, name: str, provisional: bool
) -> None:
    found = _calendar().day(on)
    assert (found.works, found.name, found.provisional) == (works, name, provisional)


def test_what_a_community_decided_goes_before_the_national_calendar() -> None:
    here = _calendar({date(2026, 1, 4): ("台风停工", False), date(2027, 5, 1): ("值守", True)})
    assert here.day(date(2026, 1, 4)).works is False
    assert here.day(date(2027, 5, 1)).provisional is False


def test_working_days_are_counted_over_holidays_and_make_up_days() -> None:
    # 2026-02-13 is a Friday; 14 is worked, 15 to 23 are off.
    assert _calendar().after(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert _calendar().after(date(2026, 2, 13), 2) == date(2026, 2, 24)
    with pytest.raises(ValueError, match="count"):
        _calendar().after(date(2026, 2, 13), 0)


def _year(*days: str) -> str:
    return f'{{"year": 2026, "days": [{", ".join(days)}]}}'


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "year"),
        ("[]", "year"),
        ('{"year": 2026}', "year"),
        (_year('{"date": "2026-02-30", "name": "x", "isOffDay": true}'), "days: 1"),
        (_year('{"date": "2026-02-03", "name": "x", "isOffDay": 1}'), "days: 1"),
        (_year(*['{"date": "2026-02-03", "name": "x", "isOffDay": true}'] * 2), "days: 2"),
    ],
)
def test_a_file_of_another_shape_is_refused_by_field(text: str, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        read(text)
