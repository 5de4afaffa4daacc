"""Leave is asked for, answered, taken back and cut short, with whoever stands in (row R23).

Every command takes the community's lock first, so that one leave gets one answer.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.attendance.commands.telephone import telling_who_answers
from app.attendance.commands.telling import tell
from app.attendance.forms.leave import AnswerEntry, LeaveEntry
from app.attendance.models import Leave, LeaveState
from app.attendance.queries.leave import (
    leaders_of,
    open_leave,
    own_grids,
    standing_in,
)
from app.attendance.queries.terms import span_of
from app.attendance.rules.leave import Span
from app.kit import audit
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.org.models import Grid, Person
from app.station.commands.hand_overs import open_hand_over
from app.station.commands.posts import Change, Gather, Refused, back_up, stand_down
from app.station.commands.settings import lock

MEETS = Message("和 {first} 到 {last} 的请假重叠")
AWAY = Message("{name}这几天也请假，请换一个人")
STANDS_IN = Message("请假期间替班")
DECIDED = Message("这条请假已经答复过了")


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does it, when, and the community with its time zone."""

    community_id: str
    zone: str
    by: str
    now: datetime

    def change(self, at: datetime) -> Change:
        """The same for the station's commands."""
        return Change(self.community_id, self.by, self.now, max(at, self.now), STANDS_IN.msgid)


def ask(session: Session, doing: Doing, name: str, entry: LeaveEntry) -> Leave:
    """A worker asks for leave; the leads hear of it. Raises Refused when it meets another."""
    lock(session, doing.community_id)
    free_of_others(session, doing.by, entry.span)
    span = entry.span
    leave = Leave(
        id=uuid7(),
        community_id=doing.community_id,
        person_id=doing.by,
        kind=entry.kind,
        first_on=span.first_on,
        first_part=span.first_part,
        last_on=span.last_on,
        last_part=span.last_part,
        words=entry.words,
        state=LeaveState.ASKED,
        asked_at=doing.now,
    )
    session.add(leave)
    session.flush()
    _note(session, doing, "leave.asked", leave)
    leads = set(leaders_of(session, doing.community_id, doing.now)) - {doing.by}
    _tell(session, doing, leads, "leave_asked", leave, {"name": name})
    return leave


def free_of_others(session: Session, person_id: str, span: Span) -> None:
    """Raises Refused when somebody has asked for leave, or has it, within `span`."""
    for one in open_leave(session, person_id, span):
        values = {"first": f"{one.first_on}", "last": f"{one.last_on}"}
        raise Refused("first_on", Message(MEETS.msgid, **values))


def answer(
    session: Session,
    doing: Doing,
    leave: Leave,
    entry: AnswerEntry,
    backup: Person | None,
    gather: Gather,
) -> None:
    """Grant or refuse; granting lets `backup` stand in. Raises Refused."""
    lock(session, doing.community_id)
    session.refresh(leave)
    if leave.state != LeaveState.ASKED:
        raise Refused("decision", DECIDED)
    with _telling(session, doing):
        leave.state = LeaveState.GRANTED if entry.grants else LeaveState.REFUSED
    leave.answered_by, leave.answered_at, leave.answer = doing.by, doing.now, entry.words
    if entry.grants and backup is not None:
        _let_stand_in(session, doing, leave, backup, gather)
    session.add(leave)
    session.flush()
    _note(session, doing, f"leave.{leave.state}", leave)
    _tell(session, doing, [leave.person_id], "leave_answered", leave, {"state": leave.state})


def grids_to_keep(session: Session, leave: Leave, zone: str, now: datetime) -> list[Grid]:
    """The grids that want somebody while a leave still runs; none once it is over."""
    since, until = span_of(leave).moments(zone)
    return own_grids(session, leave.person_id, max(since, now), until) if until > now else []


def _let_stand_in(
    session: Session, doing: Doing, leave: Leave, backup: Person, gather: Gather
) -> None:
    if open_leave(session, backup.id, span_of(leave), LeaveState.GRANTED):
        raise Refused("backup_id", Message(AWAY.msgid, name=backup.name))
    since, until = span_of(leave).moments(doing.zone)
    change = doing.change(since)
    for grid in grids_to_keep(session, leave, doing.zone, doing.now):
        back_up(session, change, backup, grid.id, until)
        row = open_hand_over(session, grid.id, leave.person_id, backup.id, gather(grid.id), change)
        values = {"grid": grid.name, "first": f"{leave.first_on}", "last": f"{leave.last_on}"}
        link = f"/station/hand-overs/{row.id}" if change.at <= doing.now else "/today"
        tell(session, doing.community_id, [backup.id], "backup_named", values, link, doing.now)
    leave.backup_id = backup.id


def withdraw(session: Session, doing: Doing, leave: Leave, name: str) -> None:
    """Its owner takes a leave back; whoever stands in no longer does."""
    lock(session, doing.community_id)
    session.refresh(leave)
    if leave.state not in (LeaveState.ASKED, LeaveState.GRANTED):
        raise Refused("decision", DECIDED)
    granted = leave.state == LeaveState.GRANTED
    _end_backup(session, doing, leave, doing.now)
    with _telling(session, doing):
        leave.state = LeaveState.WITHDRAWN
    session.add(leave)
    session.flush()
    _note(session, doing, "leave.withdrawn", leave)
    if granted:
        leads = set(leaders_of(session, doing.community_id, doing.now)) - {doing.by}
        _tell(session, doing, leads, "leave_withdrawn", leave, {"name": name})


def shorten(session: Session, doing: Doing, leave: Leave, span: Span, name: str) -> None:
    """Its owner is back earlier; whoever stands in does so until then."""
    lock(session, doing.community_id)
    session.refresh(leave)
    if leave.state != LeaveState.GRANTED or span.last >= span_of(leave).last:
        raise Refused("last_on", DECIDED)
    _end_backup(session, doing, leave, span.moments(doing.zone)[1])
    with _telling(session, doing):
        leave.last_on, leave.last_part = span.last_on, span.last_part
    session.add(leave)
    session.flush()
    _note(session, doing, "leave.shortened", leave)
    leads = set(leaders_of(session, doing.community_id, doing.now)) - {doing.by}
    _tell(session, doing, leads, "leave_shortened", leave, {"name": name})


def _end_backup(session: Session, doing: Doing, leave: Leave, at: datetime) -> None:
    since, until = span_of(leave).moments(doing.zone)
    if leave.backup_id is None or until <= doing.now:
        return
    grids = own_grids(session, leave.person_id, since, until)
    held = standing_in(session, leave, [one.id for one in grids], until)
    for one in held:
        stand_down(session, doing.change(at), one)
    if held:
        values = {"grid": "、".join(one.name for one in grids)}
        people = [leave.backup_id]
        tell(session, doing.community_id, people, "backup_ended", values, "/news", doing.now)


def _telling(session: Session, doing: Doing) -> AbstractContextManager[None]:
    return telling_who_answers(session, doing.community_id, doing.zone, doing.now)


def _tell(
    session: Session,
    doing: Doing,
    people: Sequence[str] | set[str],
    kind: str,
    leave: Leave,
    more: Mapping[str, str],
) -> None:
    values = {"first": f"{leave.first_on}", "last": f"{leave.last_on}", **more}
    tell(session, doing.community_id, people, kind, values, f"/leave/{leave.id}", doing.now)


def _note(session: Session, doing: Doing, kind: str, leave: Leave) -> None:
    said = {
        "person": leave.person_id,
        "kind": leave.kind,
        "first": f"{leave.first_on} {leave.first_part}",
        "last": f"{leave.last_on} {leave.last_part}",
        "backup": leave.backup_id,
    }
    audit.record(session, doing.community_id, doing.now, kind, doing.by, leave.id, said)
