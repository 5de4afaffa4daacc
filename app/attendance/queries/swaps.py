"""Shifts that colleagues exchange (row R24)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.attendance.models import RosterShift, RosterState, RosterWeek, Swap, SwapState
from app.attendance.queries.rosters import frame_of, loaded, planned
from app.attendance.rules.roster import Broken
from app.org.models import Community
from app.org.scope import Scope

OPEN = (SwapState.ASKED, SwapState.AGREED)
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Exchange:
    """A swap with its two shifts."""

    row: Swap
    gives: RosterShift
    takes: RosterShift

    @property
    def open(self) -> bool:
        """Whether somebody has to answer it yet."""
        return self.row.state in OPEN


def to_come(
    session: Session, scope: Scope, today: date, people: Collection[str]
) -> list[RosterShift]:
    """The shifts of `people` in published weeks, from tomorrow on."""
    return list(
        session.exec(
            select(RosterShift)
            .join(RosterWeek, col(RosterWeek.id) == RosterShift.week_id)
            .where(
                RosterShift.community_id == scope.community_id,
                RosterWeek.state == RosterState.PUBLISHED,
                col(RosterShift.on) > today,
                col(RosterShift.person_id).in_(people),
            )
            .order_by(col(RosterShift.on), col(RosterShift.begins))
        )
    )


def coming_shift(session: Session, scope: Scope, today: date, shift_id: str) -> RosterShift | None:
    """A shift of the community that a published week holds and that is still to come."""
    found = session.get(RosterShift, shift_id)
    if found is None or found.community_id != scope.community_id or found.on <= today:
        return None
    week = session.get(RosterWeek, found.week_id)
    return found if week is not None and week.state == RosterState.PUBLISHED else None


def swaps_of(session: Session, scope: Scope) -> list[Exchange]:
    """The swaps that concern a person, for a lead those of the community; the newest first."""
    asked = select(Swap).where(Swap.community_id == scope.community_id)
    if not scope.leads:
        mine = or_(col(Swap.asked_by) == scope.person_id, col(Swap.asked_of) == scope.person_id)
        asked = asked.where(mine)
    rows = session.exec(asked.order_by(col(Swap.asked_at).desc()).limit(MOST_SHOWN)).all()
    wanted = {one for row in rows for one in (row.shift_id, row.other_shift_id)}
    shifts = {
        one.id: one
        for one in session.exec(select(RosterShift).where(col(RosterShift.id).in_(wanted)))
    }
    return [Exchange(row, shifts[row.shift_id], shifts[row.other_shift_id]) for row in rows]


def swap_of(session: Session, scope: Scope, swap_id: str) -> Exchange | None:
    """One swap that concerns the reader."""
    row = session.get(Swap, swap_id)
    if row is None or row.community_id != scope.community_id:
        return None
    if not scope.leads and scope.person_id not in (row.asked_by, row.asked_of):
        return None
    gives = session.get_one(RosterShift, row.shift_id)
    return Exchange(row, gives, session.get_one(RosterShift, row.other_shift_id))


def breaks(
    session: Session, scope: Scope, community: Community, one: RosterShift, other: RosterShift
) -> tuple[list[Broken], dict[str, str]]:
    """The rules that weeks would not keep any more if two shifts changed hands, and the names of
    who is concerned."""
    changed = {
        one.id: replace(planned(one), person=other.person_id),
        other.id: replace(planned(other), person=one.person_id),
    }
    found: list[Broken] = []
    names: dict[str, str] = {}
    for week_id in sorted({one.week_id, other.week_id}):
        plan = loaded(session, session.get_one(RosterWeek, week_id))
        frame = frame_of(session, scope, community.id, plan.row.monday, community.zone)
        after = [changed.get(row.id) or planned(row) for row in plan.shifts]
        before = set(frame.unkept(plan.planned, plan.telephone))
        found += [row for row in frame.unkept(after, plan.telephone) if row not in before]
        names |= frame.names
    return found, names


def granted_since(session: Session, draft: RosterWeek) -> list[Exchange]:
    """The exchanges of the week that holds which a draft of it does not know: they were granted
    after it was begun; the oldest first."""
    rows = session.exec(
        select(Swap)
        .join(RosterShift, col(RosterShift.id).in_((Swap.shift_id, Swap.other_shift_id)))
        .join(RosterWeek, col(RosterWeek.id) == RosterShift.week_id)
        .where(
            RosterWeek.community_id == draft.community_id,
            RosterWeek.monday == draft.monday,
            RosterWeek.state == RosterState.PUBLISHED,
            Swap.state == SwapState.GRANTED,
            col(Swap.answered_at) > draft.made_at,
        )
        .order_by(col(Swap.answered_at), Swap.id)
    ).all()
    found = {one.id: one for one in rows}
    return [
        Exchange(
            one,
            session.get_one(RosterShift, one.shift_id),
            session.get_one(RosterShift, one.other_shift_id),
        )
        for one in found.values()
    ]
