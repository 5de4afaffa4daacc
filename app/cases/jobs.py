"""What the clock does in cases: opens what was found, stops the clock of who is away, tells of what
ran out, closes what has ended. It decides nothing (R111)."""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from sqlmodel import Session

from app.attendance.queries.terms import CalendarInTime, away_on, calendar_of
from app.cases.commands.opening import SYSTEM, open_case
from app.cases.commands.taking import take
from app.cases.commands.telling import tell_stage
from app.cases.queries.due import Found, checks_found, lateness_found
from app.cases.queries.sight import open_files
from app.cases.queries.whole import Whole, held_case
from app.cases.rules.state import ENDED, NOTICE, Stage
from app.cases.rules.steps import Closing, Pause, Resume, Role, Step
from app.kit.clock import Clock, local_day
from app.kit.db import Database
from app.sync.heard import heard_until

# Cases are opened within these hours of a working day, local time.
FROM, TO = time(8), time(17)
log = structlog.get_logger()


def look(db: Database, clock: Clock) -> int:
    """Take everything that is due, each in a transaction of its own; how much there was.

    What fails is logged and tried again at the next look; it keeps nothing else back.
    """
    now = clock()
    with db.session() as session:
        found = [one for one in _found(session, now) if _to_open(session, one, now)]
        cases = [one.id for one in open_files(session)]
    acts: list[Callable[[Session], object]] = [
        partial(open_case, found=one, now=now) for one in found
    ]
    acts += [partial(attend, case_id=one, now=now) for one in cases]
    return sum(_safely(db, act) for act in acts)


def _safely(db: Database, act: Callable[[Session], object]) -> bool:
    try:
        with db.session(writes=True) as session:
            done = act(session)
            session.commit()
            return bool(done)
    except Exception:
        log.exception("a case's step failed")
        return False


def _found(session: Session, now: datetime) -> Iterator[Found]:
    yield from checks_found(session, now)
    yield from lateness_found(session, heard_until, now)


def _to_open(session: Session, found: Found, now: datetime) -> bool:
    """Within working hours, and while there is time left for a notice: by the calendar that the
    case itself will keep, whatever the community decided about its days since."""
    local = now.astimezone(ZoneInfo(found.community.zone))
    today = calendar_of(session, found.community.id).day(local.date())
    if not today.works or not FROM <= local.time() < TO:
        return False
    then = CalendarInTime(session, found.community.id).at(found.known_at)
    known = local_day(found.known_at, found.community.zone)
    return local.date() <= then.after(known, NOTICE)


def attend(session: Session, case_id: str, now: datetime) -> bool:
    """The one thing that a case wants of the clock now; whether there was any."""
    whole = held_case(session, case_id, now)
    if whole is None or whole.file.closed_at is not None:
        return False
    step = _wanted(session, whole)
    if step is not None:
        take(session, whole, step)
        return True
    before = whole.file.told
    tell_stage(session, whole)
    return whole.file.told != before


def _wanted(session: Session, whole: Whole) -> Step | None:
    stage, now = whole.state.stage, whole.now
    if stage in ENDED:
        return Closing(now, SYSTEM, Role.SYSTEM)
    if stage not in (Stage.REPLYING, Stage.PAUSED):
        return None
    today = local_day(now, whole.facts.zone)
    worker, community = whole.file.worker_id, whole.file.community_id
    away = worker in away_on(session, community, today)
    if away and stage is Stage.REPLYING:
        return Pause(now, SYSTEM, Role.SYSTEM, since=today)
    if not away and stage is Stage.PAUSED:
        return Resume(now, SYSTEM, Role.SYSTEM)
    return None
