"""排班: the week at a glance for everybody of the community (rows R22, R26, R145)."""

from collections.abc import Sequence
from datetime import date

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.attendance.models import RosterState
from app.attendance.pages.common import (
    STAFF,
    community_here,
    known_monday,
    today_here,
)
from app.attendance.pages.week import names_in, week_values
from app.attendance.queries.gaps import away_of, week_gaps
from app.attendance.queries.rosters import (
    Frame,
    Plan,
    frame_of,
    monday_of,
    plan_of,
    version_of,
    versions_of,
)
from app.attendance.rules.parts import Part
from app.attendance.rules.skills import uncovered
from app.attendance.verdict_words import PARTS
from app.attendance.words import LINE_WORDS, broken_text, day_words
from app.catalogue.rules import DutyLine
from app.kit.html import page, redirect
from app.kit.i18n import listed
from app.kit.problems import NotFound
from app.kit.web import Work, get
from app.org.models import Community, Post
from app.org.queries import area_code, names_of
from app.station.pages.common import scope_here


@get("/roster", guard=STAFF)
def this_week(work: NamedDependency[Work]) -> Response[str]:
    """The week that it is."""
    return redirect(f"/roster/{monday_of(today_here(work))}")


@get("/roster/{monday:str}", guard=STAFF)
def week(work: NamedDependency[Work], monday: FromPath[str]) -> Response[str]:
    """The published roster of a week."""
    community = community_here(work)
    first = known_monday(monday, today_here(work))
    plan = plan_of(work.session, community.id, first, RosterState.PUBLISHED)
    return show(work, community, first, plan)


@get("/roster/{monday:str}/versions/{version:str}", guard=STAFF)
def old_version(
    work: NamedDependency[Work], monday: FromPath[str], version: FromPath[str]
) -> Response[str]:
    """A version as it held."""
    community = community_here(work)
    first = known_monday(monday, today_here(work))
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < 5 else 0
    plan = version_of(work.session, community.id, first, number)
    if plan is None:
        raise NotFound
    return show(work, community, first, plan)


def show(work: Work, community: Community, monday: date, plan: Plan | None) -> Response[str]:
    """The page of a version that holds or held."""
    today = today_here(work)
    frame = frame_of(work.session, scope_here(work), community.id, monday, community.zone)
    leads = scope_here(work).leads
    versions = versions_of(work.session, community.id, monday)
    names = names_of(work.session, {one.published_by for one in versions if one.published_by})
    ahead = leads and monday >= monday_of(today)
    return page(
        work,
        "attendance/roster.html",
        **week_values(work, frame, plan, today),
        plan=plan.row if plan else None,
        community=community.name,
        code=area_code(work.session, community.id),
        leads=leads,
        head=Post.STATION_HEAD in work.principal.posts,
        may_draft=ahead,
        draft=leads and plan_of(work.session, community.id, monday, RosterState.DRAFT) is not None,
        versions=[(one, names.get(one.published_by or "", "")) for one in versions],
        lacks=_lacks(work, frame, plan, today) if plan and ahead else [],
        warnings=warnings(work, frame, plan) if plan and ahead else [],
    )


def unkept(work: Work, frame: Frame, plan: Plan) -> list[str]:
    """Every rule that a draft does not keep, in words."""
    names = names_in(work, frame, plan)
    found = frame.unkept(plan.planned, plan.telephone)
    return [broken_text(work.lang, one, frame.terms, names) for one in found]


def _lacks(work: Work, frame: Frame, plan: Plan, today: date) -> list[str]:
    """What a published week lacks since somebody has leave or left, in words."""
    if plan.row.state != RosterState.PUBLISHED:
        return []
    found = week_gaps(frame, plan, today)
    return [broken_text(work.lang, one, frame.terms, {}) for one in found]


def warnings(work: Work, frame: Frame, plan: Plan) -> list[tuple[str, str]]:
    """Days, or halves of them, in which nobody there is certified for a line of work (row R104)."""
    halves: dict[tuple[date, tuple[DutyLine, ...]], list[Part]] = {}
    for (on, part), lines in uncovered(plan.planned, away_of(frame, plan), frame.skills).items():
        halves.setdefault((on, tuple(lines)), []).append(part)
    return [
        (
            _half_words(work.lang, on, parts),
            listed(work.lang, (LINE_WORDS[one].text(work.lang) for one in lines)),
        )
        for (on, lines), parts in halves.items()
    ]


def _half_words(lang: str, on: date, parts: Sequence[Part]) -> str:
    """A day by its name, and which half of it; of both halves, the day alone."""
    day = day_words(lang, on)
    return day if len(parts) == len(Part) else f"{day} {PARTS[parts[0]].text(lang)}"
