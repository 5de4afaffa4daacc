"""Drafting a week and letting it hold."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, delete, func, select

from app.attendance.commands.telling import tell
from app.attendance.models import HotlineDuty, RosterShift, RosterState, RosterWeek
from app.attendance.queries.rosters import (
    DAYS,
    WEEKS_BACK,
    Frame,
    Plan,
    loaded,
    plan_of,
    planned,
    served,
)
from app.attendance.queries.swaps import granted_since
from app.attendance.rules.roster import Broken, Hotline, Known, Shift
from app.attendance.rules.rotation import Suggestion, suggest, taken_over
from app.kit import audit
from app.kit.ids import uuid7
from app.kit.problems import Conflict
from app.station.commands.settings import lock


class NotKept(Exception):
    """A week that may not hold: every rule that it does not keep."""

    def __init__(self, broken: Sequence[Broken]) -> None:
        self.broken = list(broken)
        super().__init__("not kept")


class Outrun(Exception):
    """Shifts changed hands after the draft was begun, and it would undo that in silence."""


def fresh(session: Session, community_id: str, frame: Frame) -> Suggestion:
    """A fair week."""
    first = frame.monday - timedelta(weeks=WEEKS_BACK)
    before = served(session, community_id, first, frame.monday)
    return suggest(frame.crew, _with_leave(frame), frame.terms, before)


def _with_leave(frame: Frame) -> Known:
    """Whoever has leave for half a day is left out of that day."""
    known = frame.known
    leave = {(person, on) for person, on, _ in frame.leave}
    return Known(known.working, leave, known.all_rounders)


def last_again(session: Session, community_id: str, frame: Frame) -> Suggestion:
    """The newest published week before this one, again."""
    monday = session.exec(
        select(func.max(RosterWeek.monday)).where(
            RosterWeek.community_id == community_id,
            RosterWeek.state == RosterState.PUBLISHED,
            col(RosterWeek.monday) < frame.monday,
        )
    ).one()
    again = fresh(session, community_id, frame)
    last = plan_of(session, community_id, monday, RosterState.PUBLISHED) if monday else None
    if last is None:
        return again
    old = Suggestion(last.planned, last.telephone)
    days = (frame.monday - last.row.monday).days
    return taken_over(old, days, frame.crew, _with_leave(frame), again)


def begin(
    session: Session, now: datetime, community_id: str, by: str, monday: date, week: Suggestion
) -> RosterWeek:
    """A draft of a week, in place of the one that there was."""
    lock(session, community_id)
    old = plan_of(session, community_id, monday, RosterState.DRAFT)
    if old is not None:
        _forget(session, old.row)
    row = RosterWeek(
        id=uuid7(), community_id=community_id, monday=monday,
        version=_next_version(session, community_id, monday),
        state=RosterState.DRAFT, made_by=by, made_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    put_shifts(session, row, week.shifts)
    for one in week.hotline:
        put_hotline(session, row, one)
    audit.record(session, community_id, now, "roster.drafted", by, row.id, _said(row))
    return row


def _next_version(session: Session, community_id: str, monday: date) -> int:
    newest = session.exec(
        select(func.max(RosterWeek.version)).where(
            RosterWeek.community_id == community_id, RosterWeek.monday == monday
        )
    ).one()
    return (newest or 0) + 1


def _said(row: RosterWeek) -> dict[str, str]:
    return {"monday": str(row.monday), "version": str(row.version)}


def put_shifts(session: Session, row: RosterWeek, shifts: Iterable[Shift]) -> None:
    """Write shifts into a week."""
    session.add_all(
        RosterShift(
            id=uuid7(), community_id=row.community_id, week_id=row.id, person_id=one.person,
            on=one.on, post=one.post.value, begins=one.begins, ends=one.ends,
        )
        for one in shifts
    )  # fmt: skip
    session.flush()


def put_hotline(session: Session, row: RosterWeek, duty: Hotline) -> None:
    """Write who answers the telephone on a day of a draft."""
    found = session.get(HotlineDuty, (row.id, duty.on)) or HotlineDuty(
        week_id=row.id, on=duty.on, community_id=row.community_id, person_id=duty.person
    )
    found.person_id, found.backup_id = duty.person, duty.backup or None
    session.add(found)
    session.flush()


def _hold(session: Session, row: RosterWeek) -> None:
    """Make other changes of the station wait, and see that it is a draft still. Raises Conflict."""
    lock(session, row.community_id)
    found = session.get(RosterWeek, row.id, populate_existing=True)
    if found is None or found.state != RosterState.DRAFT:
        raise Conflict


def change_day(
    session: Session, now: datetime, by: str, row: RosterWeek, person: str, day: Sequence[Shift],
    on: date,
) -> None:  # fmt: skip
    """Another day for one worker of a draft. Raises Conflict when it is none any more."""
    _hold(session, row)
    session.exec(
        delete(RosterShift).where(
            col(RosterShift.week_id) == row.id,
            col(RosterShift.person_id) == person,
            col(RosterShift.on) == on,
        )
    )
    put_shifts(session, row, day)
    said = {**_said(row), "person": person, "on": str(on)}
    audit.record(session, row.community_id, now, "roster.changed", by, row.id, said)


def change_hotline(
    session: Session, now: datetime, by: str, row: RosterWeek, duty: Hotline
) -> None:
    """Somebody else at the telephone on a day of a draft. Raises Conflict."""
    _hold(session, row)
    put_hotline(session, row, duty)
    said = {**_said(row), "on": str(duty.on), "person": duty.person, "backup": duty.backup}
    audit.record(session, row.community_id, now, "roster.hotline", by, row.id, said)


def take_in(session: Session, now: datetime, by: str, row: RosterWeek) -> None:
    """Exchange in a draft what was exchanged in the week that holds; a day that the draft has
    changed itself stays as it is there. Raises Conflict."""
    _hold(session, row)
    draft = {planned(one): one for one in loaded(session, row).shifts}
    for one in granted_since(session, row):
        gives = replace(planned(one.gives), person=one.row.asked_by)
        takes = replace(planned(one.takes), person=one.row.asked_of)
        for shift, person in ((gives, one.row.asked_of), (takes, one.row.asked_by)):
            if found := draft.pop(shift, None):
                found.person_id = person
                draft[planned(found)] = found
                session.add(found)
    row.made_at = now
    session.add(row)
    session.flush()
    audit.record(session, row.community_id, now, "roster.swaps", by, row.id, _said(row))


def drop(session: Session, now: datetime, by: str, row: RosterWeek) -> None:
    """Put a draft away. Raises Conflict when it was published meanwhile."""
    _hold(session, row)
    audit.record(session, row.community_id, now, "roster.dropped", by, row.id, _said(row))
    _forget(session, row)


def _forget(session: Session, row: RosterWeek) -> None:
    session.exec(delete(RosterShift).where(col(RosterShift.week_id) == row.id))
    session.exec(delete(HotlineDuty).where(col(HotlineDuty.week_id) == row.id))
    session.exec(delete(RosterWeek).where(col(RosterWeek.id) == row.id))
    session.flush()


def publish(session: Session, now: datetime, by: str, draft: Plan, frame: Frame) -> None:
    """Let a draft hold; the version before stays as history, and whoever serves otherwise than
    it said is told; of a first version everybody on it. Raises NotKept, Outrun, and Conflict when
    it is no draft any more."""
    row = draft.row
    _hold(session, row)
    if granted_since(session, row):
        raise Outrun
    held = loaded(session, row)
    found = frame.unkept(held.planned, held.telephone)
    if found:
        raise NotKept(found)
    old = plan_of(session, row.community_id, row.monday, RosterState.PUBLISHED)
    if old is not None:
        old.row.state = RosterState.REPLACED
        session.add(old.row)
        session.flush()
    row.state, row.published_by, row.published_at = RosterState.PUBLISHED, by, now
    session.add(row)
    session.flush()
    audit.record(session, row.community_id, now, "roster.published", by, row.id, _said(row))
    tell_changed(session, now, row, changed(old, loaded(session, row)), first=old is None)


def changed(old: Plan | None, new: Plan) -> set[str]:
    """Whose week differs between two versions; without an earlier one everybody on it."""
    return {person for person, _ in set(_lines(old)) ^ set(_lines(new))}


def _lines(plan: Plan | None) -> list[tuple[str, object]]:
    if plan is None:
        return []
    shifts = [(one.person, one) for one in plan.planned]
    duty = [
        (person, (one.on, role))
        for one in plan.telephone
        for role, person in enumerate((one.person, one.backup))
        if person
    ]
    return [*shifts, *duty]


def tell_changed(
    session: Session, now: datetime, row: RosterWeek, people: set[str], *, first: bool = False
) -> None:
    """Say to `people` that their week is another, or there for the first time."""
    last = row.monday + timedelta(days=DAYS - 1)
    values = {"first": str(row.monday), "last": str(last)} | ({"state": "first"} if first else {})
    link = f"/roster/{row.monday}"
    tell(session, row.community_id, people, "roster_changed", values, link, now)
