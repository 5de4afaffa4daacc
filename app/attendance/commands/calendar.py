"""Days that a community decides itself, and years that come later than this version (row R22)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.attendance.forms.calendar import DayEntry
from app.attendance.models import CalendarDay, NationalYear
from app.attendance.rules.calendar import read
from app.kit import audit


@dataclass(frozen=True, slots=True)
class Head:
    """Who decides for which community, and when."""

    community_id: str
    by: str
    now: datetime


def set_day(session: Session, head: Head, entry: DayEntry) -> None:
    """A day is worked here, or not, whatever the national calendar says."""
    row = session.get(CalendarDay, (head.community_id, entry.on))
    if row is None:
        row = CalendarDay(
            community_id=head.community_id,
            on=entry.on,
            works=entry.works,
            name=entry.name,
            set_by=head.by,
            set_at=head.now,
        )
    row.works, row.name, row.set_by, row.set_at = entry.works, entry.name, head.by, head.now
    session.add(row)
    _note(session, head, "calendar.set", entry.on, {"works": entry.works, "name": entry.name})


def unset_day(session: Session, head: Head, on: date) -> bool:
    """The national calendar holds again; False when it did all the time."""
    row = session.get(CalendarDay, (head.community_id, on))
    if row is None:
        return False
    _note(session, head, "calendar.unset", on, {"works": row.works, "name": row.name})
    session.delete(row)
    return True


def _note(session: Session, head: Head, kind: str, on: date, said: dict[str, object]) -> None:
    values = {"on": str(on), **said}
    audit.record(session, head.community_id, head.now, kind, head.by, head.community_id, values)


def add_year(session: Session, text: str, now: datetime) -> tuple[int, int]:
    """A year of the national calendar, for every community; the year, and how many days it names.
    Raises ValueError, naming the field, for anything of another shape."""
    year, days = read(text)
    if not days or any(abs(on.year - year) > 1 for on in days):
        raise ValueError("days: not of that year")
    row = session.get(NationalYear, year) or NationalYear(year=year, text=text, added_at=now)
    row.text, row.added_at = text, now
    session.add(row)
    return year, len(days)
