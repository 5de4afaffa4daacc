"""What the roster asks of people today (rows R22, R108, R145)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, select

from app.attendance.models import HotlineDuty, RosterState, RosterWeek
from app.attendance.queries.crew import not_there
from app.attendance.queries.rosters import monday_of
from app.attendance.queries.terms import shifts_in_force
from app.attendance.rules.gaps import hours_there, telephone_day
from app.attendance.rules.parts import Part
from app.attendance.rules.roster import Hotline, Post, Shift
from app.attendance.rules.rotation import door_target
from app.org.queries import names_of
from app.org.scope import Scope


@dataclass(frozen=True, slots=True)
class MyDay:
    """One worker's day: `shifts` is None where no roster is published for it."""

    on: date
    shifts: list[Shift] | None = None
    with_me: list[str] = field(default_factory=list)
    telephone: list[tuple[Part | None, list[str]]] = field(default_factory=list)
    """Who answers, first the one who does; by the part of the day where it is not all day."""

    @property
    def hall(self) -> bool:
        """Whether any of it is in the hall."""
        return any(one.post is Post.HALL for one in self.shifts or ())

    @property
    def doors(self) -> bool:
        """Whether any of it is at the doors; also without a roster."""
        return self.shifts is None or any(one.post is Post.DOOR for one in self.shifts)

    def target(self, full: int) -> int:
        """How many households it asks for."""
        return door_target(full, self.shifts)


def my_day(session: Session, scope: Scope, on: date) -> MyDay:
    """The day of the person in scope."""
    week = _published(session, scope.community_id, on)
    if week is None:
        return MyDay(on)
    today = shifts_in_force(session, week.community_id, on, on)
    mine = today.get((scope.person_id, on), [])
    duty = session.get(HotlineDuty, (week.id, on))
    line = Hotline(on, duty.person_id, duty.backup_id or "") if duty else None
    planned = {*today, *((one, on) for one in (line.people if line else ()))}
    away = not_there(session, week.community_id, planned)
    others = {
        there.person
        for shifts in today.values()
        for one in shifts
        for there in hours_there(one, away)
        if there.person != scope.person_id and any(_together(there, own) for own in mine)
    }
    at_phone = telephone_day(line, away) if line else []
    names = names_of(session, others.union(*(people for _, people in at_phone)))
    return MyDay(
        on,
        mine,
        sorted(names[one] for one in others),
        [(part, [names[one] for one in people]) for part, people in at_phone],
    )


def _together(one: Shift, other: Shift) -> bool:
    """Whether two serve in the hall at the same time."""
    in_hall = one.post is Post.HALL and other.post is Post.HALL
    return in_hall and one.begins < other.ends and other.begins < one.ends


def _published(session: Session, community_id: str | None, on: date) -> RosterWeek | None:
    return session.exec(
        select(RosterWeek).where(
            RosterWeek.community_id == community_id,
            RosterWeek.monday == monday_of(on),
            RosterWeek.state == RosterState.PUBLISHED,
        )
    ).first()


@dataclass(frozen=True, slots=True)
class Targets:
    """How many households a day asks of each worker of a community."""

    full: int
    shifts: Mapping[str, list[Shift]] | None

    def of(self, person: str) -> int:
        """The target of one of them."""
        mine = None if self.shifts is None else self.shifts.get(person, [])
        return door_target(self.full, mine)


def targets_of(session: Session, scope: Scope, on: date, full: int) -> Targets:
    """The targets of a day in the lead's own community."""
    week = _published(session, scope.community_id, on)
    if week is None:
        return Targets(full, None)
    today = shifts_in_force(session, week.community_id, on, on)
    return Targets(full, {person: shifts for (person, _), shifts in today.items()})
