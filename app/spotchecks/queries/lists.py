"""The records that a day's draw draws from, frozen at the cut-off (worked design 4e)."""

import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import and_, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.households.models import Household
from app.kit.audit import AuditEvent
from app.spotchecks.models import Draw, SpotCheck
from app.spotchecks.queries.signals import signals_of
from app.spotchecks.rules.draw import Stratum
from app.spotchecks.rules.reading import read_list
from app.spotchecks.rules.rows import Row
from app.spotchecks.rules.terms import moment, own_day
from app.visits.models import Decision, PaperVisit, SetAsideDecision, Visit

# What puts a record among those that count: it arrived, was entered from paper, or was decided on.
COUNTING = ("visit.accepted", "visit.paper", "visit.decided")
LISTS_BEFORE = 6
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Window:
    """Which records: those that came after number `since` of the chain, up to and with `until`."""

    community_id: str
    day: date
    zone: str
    cut_off: time
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A list as it is frozen, and how many came in time on the days to which late ones belong."""

    rows: list[Row]
    before: dict[str, int]


def take(session: Session, window: Window, asked_since: datetime) -> Taken:
    """The list of a day."""
    return listed(session, window, list(_visits(session, window)), asked_since)


def listed(
    session: Session, window: Window, visits: Sequence[Visit], asked_since: datetime
) -> Taken:
    """These records as a list, with what the draw must know of each."""
    signals = signals_of(session, visits, moment(window.day, window.cut_off, window.zone))
    barred = _barred(session, [one.id for one in visits])
    asked = _not_to_be_asked(session, {one.household_id for one in visits}, asked_since)
    rows = [
        Row(
            visit=one.id,
            worker=one.author_id,
            household=one.household_id or "",
            late_of=_late_of(one, window),
            signals=signals.get(one.id, ()),
            asked=one.household_id is None or one.household_id in asked,
            barred=tuple(sorted(barred.get(one.id, ()))),
        )
        for one in visits
    ]
    return Taken(rows, _before(session, window, rows))


def _visits(session: Session, window: Window) -> Iterator[Visit]:
    """The visits that came to count in the window; one that was set aside counts once accepted."""
    events = session.execute(
        columns(col(AuditEvent.object))
        .where(
            col(AuditEvent.community_id) == window.community_id,
            col(AuditEvent.seq) > window.since,
            col(AuditEvent.seq) <= window.until,
            col(AuditEvent.kind).in_(COUNTING),
        )
        .distinct()
    )
    ids = sorted(one for (one,) in events)
    accepted = and_(
        col(SetAsideDecision.visit_id) == col(Visit.id),
        col(SetAsideDecision.decision) == Decision.ACCEPT,
    )
    for place in range(0, len(ids), CHUNK):
        yield from session.exec(
            select(Visit)
            .outerjoin(SetAsideDecision, accepted)
            .where(
                col(Visit.id).in_(ids[place : place + CHUNK]),
                col(Visit.erased_at).is_(None),
                or_(col(Visit.set_aside) == "", col(SetAsideDecision.visit_id).is_not(None)),
            )
            .order_by(col(Visit.id))
        )


def _late_of(visit: Visit, window: Window) -> date | None:
    """The day to which a record belongs that came after that day's cut-off; a clock that cannot
    be trusted makes nobody's record late."""
    made = visit.received_at if visit.clock_doubtful else visit.made_at
    own = own_day(made, window.cut_off, window.zone)
    return own if own < window.day else None


def _barred(session: Session, ids: Collection[str]) -> dict[str, set[str]]:
    """Who had a hand in a record: they do not check it."""
    found: dict[str, set[str]] = {}
    for model, hand in (
        (PaperVisit, col(PaperVisit.entered_by)),
        (SetAsideDecision, col(SetAsideDecision.decided_by)),
    ):
        rows = session.execute(
            columns(col(model.visit_id), hand).where(col(model.visit_id).in_(ids))
        )
        for visit, person in rows:
            found.setdefault(visit, set()).add(person)
    return found


def _not_to_be_asked(
    session: Session, households: Collection[str | None], since: datetime
) -> set[str]:
    """Households that were asked lately, and those whose file is gone."""
    ids = sorted({one for one in households if one})
    lately = session.exec(
        select(SpotCheck.household_id).where(
            col(SpotCheck.household_id).in_(ids), col(SpotCheck.opened_at) > since
        )
    )
    gone = session.exec(
        select(Household.id).where(
            col(Household.id).in_(ids), col(Household.erased_at).is_not(None)
        )
    )
    return {*lately, *gone}


def owed(session: Session, draw: Draw, rows: Sequence[Row]) -> list[str]:
    """Workers with a record in time today of whom the base samples of the six lists before drew
    none (R110: never under one a week). Asked when it is drawn, so that those lists are drawn too.
    """
    before = session.exec(
        select(Draw)
        .where(
            Draw.community_id == draw.community_id,
            col(Draw.day) < draw.day,
            col(Draw.cut_at).is_not(None),
        )
        .order_by(col(Draw.day).desc())
        .limit(LISTS_BEFORE)
    )
    drawn = {worker for one in before for worker in _base(one)}
    return sorted({one.worker for one in rows if one.late_of is None} - drawn)


def _base(draw: Draw) -> Iterator[str]:
    """Whose records the base sample of a list drew."""
    visits = {
        one["visit"] for one in draw.result.get("drawn", ()) if one["stratum"] == Stratum.BASE
    }
    return (one.worker for one in read_list(unpacked(draw.frozen)) if one.visit in visits)


def _before(session: Session, window: Window, rows: list[Row]) -> dict[str, int]:
    """How many records each worker had in time on the days to which late ones belong."""
    wanted = {(one.worker, one.late_of) for one in rows if one.late_of is not None}
    counts: dict[str, int] = {}
    for day in sorted({day for _, day in wanted if day}):
        draw = session.get(Draw, (window.community_id, day))
        in_time = Counter(ordinary_workers(unpacked(draw.frozen)) if draw else ())
        for worker, of in wanted:
            if of == day:
                counts[f"{worker}|{day.isoformat()}"] = in_time[worker]
    return counts


def ordinary_workers(text: str) -> Iterator[str]:
    """The worker of each record of a list that came in time."""
    for line in text.split("\n") if text else ():
        _, worker, _, late_of, *_ = line.split("|")
        if not late_of:
            yield worker


def packed(text: str) -> bytes:
    """A list as it is stored."""
    return zlib.compress(text.encode(), 6)


def frozen_row(session: Session, check: SpotCheck) -> Row | None:
    """What the frozen list of its draw says of the record of a check."""
    draw = session.get(Draw, (check.community_id, check.day))
    rows = read_list(unpacked(draw.frozen)) if draw else ()
    return next((one for one in rows if one.visit == check.visit_id), None)


def unpacked(stored: bytes) -> str:
    """A list as it was frozen; "" before the cut-off."""
    return zlib.decompress(stored).decode() if stored else ""
