"""What a window shows beside its form: what waits to be handed out, the month (R52, R66, R101)."""

from datetime import datetime
from statistics import median
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal_column, or_, true
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.matters.models import Matter, MatterStep
from app.matters.rules.figures import WHILE_ONE_WAITS
from app.matters.rules.stages import Channel, Handling, Stage

MOST_READY = 20


class Counts(NamedTuple):
    """The windows' month: `minutes` is the median from opening the form to the end of what was
    done at once; `breaches` how often a further material was asked for after the notice."""

    accepted: int
    instant: int
    minutes: int | None
    breaches: int


def ready_matters(session: Session, community_id: str, q: str) -> list[Matter]:
    """Results that wait for the resident, the oldest first, found by number, name or phone; at
    any window the same (row R52). What is restricted is not handed out over a counter. One more
    than are shown, so that a list says that it was cut."""
    return list(
        session.exec(
            select(Matter)
            .where(
                Matter.community_id == community_id,
                col(Matter.closed_at).is_(None),
                Matter.stage == Stage.TRACKED,
                col(Matter.restricted).is_(False),
                _found_by(q),
            )
            .order_by(col(Matter.done_at), col(Matter.id))
            .limit(MOST_READY + 1)
        )
    )


def _found_by(q: str) -> ColumnElement[bool]:
    if not q:
        return true()
    return or_(
        col(Matter.number).contains(q, autoescape=True),
        col(Matter.applicant).contains(q, autoescape=True),
        col(Matter.phone).startswith(q, autoescape=True),
    )


def month_counts(session: Session, community_id: str, since: datetime) -> Counts:
    """What the windows did since the month began."""
    at_window = (
        col(Matter.community_id) == community_id,
        col(Matter.opened_at) >= since,
        col(Matter.channel) == Channel.WINDOW,
    )
    accepted = session.execute(
        columns(func.count()).select_from(Matter).where(*at_window)
    ).scalar_one()
    rows = session.execute(
        columns(col(Matter.opened_at), col(Matter.done_at)).where(
            *at_window, col(Matter.handling) == Handling.ON_THE_SPOT, col(Matter.done_at) >= since
        )
    )
    spans = [
        (done - opened).total_seconds() / 60
        for opened, done in rows
        if done - opened <= WHILE_ONE_WAITS
    ]
    breaches = session.execute(
        columns(func.count())
        .select_from(MatterStep)
        .where(
            col(MatterStep.community_id) == community_id,
            # Written out: only then does the database use the index of just these.
            col(MatterStep.kind) == literal_column("'further_material'"),
            col(MatterStep.at) >= since,
        )
    ).scalar_one()
    return Counts(accepted, len(spans), max(1, round(median(spans))) if spans else None, breaches)
