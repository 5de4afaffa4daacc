"""Months as the register keeps them: 2026-11, from local midnight to local midnight. Pure."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHAPE = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


def month_of(day: date) -> str:
    """The month of a day."""
    return f"{day:%Y-%m}"


def is_month(text: str) -> bool:
    """Whether `text` names a month."""
    return SHAPE.fullmatch(text) is not None


def first_day(month: str) -> date:
    """Its first day. Raises ValueError for what is no month."""
    if not is_month(month):
        raise ValueError("month: not a month")
    return date.fromisoformat(f"{month}-01")


def after(month: str) -> str:
    """The month after it."""
    return month_of(first_day(month) + timedelta(days=31))


def before(month: str) -> str:
    """The month before it."""
    return month_of(first_day(month) - timedelta(days=1))


def span(month: str, zone: str) -> tuple[datetime, datetime]:
    """From which moment until before which one it lasts."""
    local = ZoneInfo(zone)
    return (
        datetime.combine(first_day(month), time(), local),
        datetime.combine(first_day(after(month)), time(), local),
    )


def may_close(month: str, today: date) -> bool:
    """Only a month that is over is closed (row R131)."""
    return month < month_of(today)
