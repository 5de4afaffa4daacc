"""What the clock does with matters: passes on what nobody took, tells of what is due, orders what
is late, archives what was heard. It decides nothing about anybody (rows R82, R84, R87, R88, R90).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlmodel import Session, select

from app.attendance.commands.telling import tell
from app.kit.clock import Clock
from app.kit.db import Database
from app.matters.commands.taking import keep_until, take
from app.matters.models import Matter
from app.matters.queries.backups import backup_of
from app.matters.queries.due import (
    due_until,
    never_ordered,
    promised_by,
    to_archive,
    to_back_up,
    told_since,
    unanswered,
)
from app.matters.queries.times import Times, time_of
from app.matters.queries.whole import Whole, held_matter, wholes
from app.matters.rules.case import RATING_DAYS
from app.matters.rules.checks import not_taken_in_time
from app.matters.rules.clock import open_minutes_on
from app.matters.rules.says import answer_until, ordered_by_the_clock
from app.matters.rules.stages import Untaken
from app.matters.rules.steps import SYSTEM, Archive, HandOver, NotTaken, Role, Supervision
from app.matters.words import PASSED_ON
from app.org.models import Community
from app.org.queries import start_of, zones_of

log = structlog.get_logger()
Act = Callable[[Session], object]
Reminder = tuple[str, str, dict[str, Any]]
"""Who is to be told, the page it leads to, and what it says."""


def look(db: Database, clock: Clock) -> int:
    """Do everything that is due, each in a transaction of its own; how much there was.

    What fails is logged and tried again at the next look; it keeps nothing else back.
    """
    now = clock()
    with db.session() as session:
        acts: list[Act] = [
            partial(back_up, matter_id=one.id, now=now) for one in to_back_up(session, now)
        ]
        acts += [partial(order, matter_id=one, now=now) for one in to_order(session, now)]
        # Hundreds wait for a rating, and few of them for the clock: which, is asked of all at
        # once, and only these are locked.
        acts += [
            partial(archive, matter_id=one.matter.id, now=now)
            for one in wholes(session, to_archive(session, now), now)
            if _time_is_over(one)
        ]
        acts += [
            partial(remind, community_id=one.id, now=now)
            for one in session.exec(select(Community)).all()
            if reminders(session, one, now)
        ]
    return sum(_safely(db, act) for act in acts)


def _safely(db: Database, act: Act) -> bool:
    try:
        with db.session(writes=True) as session:
            done = act(session)
            session.commit()
            return bool(done)
    except Exception:
        log.exception("a matter's look failed")
        return False


def back_up(session: Session, matter_id: str, now: datetime) -> bool:
    """Pass on what the first owner did not take in time to a backup, once; what the backup does not
    take either, or where there is none, the head hears of (row R87)."""
    whole = held_matter(session, matter_id, now)
    if whole is None or not not_taken_in_time(whole.state, whole.now):
        return False
    first = whole.state.untaken is Untaken.FIRST
    to = backup_of(session, whole.matter, whole.facts.zone, whole.now) if first else None
    head = (whole.now, SYSTEM, Role.SYSTEM)
    if to is None:
        take(session, whole, NotTaken(*head))
        return True
    minutes = session.get_one(Community, whole.matter.community_id).take_minutes
    until = open_minutes_on(whole.now, minutes, whole.time)
    take(session, whole, HandOver(*head, to, PASSED_ON.msgid, until))
    return True


def to_order(session: Session, now: datetime) -> list[str]:
    """The matters about which there is something to order."""
    found = [
        one.matter.id
        for one in wholes(session, never_ordered(session, now), now)
        if ordered_by_the_clock(one.state, now, one.time)
    ]
    orders = unanswered(session, now)
    zones = zones_of(session, {one.community_id for one in orders})
    times = {one: Times(session, one, zone) for one, zone in zones.items()}
    for one in orders:
        if now > answer_until(one.at, times[one.community_id].at(one.received_at)):
            found.append(one.matter_id)
    return found


def order(session: Session, matter_id: str, now: datetime) -> bool:
    """Order what is overdue, and again what nobody answered (row R88)."""
    whole = held_matter(session, matter_id, now)
    if whole is None:
        return False
    level = ordered_by_the_clock(whole.state, whole.now, whole.time)
    if level:
        take(session, whole, Supervision(whole.now, SYSTEM, Role.SYSTEM, level))
    return bool(level)


def archive(session: Session, matter_id: str, now: datetime) -> bool:
    """Archive what was asked about for five working days, rated or not (row R90)."""
    whole = held_matter(session, matter_id, now)
    if whole is None or not _time_is_over(whole):
        return False
    step = Archive(whole.now, SYSTEM, Role.SYSTEM, keep_until(session, whole))
    take(session, whole, step)
    return True


def _time_is_over(whole: Whole) -> bool:
    """Whether the resident has had their working days to say what they think of it."""
    if whole.state.asked_at is None or whole.state.follow_up:
        return False
    last = whole.time.after(whole.facts.day(whole.state.asked_at), RATING_DAYS)
    return whole.now > whole.time.close(last)


def remind(session: Session, community_id: str, now: datetime) -> int:
    """Tell owners what stands in `reminders`, once; how many were told."""
    community = session.get(Community, community_id)
    if community is None:
        return 0
    due = reminders(session, community, now)
    for owner, link, values in due:
        tell(session, community.id, [owner], "matter", values, link, now)
    return len(due)


def reminders(session: Session, community: Community, now: datetime) -> list[Reminder]:
    """What owners have still to be told today, on a working day and while the doors are open: what
    is due today, what is due on the next working day, and which resident waits to hear again."""
    time = time_of(session, community.id, community.zone, now)
    today = time.day(now)
    if not time.days.works(today) or not time.opening(today) <= now <= time.close(today):
        return []
    following = time.close(time.after(today, 1))
    # What was opened today is known to whoever has it.
    due = [
        (one, "due" if one.due_at is not None and time.day(one.due_at) == today else "soon")
        for one in due_until(session, community.id, now, following)
        if time.day(one.opened_at) < today
    ]
    due += [(one, "interim") for one in promised_by(session, community.id, today)]
    return list(_not_yet_told(session, community, due, today))


def _not_yet_told(
    session: Session, community: Community, due: Sequence[tuple[Matter, str]], today: date
) -> Iterator[Reminder]:
    people = {one.owner_id for one, _ in due if one.owner_id}
    known = told_since(session, people, start_of(today, community.zone)) if people else set()
    for matter, state in due:
        owner, link = matter.owner_id, f"/matters/{matter.id}"
        if owner is None or (owner, link, state) in known:
            continue
        day = ""
        if matter.due_at is not None:
            day = matter.due_at.astimezone(ZoneInfo(community.zone)).date().isoformat()
        yield owner, link, {"state": state, "number": matter.number, "due": day}
