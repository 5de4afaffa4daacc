"""The limit of a ticket as working time, never longer than the ticket allows (row R150). Pure."""

from datetime import datetime

from app.catalogue.rules.items import MOST_AMOUNT, Limit, Unit
from app.matters.rules.clock import Time, due_at

MOST_HOURS = 24


def limit_within(accepted: datetime, due: datetime, time: Time) -> Limit:
    """The most working days after `accepted` that end by `due`; working hours where not even one
    day does, and one hour for a ticket that is late already."""
    days = _most(Unit.WORKING_DAYS, MOST_AMOUNT, accepted, due, time)
    if days:
        return Limit(days, Unit.WORKING_DAYS)
    return Limit(
        max(1, _most(Unit.WORKING_HOURS, MOST_HOURS, accepted, due, time)), Unit.WORKING_HOURS
    )


def _most(unit: Unit, most: int, accepted: datetime, due: datetime, time: Time) -> int:
    """By halving: what is due later needs a longer limit."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if due_at(accepted, Limit(middle, unit), (), time) <= due:
            low = middle
        else:
            high = middle - 1
    return low
