"""A case with all that is known of it at a moment: facts, steps, and where it stands (R111)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from app.attendance.models import Leave, LeaveState
from app.attendance.queries.terms import CalendarInTime, span_of
from app.attendance.rules.calendar import Calendar
from app.cases.models import CaseFile, CaseStep
from app.cases.rules.measures import Earlier
from app.cases.rules.state import State, away_of, earlier_of, state_of
from app.cases.rules.steps import Facts, Grant, MeasureTaken, Notice, Step
from app.cases.rules.written import read
from app.org.queries import zones_of


@dataclass(frozen=True, slots=True)
class Whole:
    """A case as it stands at `now`.

    `calendar`: as the community's stood when it was known, since when the clocks of the case run.
    No change of its own days afterwards shortens the worker's time, or stretches anybody's.
    """

    file: CaseFile
    facts: Facts
    steps: tuple[Step, ...]
    calendar: Calendar
    state: State
    now: datetime


def held_case(session: Session, case_id: str, now: datetime) -> Whole | None:
    """A case, locked until the transaction ends: whoever takes a step takes it on what is there.

    Somebody who came first may have got the lock second: the case's `now` is never before what has
    been done in it.
    """
    file = session.get(CaseFile, case_id)
    if file is None:
        return None
    session.refresh(file, with_for_update=True)
    newest = select(CaseStep.at).where(CaseStep.case_id == case_id)
    last = session.exec(newest.order_by(col(CaseStep.number).desc()).limit(1)).first()
    return wholes(session, [file], max(now, file.opened_at, last or now))[0]


def case_of(session: Session, case_id: str, now: datetime) -> Whole | None:
    """A case to look at."""
    file = session.get(CaseFile, case_id)
    return None if file is None else wholes(session, [file], now)[0]


def wholes(session: Session, files: Sequence[CaseFile], now: datetime) -> list[Whole]:
    """Cases with their steps, in the order given; in a number of queries that grows only with the
    communities that they are of."""
    zones = zones_of(session, {one.community_id for one in files})
    calendars = {one: CalendarInTime(session, one) for one in zones}
    steps = steps_of(session, [one.id for one in files])
    grants = _grants(session, files, steps)
    earlier = _earlier(session, {one.worker_id for one in files}, now)
    found = []
    for file in files:
        before = tuple(one for case_id, one in earlier[file.worker_id] if case_id != file.id)
        facts = facts_of(file, zones[file.community_id], before)
        taken, calendar = steps[file.id], calendars[file.community_id].at(file.known_at)
        granted = grants[file.community_id, file.worker_id]
        facts = replace(facts, away=away_of(facts, taken, granted, calendar))
        state = state_of(facts, taken, now, calendar)
        found.append(Whole(file, facts, taken, calendar, state, now))
    return found


def facts_of(file: CaseFile, zone: str, earlier: tuple[Earlier, ...] = ()) -> Facts:
    """What a case is about, as the rules read it."""
    return Facts(
        worker=file.worker_id,
        checkers=frozenset(file.checkers),
        happened_at=file.happened_at,
        known_at=file.known_at,
        opened_at=file.opened_at,
        zone=zone,
        barred=frozenset(file.barred),
        earlier=earlier,
    )


def steps_of(session: Session, cases: Collection[str]) -> dict[str, tuple[Step, ...]]:
    """The steps of each case, in their order."""
    rows = session.exec(
        select(CaseStep)
        .where(col(CaseStep.case_id).in_(list(cases)))
        .order_by(col(CaseStep.case_id), col(CaseStep.number))
    )
    found: dict[str, tuple[Step, ...]] = defaultdict(tuple)
    for row in rows:
        head = {"at": row.at, "by": row.by, "role": row.role}
        found[row.case_id] += (read(row.kind, head, row.said),)
    return found


def _grants(
    session: Session, files: Sequence[CaseFile], steps: Mapping[str, tuple[Step, ...]]
) -> dict[tuple[str, str], list[Grant]]:
    """The leave granted by now, by community and worker, of those who were told of a case."""
    found: dict[tuple[str, str], list[Grant]] = defaultdict(list)
    told = [file for file in files if any(isinstance(one, Notice) for one in steps[file.id])]
    if not told:
        return found
    rows = session.exec(
        select(Leave).where(
            col(Leave.community_id).in_({one.community_id for one in told}),
            col(Leave.person_id).in_({one.worker_id for one in told}),
            Leave.state == LeaveState.GRANTED,
            col(Leave.last_on) >= min(one.opened_at for one in told).date(),
        )
    )
    for one in rows:
        halves = frozenset(span_of(one).parts())
        found[one.community_id, one.person_id].append(
            Grant(one.answered_at or one.asked_at, halves)
        )
    return found


def _earlier(
    session: Session, workers: Collection[str], now: datetime
) -> dict[str, list[tuple[str, Earlier]]]:
    """What each worker's cases mean for their others: the measures that are final now."""
    files = session.exec(select(CaseFile).where(col(CaseFile.worker_id).in_(list(workers)))).all()
    zones = zones_of(session, {one.community_id for one in files})
    calendars = {one: CalendarInTime(session, one) for one in zones}
    steps = steps_of(session, [one.id for one in files])
    found: dict[str, list[tuple[str, Earlier]]] = defaultdict(list)
    for file in files:
        taken = steps[file.id]
        if not any(isinstance(one, MeasureTaken) for one in taken):
            continue
        facts = facts_of(file, zones[file.community_id])
        calendar = calendars[file.community_id].at(file.known_at)
        before = earlier_of(facts, taken, now, calendar)
        if before is not None:
            found[file.worker_id].append((file.id, before))
    return found
