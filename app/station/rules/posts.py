"""Who may take which post from when on: pure decisions over dated holdings (rows R20, R37)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.org.rules import Period

# A change is entered on its day, or some weeks before it holds.
LONGEST_AHEAD = timedelta(days=92)


def free_from(periods: Iterable[Period], since: datetime) -> bool:
    """Whether nobody holds the post from `since` on: every period is over by then."""
    return all(one.until is not None and one.until <= since for one in periods)


def vacant_since(periods: Iterable[Period], opened_at: datetime, at: datetime) -> datetime | None:
    """Since when a grid that began at `opened_at` has had no worker at `at`; None when it has one.

    A grid that has yet to begin is not vacant.
    """
    known = list(periods)
    if opened_at > at or any(
        one.since <= at and (one.until is None or at < one.until) for one in known
    ):
        return None
    ends = [one.until for one in known if one.until is not None and one.until <= at]
    return max([opened_at, *ends])
