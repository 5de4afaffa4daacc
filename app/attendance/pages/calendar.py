"""日历: which days are worked here, and the head's own decisions about them (row R22)."""

import calendar as months
from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody

from app.attendance.commands.calendar import Head, set_day, unset_day
from app.attendance.forms.calendar import FIRST_YEAR, LAST_YEAR, parse_day, parse_on
from app.attendance.pages.common import STAFF, community_here, today_here
from app.attendance.queries.terms import calendar_of
from app.attendance.rules.calendar import SATURDAY, Calendar, Day
from app.auth.guards import who
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.web import Work, get, post
from app.station.pages.common import HEAD, is_head

WEEKS = months.Calendar()


@get("/calendar", guard=STAFF)
def year_page(
    work: NamedDependency[Work], year: FromQuery[str] = "", on: FromQuery[str] = ""
) -> Response[str]:
    """A year by months."""
    return _show(work, _year(work, year or on[:4]), {"on": on} if _is_day(on) else {}, {})


@post("/calendar/days", guard=HEAD)
def change_day(work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]) -> Response[str]:
    """A day is worked here, or not."""
    fields = posted(data)
    entry = parse_day(fields)
    if isinstance(entry, Refusal):
        return _show(work, _year(work, str(fields.get("on", ""))[:4]), fields, entry.errors, 422)
    set_day(work.session, _head(work), entry)
    return redirect(f"/calendar?year={entry.on.year}")


@post("/calendar/removals", guard=HEAD)
def forget_day(work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]) -> Response[str]:
    """The national calendar holds again for a day."""
    fields = posted(data)
    on = parse_on(fields)
    if isinstance(on, Refusal):
        return _show(work, today_here(work).year, fields, on.errors, 422)
    unset_day(work.session, _head(work), on)
    return redirect(f"/calendar?year={on.year}")


def _head(work: Work) -> Head:
    return Head(community_here(work).id, who(work).id, work.now)


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _year(work: Work, text: str) -> int:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else today_here(work).year


def _show(
    work: Work, year: int, values: Fields, errors: Mapping[str, Message], status: int = 200
) -> Response[str]:
    found = calendar_of(work.session, community_here(work).id)
    return page(
        work,
        "attendance/calendar.html",
        status=status,
        year=year,
        years=[one for one in (year - 1, year + 1) if FIRST_YEAR <= one <= LAST_YEAR],
        months=[_month(found, year, month) for month in range(1, 13)],
        local=[found.day(on) for on in sorted(found.local) if on.year == year],
        provisional=year not in found.years,
        today=today_here(work),
        head=is_head(work),
        values=values,
        errors=errors,
    )


def _month(found: Calendar, year: int, month: int) -> dict[str, Any]:
    """One month: its weeks, Monday first, with None for days of its neighbours, and its names."""
    weeks = [
        [_cell(found, date(year, month, one)) if one else None for one in week]
        for week in WEEKS.monthdayscalendar(year, month)
    ]
    named = [cell for week in weeks for cell in week if cell and cell["day"].name]
    worked = sum(cell["day"].works for week in weeks for cell in week if cell)
    return {"month": month, "weeks": weeks, "named": _runs(named), "worked": worked}


def _cell(found: Calendar, on: date) -> dict[str, Any]:
    day = found.day(on)
    weekend = on.weekday() >= SATURDAY
    return {"day": day, "kind": _kind(day, weekend, on in found.local)}


def _kind(day: Day, weekend: bool, local: bool) -> str:
    if local:
        return "own-work" if day.works else "own-off"
    if day.works:
        return "make-up" if weekend else "work"
    return "holiday" if day.name else "weekend"


def _runs(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Days of one name and kind that follow each other, as one line."""
    found: list[dict[str, Any]] = []
    for cell in cells:
        day, last = cell["day"], found[-1] if found else {}
        same = (last.get("kind"), last.get("name")) == (cell["kind"], day.name)
        if same and (day.on - last["last"]).days == 1:
            last["last"] = day.on
            continue
        run = {"first": day.on, "last": day.on, "name": day.name, "works": day.works}
        found.append({**run, "kind": cell["kind"]})
    return found
