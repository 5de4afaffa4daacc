"""What a department is told of what it has to do with, and when that is news (row R94). Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

# What happened earlier is known from the list; so nobody hears of it once more when old news go,
# nor of years when they take a seat.
NEW_FOR = timedelta(days=1)


class News(StrEnum):
    """What happens to a matter that concerns the department that has it."""

    PASSED = "passed"
    OVERDUE = "overdue"
    WAITING = "waiting"
    RESUMED = "resumed"
    FURTHER_MATERIAL = "further_material"
    ENDED = "ended"
    JOINT = "joint"


def new(
    happened: Iterable[tuple[News, datetime]], told: Mapping[News, datetime], now: datetime
) -> list[News]:
    """What somebody is to hear now, each kind once and in the order in which it happened. `told`:
    when they heard of each kind about this matter last."""
    found: list[News] = []
    for news, at in sorted(happened, key=lambda one: one[1]):
        known = told.get(news)
        fresh = now - NEW_FOR < at <= now and (known is None or known < at)
        if fresh and news not in found:
            found.append(news)
    return found
