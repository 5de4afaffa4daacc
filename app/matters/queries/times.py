"""The working time of a community, as it stood when a matter was opened (row R82).

No change of the community's own days afterwards makes a matter due earlier, or stretches its time.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache

from sqlmodel import Session

from app.attendance.queries.terms import CalendarInTime, TermsInTime, terms_in_time
from app.attendance.rules.calendar import Calendar
from app.matters.rules.clock import Time


class OfCommunity:
    """Working days by the calendar as it was known at a moment, hours by the community's terms;
    each asked of the database when somebody wants to know, and once."""

    def __init__(self, calendar: Callable[[], Calendar], terms: Callable[[], TermsInTime]) -> None:
        self._calendar, self._terms = cache(calendar), terms

    def works(self, on: date) -> bool:
        """Whether a day is worked."""
        return self._calendar().day(on).works

    def hours(self, on: date) -> tuple[time, time]:
        """When the doors open and close."""
        held = self._terms().on(on)
        return held.opens, held.closes


class Times:
    """The working time of one community at any moment, from a few queries made at most once."""

    def __init__(self, session: Session, community_id: str, zone: str) -> None:
        self.zone = zone
        self._calendars = cache(lambda: CalendarInTime(session, community_id))
        self._terms = cache(lambda: terms_in_time(session, community_id))

    def at(self, moment: datetime) -> Time:
        """Its working time as it was known then."""
        return Time(OfCommunity(lambda: self._calendars().at(moment), self._terms), self.zone)


def time_of(session: Session, community_id: str, zone: str, at: datetime) -> Time:
    """The working time of a community as it was known at a moment."""
    return Times(session, community_id, zone).at(at)
