"""The month of one worker as a calendar, with what stands behind every mark (rows R113, R114)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.attendance.pages.common import STAFF, community_here, heard_by
from app.attendance.pages.leave_words import PARTS
from app.attendance.pages.month_words import (
    DECIDED_SHAPES,
    SHORT,
    duty_text,
    post_text,
    proved_text,
)
from app.attendance.queries.months import VISITED, MonthDay, months, week_shares
from app.attendance.queries.standings import Standing
from app.attendance.queries.terms import terms_of
from app.attendance.rules.month import Month, month_of
from app.attendance.rules.verdict import SUGGESTIONS, Verdict
from app.attendance.verdict_words import DECIDED, GRADES, SHAPES, VERDICTS
from app.auth.guards import who
from app.kit.clock import local_day
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.web import Work, get
from app.station.pages.common import known_id, registry_of, scope_here

FREE = frozenset({Verdict.DAY_OFF, Verdict.OUTSIDE})


@get("/attendance", guard=STAFF)
def my_month(work: NamedDependency[Work]) -> Response[str]:
    """To one's own month."""
    today = local_day(work.now, community_here(work).zone)
    return redirect(f"/attendance/{who(work).id}/{month_of(today)}")


@get("/attendance/{person_id:str}/{month:str}", guard=STAFF)
def month_page(
    work: NamedDependency[Work], person_id: FromPath[str], month: FromPath[str]
) -> Response[str]:
    """A worker's month: their own, or for a lead anybody's of the community."""
    return shown(work, known_id(person_id), month_asked(month))


def month_asked(text: str) -> Month:
    """The month in an address. Raises NotFound when it is none."""
    try:
        return Month(text)
    except ValueError as error:
        raise NotFound from error


def shown(
    work: Work,
    person_id: str,
    month: Month,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Message] | None = None,
) -> Response[str]:
    """The page; whole weeks are asked for, because shares are of whole weeks."""
    community, scope = community_here(work), scope_here(work)
    first, last = month.weeks[0][0], month.weeks[-1][-1]
    found = months(work.session, scope, community, heard_by(work), first, last, [person_id])
    if not found:
        raise NotFound
    (worker,) = found
    visited = registry_of(work).at(VISITED).get("visits")
    days = {one.day.on: _day(work, one, community.zone) for one in worker.days}
    inside = [one for one in worker.days if month.first <= one.day.on <= month.last]
    return page(
        work,
        "attendance/month.html",
        status=422 if errors else 200,
        person=worker.member,
        mine=person_id == who(work).id,
        leads=scope.leads,
        month=month,
        today=local_day(work.now, community.zone),
        this_month=month_of(local_day(work.now, community.zone)),
        weeks=[[days[on] for on in week] for week in month.weeks],
        listed=[days[one.day.on] for one in inside if _worth(one)],
        figures=figures(inside),
        provisional=any(one.day.provisional for one in inside),
        shares=week_shares(work.session, worker, visited, community.zone),
        line=terms_of(work.session, community.id, month.last).door_share_percent,
        values=values or {},
        errors=errors or {},
    )


def figures(days: Sequence[MonthDay]) -> dict[str, int]:
    """How many half-days came to what."""
    met = Counter(
        "suggested" if one.verdict in SUGGESTIONS and not one.decision else one.verdict.value
        for day in days
        for one in day.parts.values()
    )
    return {
        "signed": met["on_time"] + met["unproved"],
        "unproved": met["unproved"],
        "suggested": met["suggested"],
        "leave": met["leave"],
    }


def _worth(one: MonthDay) -> bool:
    """Whether a line of the list has anything to say of a day."""
    return bool(one.shifts) or any(
        part.touches or part.verdict not in FREE for part in one.parts.values()
    )


def _day(work: Work, one: MonthDay, zone: str) -> dict[str, Any]:
    parts = [shown_part(work, standing, one, zone) for standing in one.parts.values()]
    return {
        "on": one.day.on,
        "name": one.day.name,
        "works": one.day.works,
        "provisional": one.day.provisional,
        "free": all(part["free"] for part in parts),
        "duty": duty_text(work.lang, one.shifts),
        "parts": parts,
    }


def shown_part(work: Work, one: Standing, day: MonthDay, zone: str) -> dict[str, Any]:
    """One part of a day in a word and a shape, with what is proved of it."""
    proof = one.evidence
    shape, short, word = _words(work.lang, one, day, work.now)
    return {
        "part": PARTS[one.part].text(work.lang),
        "free": one.verdict in FREE and not one.touches,
        "shape": shape,
        "short": short,
        "word": word,
        "proved": proved_text(work.lang, one.on, proof, zone),
        "grade": proof.grade.value if proof else "",
        "grade_word": GRADES[proof.grade].text(work.lang) if proof else "",
        "reason": one.decision.reason if one.decision else "",
    }


def _words(lang: str, one: Standing, day: MonthDay, now: datetime) -> tuple[str, str, str]:
    """Shape, short word and whole word: of the decision, the plan, or what it came to."""
    if one.decision and one.verdict in SUGGESTIONS:
        word = DECIDED[one.decision.decided].text(lang)
        return DECIDED_SHAPES[one.decision.decided], word, word
    if one.verdict is Verdict.EXPECTED and one.half.opens > now and day.shifts:
        return "calendar", *post_text(lang, day.shifts, one.part)
    return SHAPES[one.verdict], SHORT[one.verdict].text(lang), VERDICTS[one.verdict].text(lang)
