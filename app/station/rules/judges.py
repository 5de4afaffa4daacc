"""Who comes from outside a community, so that they may judge its cases (row R111)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.org.rules import Period

# Whoever worked in a community knows its people for a long time after.
OUTSIDE_AFTER = timedelta(days=365)
# Two votes decide, and a third is asked when they differ.
FULL_PANEL = 3


def works_from(worked: Iterable[Period], at: datetime) -> bool:
    """Whether somebody works in a community at the moment `at`, or is to work there later."""
    return any(one.until is None or one.until > at for one in worked)


def worked_lately(worked: Iterable[Period], at: datetime) -> bool:
    """Whether somebody has worked in a community within the year before `at`."""
    return works_from(worked, at - OUTSIDE_AFTER)
