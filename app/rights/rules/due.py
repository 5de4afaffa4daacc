"""When something has run out, and when an answer is due. Pure."""

from datetime import date, timedelta


def due_on(asked_on: date, days: int) -> date:
    """The last day on which an answer is in time."""
    return asked_on + timedelta(days=days)


def last_run_out(day: date, days: int) -> date:
    """What began on this day or before has been kept for `days` whole days when `day` begins."""
    return day - timedelta(days=days + 1)


def has_run_out(began: date, days: int, day: date) -> bool:
    """Whether something that began on `began` and is kept for `days` has run out on `day`."""
    return began <= last_run_out(day, days)
