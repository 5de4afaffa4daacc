"""One leave: its answer, its taking back, and coming back earlier (row R23)."""

from collections.abc import Mapping
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.attendance.commands.leave import answer, grids_to_keep, shorten, withdraw
from app.attendance.forms.leave import (
    CHOOSE_BACKUP,
    NOBODY,
    AnswerEntry,
    parse_answer,
    parse_return,
)
from app.attendance.models import Leave, LeaveState
from app.attendance.pages.common import STAFF, community_here, today_here
from app.attendance.pages.leave import doing, line, weight
from app.attendance.pages.leave_words import PARTS
from app.attendance.queries.gaps import gaps_by_leave
from app.attendance.queries.leave import Stand, leave_of, stands
from app.attendance.queries.terms import span_of
from app.attendance.rules.leave import half_before
from app.attendance.words import broken_text
from app.auth.guards import who
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import day_text, page, redirect
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.models import Grid, Person
from app.org.queries import names_of
from app.station.commands.posts import Refused
from app.station.pages.common import LEADS, gathering, known_id, scope_here


@get("/leave/{leave_id:str}", guard=STAFF)
def leave_page(work: NamedDependency[Work], leave_id: FromPath[str]) -> Response[str]:
    """One leave, with what its reader may do about it."""
    return _show(work, _leave(work, leave_id), {}, {})


@post("/leave/{leave_id:str}/answer", guard=LEADS)
def answer_leave(
    work: NamedDependency[Work],
    leave_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """A lead grants or refuses somebody else's leave."""
    leave = _leave(work, leave_id)
    if leave.person_id == who(work).id:
        raise NotFound
    fields, grids = posted(data), _grids(work, leave)
    entry = parse_answer(fields, wants_backup=bool(grids))
    if isinstance(entry, Refusal):
        return _show(work, leave, fields, entry.errors, 422)
    try:
        backup = _backup(work, leave, grids, entry)
        answer(work.session, doing(work), leave, entry, backup, gathering(work))
    except Refused as refused:
        work.session.rollback()
        kept = _leave(work, leave_id)
        return _show(work, kept, fields, {refused.field: refused.message}, 422)
    return redirect(f"/leave/{leave.id}")


@post("/leave/{leave_id:str}/withdrawal", guard=STAFF)
def take_back(work: NamedDependency[Work], leave_id: FromPath[str]) -> Response[str]:
    """Its owner takes it back; what is over stays as it was."""
    leave = _mine(work, leave_id)
    if not _may_take_back(work, leave):
        raise NotFound
    withdraw(work.session, doing(work), leave, who(work).name)
    return redirect(f"/leave/{leave.id}")


@post("/leave/{leave_id:str}/return", guard=STAFF)
def come_back(
    work: NamedDependency[Work],
    leave_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Its owner is back earlier."""
    leave = _mine(work, leave_id)
    if not _may_come_back(work, leave):
        raise NotFound
    zone = community_here(work).zone
    span = parse_return(posted(data), span_of(leave), half_before(work.now, zone))
    if isinstance(span, Refusal):
        return _show(work, leave, posted(data), span.errors, 422)
    shorten(work.session, doing(work), leave, span, who(work).name)
    return redirect(f"/leave/{leave.id}")


def _leave(work: Work, leave_id: str) -> Leave:
    found = leave_of(work.session, scope_here(work), known_id(leave_id))
    if found is None:
        raise NotFound
    return found


def _mine(work: Work, leave_id: str) -> Leave:
    found = _leave(work, leave_id)
    if found.person_id != who(work).id:
        raise NotFound
    return found


def _over(work: Work, leave: Leave) -> bool:
    return span_of(leave).moments(community_here(work).zone)[1] <= work.now


def _may_take_back(work: Work, leave: Leave) -> bool:
    if leave.state == LeaveState.GRANTED:
        # What has begun is only shortened: days that were spent away stay leave.
        return span_of(leave).moments(community_here(work).zone)[0] > work.now
    return leave.state == LeaveState.ASKED


def _may_come_back(work: Work, leave: Leave) -> bool:
    span = span_of(leave)
    granted = leave.state == LeaveState.GRANTED and not _over(work, leave)
    return granted and span.first != span.last


def _grids(work: Work, leave: Leave) -> list[Grid]:
    return grids_to_keep(work.session, leave, community_here(work).zone, work.now)


def _stands(work: Work, leave: Leave, grids: list[Grid]) -> list[Stand]:
    return stands(work.session, scope_here(work), leave, grids)


def _backup(work: Work, leave: Leave, grids: list[Grid], entry: AnswerEntry) -> Person | None:
    """Who stands in. Raises Refused when it is none of the community's grid workers."""
    if entry.backup_id is None:
        return None
    if entry.backup_id not in {one.person_id for one in _stands(work, leave, grids)}:
        raise Refused("backup_id", CHOOSE_BACKUP)
    return work.session.get(Person, entry.backup_id)


def _show(
    work: Work, leave: Leave, values: Fields, errors: Mapping[str, Message], status: int = 200
) -> Response[str]:
    mine, scope = leave.person_id == who(work).id, scope_here(work)
    may_answer = leave.state == LeaveState.ASKED and scope.leads and not mine
    grids = _grids(work, leave) if may_answer else []
    choices = _stands(work, leave, grids) if grids else []
    people = (leave.person_id, leave.answered_by, leave.backup_id)
    names = names_of(work.session, {one for one in people if one})
    first = next((one.person_id for one in choices if not one.away), NOBODY)
    return page(
        work,
        "attendance/leave.html",
        status=status,
        leave=leave,
        one=line(work, leave, names),
        names=names,
        mine=mine,
        leads=scope.leads,
        may_answer=may_answer,
        may_take_back=mine and _may_take_back(work, leave),
        may_come_back=mine and _may_come_back(work, leave),
        grids=grids,
        lacks=_lacks(work, leave) if may_answer else [],
        stand_options=_options(work, choices),
        parts=[(one.value, word.text(work.lang)) for one, word in PARTS.items()],
        today=str(today_here(work)),
        chosen=first,
        values=values,
        errors=errors,
        **weight(work, leave.person_id, span_of(leave)),
    )


def _lacks(work: Work, leave: Leave) -> list[str]:
    """What published weeks would lack, were the leave granted."""
    community = community_here(work)
    weeks = gaps_by_leave(
        work.session, scope_here(work), community.zone, today_here(work), leave.person_id,
        span_of(leave),
    )  # fmt: skip
    return [
        f"{day_text(work.lang, one.on)} {broken_text(work.lang, one, week.terms, {})}"
        for week in weeks
        for one in week.found
    ]


def _options(work: Work, choices: list[Stand]) -> list[tuple[str, str]]:
    found = []
    for one in choices:
        text = f"{one.name} · {one.grid}" + (work.say("，相邻") if one.beside else "")
        found.append((one.person_id, text + (work.say("，也请假") if one.away else "")))
    return [*found, (NOBODY, work.say("不安排，这几天网格没有人管"))]
