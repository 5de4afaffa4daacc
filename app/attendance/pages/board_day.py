"""One person's day as their lead sees it: every touch with its proof, and what to decide (R113)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.attendance.commands.decisions import decide
from app.attendance.commands.touches import enter, settle
from app.attendance.forms.decisions import parse_ruling, parse_seen, parse_settlement
from app.attendance.intake import ANOTHER_TIME
from app.attendance.models import Touch
from app.attendance.pages.board import LEADS
from app.attendance.pages.common import community_here, heard_by, known_day, today_here
from app.attendance.queries.board import open_to_decide
from app.attendance.queries.staff import Member, staff_between
from app.attendance.queries.standings import Standing, standings
from app.attendance.rules.decisions import choices
from app.attendance.rules.parts import Part, parts_meeting
from app.attendance.rules.verdict import Duty
from app.attendance.verdict_words import words_of
from app.auth.guards import who
from app.kit import audit
from app.kit.forms import Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.ids import is_uuid
from app.kit.problems import Conflict, NotFound
from app.kit.web import Work, get, post
from app.org.models import Person
from app.org.queries import names_of
from app.org.scope import scope_of


@get("/board/{person_id:str}/{on:str}", guard=LEADS)
def board_day(
    work: NamedDependency[Work], person_id: FromPath[str], on: FromPath[str]
) -> Response[str]:
    """Both parts of a day of one member of staff."""
    return _page(work, person_id, _day_of(work, on))


@post("/board/{person_id:str}/{on:str}/{part:str}/decision", guard=LEADS)
def decide_part(
    work: NamedDependency[Work],
    person_id: FromPath[str],
    on: FromPath[str],
    part: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """What the lead makes of a suggestion. Whoever comes second is told who was first."""
    scope, day = scope_of(who(work), work.now), _day_of(work, on)
    # Two leads at two desks: the second waits here and then sees what the first wrote.
    audit.lock_heads(work.session, [scope.community_id or ""])
    standing = _standing(work, person_id, day, part)
    if not open_to_decide(standing):
        raise _decided(work, standing)
    fields = posted(data)
    ruling = parse_ruling(fields, choices(standing.verdict))
    if isinstance(ruling, Refusal):
        return _page(work, person_id, day, ("decision", part), ruling, fields)
    decide(work.session, scope.community_id or "", standing, ruling, scope.person_id, work.now)
    return redirect(_path(person_id, day))


@post("/board/{person_id:str}/{on:str}/{part:str}/touches", guard=LEADS)
def enter_touch(
    work: NamedDependency[Work],
    person_id: FromPath[str],
    on: FromPath[str],
    part: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """A lead saw somebody who has no phone to sign in with."""
    scope, day = scope_of(who(work), work.now), _day_of(work, on)
    audit.lock_heads(work.session, [scope.community_id or ""])
    standing = _standing(work, person_id, day, part)
    if standing.evidence is not None:
        raise Conflict(Message("这半天已经有签到了"))
    fields = posted(data)
    seen = parse_seen(fields, standing.half, work.now)
    if isinstance(seen, Refusal):
        return _page(work, person_id, day, ("touch", part), seen, fields)
    enter(work.session, scope.community_id or "", standing, seen, scope.person_id, work.now)
    return redirect(_path(person_id, day))


@post("/board/touches/{touch_id:str}/settlement", guard=LEADS)
def settle_touch(
    work: NamedDependency[Work],
    touch_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Whether a touch that was set aside counts, and for which half of which day."""
    scope = scope_of(who(work), work.now)
    audit.lock_heads(work.session, [scope.community_id or ""])
    row = work.session.get(Touch, touch_id) if is_uuid(touch_id) else None
    if row is None or row.community_id != scope.community_id or not row.set_aside:
        raise NotFound
    fields = posted(data)
    given = parse_settlement(fields, _halves(row, community_here(work).zone))
    if isinstance(given, Refusal):
        return _page(work, row.person_id, row.on, ("settle", row.id), given, fields)
    settle(work.session, row, given, scope.person_id, work.now)
    return redirect(_path(row.person_id, row.on))


def _halves(touch: Touch, zone: str) -> list[tuple[date, Part]]:
    """Of which parts of days a touch may be whose own cannot be; none where its own stands."""
    if touch.set_aside != ANOTHER_TIME:
        return []
    return parts_meeting(touch.earliest, touch.latest, zone)


def _path(person_id: str, on: date) -> str:
    return f"/board/{person_id}/{on.isoformat()}"


def _day_of(work: Work, given: str) -> date:
    return known_day(given, today_here(work))


def _member(work: Work, person_id: str, on: date) -> Member:
    scope = scope_of(who(work), work.now)
    zone = community_here(work).zone
    if not is_uuid(person_id):
        raise NotFound
    found = staff_between(work.session, scope, zone, on, on, [person_id])
    if not found:
        raise NotFound
    return found[0]


def _standing(work: Work, person_id: str, on: date, part: str) -> Standing:
    """Raises NotFound for who is not of this lead's staff that day, or no such part."""
    _member(work, person_id, on)
    scope = scope_of(who(work), work.now)
    found = standings(work.session, scope, heard_by(work), on, on, [person_id])
    wanted = next((one for one in found if one.part == part), None)
    if wanted is None:
        raise NotFound
    return wanted


def _decided(work: Work, standing: Standing) -> Conflict:
    """Who was first, and when; or that there is nothing to decide."""
    row = standing.decision
    if row is None:
        return Conflict(Message("这半天没有要决定的"))
    by = work.session.get(Person, row.by)
    return Conflict(
        Message(
            "{name}在 {at} 已经决定了",
            name=by.name if by else "",
            at=f"{row.at.astimezone(standing.half.due.tzinfo):%m-%d %H:%M}",
        )
    )


def _page(
    work: Work,
    person_id: str,
    on: date,
    form: tuple[str, str] = ("", ""),
    refusal: Refusal | None = None,
    typed: Mapping[str, Any] | None = None,
) -> Response[str]:
    member = _member(work, person_id, on)
    scope = scope_of(who(work), work.now)
    found = standings(work.session, scope, heard_by(work), on, on, [person_id])
    people = {one.by for s in found if (one := s.decision)}
    people |= {t.entered_by for s in found for t in s.touches if t.entered_by}
    return page(
        work,
        "attendance/board_day.html",
        status=422 if refusal else 200,
        member=member,
        on=on,
        mine=person_id == scope.person_id,
        parts=[_shown(one) for one in found],
        names=names_of(work.session, people),
        words=words_of(work.lang),
        form=form,
        errors=refusal.errors if refusal else {},
        typed=typed or {},
        halves={
            touch.id: _halves(touch, community_here(work).zone)
            for one in found
            for touch in one.touches
            if touch.set_aside and touch.settled_at is None
        },
    )


def _shown(one: Standing) -> dict[str, Any]:
    return {
        "part": one.part,
        "verdict": one.verdict,
        "due": one.half.due,
        "limit": one.half.limit,
        "asked": one.duty is Duty.WORKING,
        "evidence": one.evidence,
        "grade": one.evidence.grade if one.evidence else None,
        "earliest": one.evidence.earliest if one.evidence else None,
        "latest": one.evidence.latest if one.evidence else None,
        "touches": one.touches,
        "decision": one.decision,
        "open": open_to_decide(one),
        "choices": choices(one.verdict),
        "heard_until": one.heard_until,
        "may_enter": one.evidence is None,
    }
