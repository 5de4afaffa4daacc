"""The working time of a community, as it stood when a matter was opened (row R82).

No change of the community's own days afterwards makes a matter due earlier, or stretches its time.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session

from app.attendance.queries.terms import CalendarInTime, TermsInTime, terms_in_time
from app.attendance.rules.calendar import Calendar
from app.matters.rules.clock import Time


@dataclass(frozen=True, slots=True)
class OfCommunity:
    """Working days by the calendar, hours by the community's terms."""

    calendar: Calendar
    terms: TermsInTime

    def works(self, on: date) -> bool:
        """Whether a day is worked."""
        return self.calendar.day(on).works

    def hours(self, on: date) -> tuple[time, time]:
        """When the doors open and close."""
        held = self.terms.on(on)
        return held.opens, held.closes


class Times:
    """The working time of one community at any moment, from a few queries made once."""

    def __init__(self, session: Session, community_id: str, zone: str) -> None:
        self.zone, self._calendars = zone, CalendarInTime(session, community_id)
        self._terms = terms_in_time(session, community_id)

    def at(self, moment: datetime) -> Time:
        """Its working time as it was known then."""
        return Time(OfCommunity(self._calendars.at(moment), self._terms), self.zone)


def time_of(session: Session, community_id: str, zone: str, at: datetime) -> Time:
    """The working time of a community as it was known at a moment."""
    return Times(session, community_id, zone).at(at)
