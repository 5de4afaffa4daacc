"""Where published weeks lack somebody, for those who lead (rows R26, R102, R145)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from app.attendance.models import RosterState, RosterWeek
from app.attendance.queries.rosters import DAYS, Frame, Plan, frame_of, monday_of, plan_of
from app.attendance.rules.gaps import Away, beyond, gaps
from app.attendance.rules.leave import Span
from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Broken, Terms
from app.org.scope import Scope

# This week and the next are looked at; from this weekday on the next one ought to be planned.
WEEKS_AHEAD, PLANNED_BY = 2, 3


@dataclass(frozen=True, slots=True)
class WeekGaps:
    """What one week lacks from today on; `planned`: it has a published roster."""

    monday: date
    terms: Terms
    found: Sequence[Broken]
    planned: bool = True


def week_gaps(frame: Frame, plan: Plan, today: date, more: Away = ()) -> list[Broken]:
    """What a published week lacks from `today` on, by leave (and `more` of it) and by those who
    have left by then. What it lacked all along, or lacks by other terms of today, is no gap."""
    away = away_of(frame, plan) | set(more)
    found, always = (
        gaps(plan.planned, plan.telephone, frame.known, frame.terms, one) for one in (away, ())
    )
    return [one for one in beyond(found, always) if one.on >= today]


def away_of(frame: Frame, plan: Plan) -> set[tuple[str, date, Part]]:
    """Who of a week is not there in which parts of it: by leave, or because they have left."""
    return frame.leave | _gone(frame, plan)


def _gone(frame: Frame, plan: Plan) -> set[tuple[str, date, Part]]:
    """The days of the week on which somebody of the plan holds no post here any more."""
    people = {one.person for one in plan.planned}
    people |= {one for line in plan.telephone for one in line.people}
    return {
        (one, day.on, part)
        for one in people
        for day in frame.days
        if (one, day.on) not in frame.there
        for part in Part
    }


def open_gaps(session: Session, scope: Scope, zone: str, today: date) -> list[WeekGaps]:
    """The weeks that lack something: this one and the next. A community that has never published
    a roster lacks none."""
    community, this = scope.community_id or "", monday_of(today)
    planned = select(RosterWeek.id).where(
        RosterWeek.community_id == community, RosterWeek.state == RosterState.PUBLISHED
    )
    if session.exec(planned.limit(1)).first() is None:
        return []
    weeks = [this + timedelta(days=DAYS * ahead) for ahead in range(WEEKS_AHEAD)]
    looked = [_lacks(session, scope, zone, monday, today) for monday in weeks]
    return [one for one in looked if one is not None]


def _lacks(session: Session, scope: Scope, zone: str, monday: date, today: date) -> WeekGaps | None:
    """What one week lacks; None: nothing, or it need not be planned yet."""
    community = scope.community_id or ""
    plan = plan_of(session, community, monday, RosterState.PUBLISHED)
    if plan is None and monday > today and today.weekday() < PLANNED_BY:
        return None
    frame = frame_of(session, scope, community, monday, zone)
    if plan is not None:
        found = week_gaps(frame, plan, today)
        return WeekGaps(monday, frame.terms, found) if found else None
    missed = any(one.works and one.on >= today for one in frame.days)
    return WeekGaps(monday, frame.terms, [], planned=False) if missed else None


def gaps_by_leave(
    session: Session, scope: Scope, zone: str, today: date, person_id: str, span: Span
) -> list[WeekGaps]:
    """What published weeks would lack besides, were `span` granted to somebody."""
    community, since = scope.community_id or "", max(today, span.first_on)
    mondays = session.exec(
        select(col(RosterWeek.monday))
        .where(
            RosterWeek.community_id == community,
            RosterWeek.state == RosterState.PUBLISHED,
            col(RosterWeek.monday) >= monday_of(since),
            col(RosterWeek.monday) <= span.last_on,
        )
        .order_by(col(RosterWeek.monday))
    ).all()
    more = {(person_id, on, part) for on, part in span.parts()}
    found = []
    for monday in mondays:
        plan = plan_of(session, community, monday, RosterState.PUBLISHED)
        if plan is None:
            continue
        frame = frame_of(session, scope, community, monday, zone)
        new = beyond(week_gaps(frame, plan, today, more), week_gaps(frame, plan, today))
        if new:
            found.append(WeekGaps(monday, frame.terms, new))
    return found
