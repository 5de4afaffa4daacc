"""我的一天: signing in, my week, what my sign-ins prove, and what was decided about me."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response
from litestar.di import NamedDependency

from app.attendance.pages.common import community_here
from app.attendance.queries.mine import my_decisions, my_week, to_confirm, worth_showing
from app.attendance.queries.own import card_of, signed_on
from app.attendance.queries.standings import HEARD, Standing, standings
from app.attendance.rules.roster import Shift
from app.auth.guards import member, who
from app.kit.clock import local_day
from app.kit.html import day_text, page
from app.kit.i18n import Message
from app.kit.web import Work, get
from app.org.scope import scope_of
from app.station.pages.common import registry_of

BACK = timedelta(days=13)
WEEKDAYS = tuple(map(Message, ("周一", "周二", "周三", "周四", "周五", "周六", "周日")))


@get("/day", guard=member)
def my_day(work: NamedDependency[Work]) -> Response[str]:
    """My own day."""
    return day_page(work)


def day_page(work: Work, status: int = 200, **refused: Any) -> Response[str]:
    """The page; `refused` is what was typed where a reply could not be taken."""
    session, scope = work.session, scope_of(who(work), work.now)
    zone = community_here(work).zone
    day = local_day(work.now, zone)
    heard = registry_of(work).at(HEARD)["sync"]
    stand = standings(session, scope, heard, day - BACK, day, [scope.person_id])
    values: dict[str, Any] = {
        "sign_in": card_of(session, scope, day),
        "touched": signed_on(session, scope, day, zone),
        "week": [
            {
                "on": on,
                "weekday": WEEKDAYS[on.weekday()].text(work.lang),
                "today": on == day,
                "posts": _posts(shifts),
            }
            for on, shifts in my_week(session, scope, day).items()
        ],
        "halves": [_half(one, ZoneInfo(zone), work.lang) for one in worth_showing(stand)],
        "decisions": my_decisions(session, scope, day),
        "to_confirm": to_confirm(session, scope),
    }
    return page(work, "attendance/day.html", status=status, **values, **refused)


def _posts(shifts: Sequence[Shift]) -> list[tuple[str, str]]:
    """Each post of a day with its hours, in the order in which they begin."""
    hours: dict[str, list[str]] = {}
    for one in shifts:
        hours.setdefault(one.post, []).append(f"{one.begins:%H:%M}–{one.ends:%H:%M}")
    return [(post, " ".join(spans)) for post, spans in hours.items()]


def _half(one: Standing, zone: ZoneInfo, lang: str) -> Mapping[str, Any]:
    """A half of a day with what is proved of it, to the minute."""
    proved = one.evidence
    return {
        "on": one.on,
        "part": one.part,
        "verdict": one.verdict,
        "grade": proved.grade if proved else "",
        "earliest": _clock(proved.earliest, one.on, zone, lang) if proved else "",
        "latest": _clock(proved.latest, one.on, zone, lang) if proved else "",
    }


def _clock(at: datetime, on: date, zone: ZoneInfo, lang: str) -> str:
    local = at.astimezone(zone)
    clock = f"{local:%H:%M}"
    return clock if local.date() == on else f"{day_text(lang, local.date())} {clock}"
