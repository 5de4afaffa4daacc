"""Which step of which draw is due now, over all communities."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.attendance.queries.terms import calendar_of
from app.kit.clock import local_day
from app.org.models import Community, Holding, Post
from app.org.scope import running
from app.spotchecks.models import Draw
from app.spotchecks.queries.terms import terms_on
from app.spotchecks.rules.terms import moment, published_from


class StepKind(StrEnum):
    """The steps of a draw that a clock takes; the dice are thrown by people."""

    PROMISE = "promise"
    CUT_OFF = "cut_off"
    ADVISE = "advise"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the draw of one day of a community."""

    kind: StepKind
    community_id: str
    day: date


def due_steps(session: Session, now: datetime) -> Iterator[Step]:
    """What is due, in the order in which it must be done."""
    promised = _newest(session)
    open_by: dict[str, list[Draw]] = {}
    for row in _open(session):
        open_by.setdefault(row.community_id, []).append(row)
    for community in _working(session, now):
        today = local_day(now, community.zone)
        for row in open_by.get(community.id, []):
            yield from _of(session, community, row, now)
        before_cut_off = now < moment(
            today, terms_on(session, community.id, today).cut_off, community.zone
        )
        if promised.get(community.id) != today and before_cut_off:
            yield Step(StepKind.PROMISE, community.id, today)


def _of(session: Session, community: Community, row: Draw, now: datetime) -> Iterator[Step]:
    terms = terms_on(session, community.id, row.day)
    if row.cut_at is None:
        if now >= moment(row.day, terms.cut_off, community.zone):
            yield Step(StepKind.CUT_OFF, community.id, row.day)
        return
    if row.drawn_at is None:
        meeting = calendar_of(session, community.id).after(row.day, 1)
        if now >= moment(meeting, terms.dice_until, community.zone):
            yield Step(StepKind.ADVISE, community.id, row.day)
        return
    if now >= published_from(row.drawn_at, terms.cut_off, community.zone):
        yield Step(StepKind.PUBLISH, community.id, row.day)


def _newest(session: Session) -> dict[str, date]:
    rows = session.execute(
        columns(col(Draw.community_id), func.max(col(Draw.day))).group_by(col(Draw.community_id))
    )
    return {community: day for community, day in rows}


def _open(session: Session) -> Sequence[Draw]:
    return session.exec(
        select(Draw).where(col(Draw.published_at).is_(None)).order_by(col(Draw.day))
    ).all()


def _working(session: Session, now: datetime) -> Sequence[Community]:
    """Communities in which anybody goes from door to door."""
    there = (
        columns(col(Holding.community_id))
        .where(col(Holding.post) == Post.GRID_WORKER, running(Holding, now))
        .distinct()
    )
    return session.exec(
        select(Community).where(col(Community.id).in_(there)).order_by(col(Community.id))
    ).all()


def waiting_for_dice(session: Session, community_id: str, today: date) -> list[Draw]:
    """Lists that were cut off on an earlier day and not drawn yet, the oldest first."""
    return list(
        session.exec(
            select(Draw)
            .where(
                Draw.community_id == community_id,
                col(Draw.published_at).is_(None),
                col(Draw.drawn_at).is_(None),
                col(Draw.cut_at).is_not(None),
                col(Draw.day) < today,
            )
            .order_by(col(Draw.day))
        )
    )
