"""办件数字: a month as pictures with the numbers beside them, within sight (row R66)."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response
from litestar.di import NamedDependency

from app.attendance.pages.common import STAFF, community_here, today_here
from app.attendance.rules.month import Month, month_of
from app.auth.guards import who
from app.kit.html import page
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.web import Work, get
from app.matters.queries.figures import (
    breaches_between,
    done_between,
    grids_shown,
    open_now,
    opened_between,
)
from app.matters.rules.figures import Clock, Line, Share, clocks, funnel, on_time, solved_at, taken
from app.matters.words import STAGE_WORDS

CLOCK_WORDS = {
    Clock.OVERDUE: Message("已超期"),
    Clock.SOON: Message("两天内到期"),
    Clock.RUNNING: Message("在期限内"),
    Clock.WAITING: Message("等居民，停表"),
    Clock.UNLIMITED: Message("还没有期限"),
}
SOLVED_WORDS = {
    1: Message("在网格办结"),
    2: Message("在社区办结"),
    3: Message("上级单位办结"),
    4: Message("立即上报后办结"),
}


@get("/matters/figures", guard=STAFF)
def figures(work: NamedDependency[Work]) -> Response[str]:
    """One month; this one unless another is asked for."""
    month = _month(work)
    since, until = _span(work, month)
    person = who(work)
    opened = opened_between(work.session, person, since, until)
    done = done_between(work.session, person, since, until)
    waiting = open_now(work.session, person)
    return page(
        work,
        "matters/figures.html",
        month=month,
        next_month=month.after if month.last < today_here(work) else "",
        opened=len(opened),
        done=len(done),
        instant=Share(sum(one.instant for one in done), len(done)),
        punctual=on_time(done),
        took=_took(done),
        breaches=breaches_between(work.session, person, since, until),
        funnel=[(STAGE_WORDS[stage].text(work.lang), n) for stage, n in funnel(opened)],
        clocks=_bar(work, clocks(waiting, work.now)),
        solved=_solved(work, done),
        grids=_grids(work, opened, done, waiting),
    )


def _month(work: Work) -> Month:
    asked = work.request.query_params.get("month") or month_of(today_here(work))
    try:
        return Month(asked)
    except ValueError as problem:
        raise NotFound from problem


def _span(work: Work, month: Month) -> tuple[datetime, datetime]:
    zone = ZoneInfo(community_here(work).zone)
    days = (month.first, month.last + timedelta(days=1))
    since, until = (datetime.combine(on, time(), zone).astimezone(UTC) for on in days)
    return since, until


def _took(done: list[Line]) -> tuple[int, int] | None:
    """The median time in whole days and hours."""
    found = taken(done)
    return None if found is None else (found.days, found.seconds // 3600)


def _bar(work: Work, found: dict[Clock, int]) -> list[dict[str, Any]]:
    """The parts of one bar from 0 to 100, each beginning where the last one ended."""
    total, begins, parts = sum(found.values()), 0.0, []
    for one, n in found.items():
        width = round(100 * n / total, 2) if total else 0.0
        parts.append(
            {"kind": one.value, "word": CLOCK_WORDS[one].text(work.lang), "n": n, "x": begins,
             "width": width}
        )  # fmt: skip
        begins = round(begins + width, 2)
    return parts


def _solved(work: Work, done: list[Line]) -> list[tuple[str, Share]]:
    return [
        (SOLVED_WORDS[level].text(work.lang), Share(n, len(done)))
        for level, n in solved_at(done).items()
    ]


def _grids(
    work: Work, opened: list[Line], done: list[Line], waiting: list[Line]
) -> list[dict[str, Any]]:
    """Each grid, for who sees the whole community."""
    return [
        {
            "name": name,
            "opened": len(_of(opened, grid)),
            "done": len(_of(done, grid)),
            "punctual": on_time(_of(done, grid)),
            "overdue": clocks(_of(waiting, grid), work.now)[Clock.OVERDUE],
        }
        for grid, name in grids_shown(work.session, who(work))
    ]


def _of(lines: list[Line], grid: str) -> list[Line]:
    return [one for one in lines if one.grid_id == grid]
