"""A worker's own days as their page shows them: shifts, sign-ins, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from app.attendance.models import Decision, Touch
from app.attendance.queries.standings import Standing
from app.attendance.queries.terms import shifts_in_force
from app.attendance.rules.roster import Shift
from app.attendance.rules.verdict import Verdict
from app.org.queries import names_of
from app.org.scope import Scope

DECISIONS_BACK = timedelta(days=60)
# Half a day of which there is nothing to say.
SILENT = (Verdict.DAY_OFF, Verdict.OUTSIDE)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about the worker, with the name of who made it."""

    id: str
    on: date
    part: str
    decided: str
    reason: str
    by: str
    at: datetime
    reply: str
    replied_at: datetime | None

    @property
    def replied(self) -> bool:
        """Whether the worker spoke since it was decided, or decided anew."""
        return self.replied_at is not None and self.replied_at > self.at


@dataclass(frozen=True, slots=True)
class Entered:
    """A sign-in that a lead wrote down and the worker has not confirmed yet."""

    id: str
    on: date
    part: str
    reason: str
    by: str
    at: datetime


def my_week(session: Session, scope: Scope, day: date) -> Mapping[date, list[Shift]]:
    """The worker's shifts of the week of `day`, by day."""
    monday = day - timedelta(days=day.weekday())
    found = shifts_in_force(
        session, scope.community_id or "", monday, monday + timedelta(days=6), [scope.person_id]
    )
    return {on: shifts for (_, on), shifts in sorted(found.items())}


def worth_showing(found: Sequence[Standing]) -> list[Standing]:
    """Halves of days, the newest first; free ones only where they were signed all the same."""
    shown = [one for one in found if one.verdict not in SILENT or one.touches]
    return sorted(shown, key=lambda one: (one.on, one.part), reverse=True)


def my_decisions(session: Session, scope: Scope, day: date) -> list[Decided]:
    """What was decided about the worker in the last sixty days, the newest first."""
    rows = session.exec(
        select(Decision)
        .where(Decision.person_id == scope.person_id, col(Decision.on) >= day - DECISIONS_BACK)
        .order_by(col(Decision.on).desc(), col(Decision.part).desc())
    ).all()
    names = names_of(session, {one.by for one in rows})
    return [
        Decided(
            one.id,
            one.on,
            one.part,
            one.decided,
            one.reason,
            names.get(one.by, ""),
            one.at,
            one.reply,
            one.replied_at,
        )
        for one in rows
    ]


def to_confirm(session: Session, scope: Scope) -> list[Entered]:
    """What leads wrote down for the worker and wants their word."""
    rows = session.exec(
        select(Touch)
        .where(
            Touch.person_id == scope.person_id,
            col(Touch.entered_by).is_not(None),
            col(Touch.confirmed_at).is_(None),
            col(Touch.counts),
        )
        .order_by(col(Touch.on), col(Touch.part))
    ).all()
    names = names_of(session, {one.entered_by for one in rows if one.entered_by})
    return [
        Entered(
            one.id,
            one.on,
            one.part,
            one.reason,
            names.get(one.entered_by or "", ""),
            one.received_at,
        )
        for one in rows
    ]
