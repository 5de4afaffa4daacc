"""Who takes a matter when its first owner did not say in time that they have it (row R87).

In this order: who stands in for the grid, the owner's partner of the week, the grid's lead, the
head of the station. Whoever has leave now is passed over, and so is a stand-in or a partner whom a
published roster gives no shift at that hour. Of what is restricted, only who looks after the grid
and the head hear (row R76).
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists
from sqlmodel import Session, col, select

from app.attendance.models import Pairing, RosterState, RosterWeek
from app.attendance.queries.leave import away_at
from app.attendance.queries.rosters import monday_of
from app.attendance.queries.terms import shifts_in_force
from app.matters.models import Matter
from app.org.models import Holding, Post
from app.org.scope import running


def backup_of(session: Session, matter: Matter, zone: str, now: datetime) -> str | None:
    """The person to whom a matter passes from who has it now; None while there is nobody."""
    away = away_at(session, matter.community_id, now)
    on_duty = _OnDuty(session, matter.community_id, zone, now)
    for person, by_roster in _asked(session, matter, zone, now):
        passed_over = person in away or person in (matter.owner_id, matter.handling_owner_id)
        if not passed_over and (not by_roster or on_duty(person)):
            return person
    return None


def _asked(
    session: Session, matter: Matter, zone: str, now: datetime
) -> Iterator[tuple[str, bool]]:
    """Who may be asked, in order, and whether the roster says when they are there."""
    if matter.grid_id:
        for person in _stand_ins(session, matter.grid_id, now):
            yield person, True
    if not matter.restricted:
        partner = _partner(session, matter, zone, now)
        if partner:
            yield partner, True
        for person in _holding(session, matter, Post.GRID_LEAD, now):
            yield person, False
    for person in _holding(session, matter, Post.STATION_HEAD, now):
        yield person, False


def _stand_ins(session: Session, grid_id: str, now: datetime) -> list[str]:
    """Who looks after a grid beside its own worker, the newest first."""
    rows = select(Holding.person_id).where(
        Holding.grid_id == grid_id, Holding.post == Post.GRID_WORKER,
        col(Holding.backup).is_(True), running(Holding, now),
    )  # fmt: skip
    return list(session.exec(rows.order_by(col(Holding.since).desc(), col(Holding.id))))


def _partner(session: Session, matter: Matter, zone: str, now: datetime) -> str | None:
    """With whom its owner works this week (row R25), as long as they are of the station."""
    monday = monday_of(now.astimezone(ZoneInfo(zone)).date())
    owner = matter.owner_id
    pair = session.exec(
        select(Pairing).where(
            Pairing.community_id == matter.community_id,
            Pairing.monday == monday,
            (col(Pairing.one_id) == owner) | (col(Pairing.other_id) == owner),
        )
    ).first()
    if pair is None:
        return None
    other = pair.other_id if pair.one_id == owner else pair.one_id
    works = select(Holding.id).where(
        Holding.person_id == other, Holding.community_id == matter.community_id,
        Holding.post == Post.GRID_WORKER, running(Holding, now),
    )  # fmt: skip
    return other if session.exec(works).first() else None


def _holding(session: Session, matter: Matter, post: Post, now: datetime) -> list[str]:
    """Who holds a post: who holds it for the matter's grid first, then its own holder, then who
    acts for them."""
    rows = session.exec(
        select(Holding).where(
            Holding.community_id == matter.community_id, Holding.post == post,
            running(Holding, now),
        )
    )  # fmt: skip
    found = sorted(
        rows,
        key=lambda one: (
            matter.grid_id is None or one.grid_id != matter.grid_id,
            one.delegate_of is not None, one.since, one.id,
        ),
    )  # fmt: skip
    return [one.person_id for one in found]


class _OnDuty:
    """Whether the roster has somebody at work at a moment; without one for the week everybody."""

    def __init__(self, session: Session, community_id: str, zone: str, now: datetime) -> None:
        self.session, self.community_id = session, community_id
        self.local = now.astimezone(ZoneInfo(zone))

    def __call__(self, person: str) -> bool:
        on, at = self.local.date(), self.local.time()
        shifts = shifts_in_force(self.session, self.community_id, on, on, [person])
        mine = shifts.get((person, on), [])
        return any(one.begins <= at < one.ends for one in mine) or not self._rostered()

    def _rostered(self) -> bool:
        published = exists().where(
            col(RosterWeek.community_id) == self.community_id,
            col(RosterWeek.monday) == monday_of(self.local.date()),
            col(RosterWeek.state) == RosterState.PUBLISHED,
        )
        return bool(self.session.scalar(select(published)))
