"""Reports of breaches: who deals with them, and what became of them (row R244)."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.auth.principal import Principal
from app.org.models import BreachReport, Community
from app.org.scope import charge_clause

MOST_CLOSED = 30
MOST_OWN = 10


def open_reports(session: Session, who: Principal, now: datetime) -> list[BreachReport]:
    """What waits for this person, the oldest first."""
    return list(
        session.exec(
            select(BreachReport)
            .where(
                charge_clause(who, who.area_id, col(BreachReport.community_id), now),
                col(BreachReport.handled_at).is_(None),
            )
            .order_by(col(BreachReport.at), col(BreachReport.id))
        )
    )


def closed_reports(session: Session, who: Principal, now: datetime) -> list[BreachReport]:
    """What was closed last, the newest first."""
    return list(
        session.exec(
            select(BreachReport)
            .where(
                charge_clause(who, who.area_id, col(BreachReport.community_id), now),
                col(BreachReport.handled_at).is_not(None),
            )
            .order_by(col(BreachReport.handled_at).desc(), col(BreachReport.id))
            .limit(MOST_CLOSED)
        )
    )


def report_of(
    session: Session, who: Principal, report_id: str, now: datetime
) -> BreachReport | None:
    """One report that this person deals with, held until the end of the transaction; or None."""
    return session.exec(
        select(BreachReport)
        .where(
            BreachReport.id == report_id,
            charge_clause(who, who.area_id, col(BreachReport.community_id), now),
        )
        .with_for_update()
    ).first()


def waiting_reports(session: Session, who: Principal, now: datetime) -> int:
    """How many reports wait for this person."""
    return session.exec(
        select(func.count())
        .select_from(BreachReport)
        .where(
            charge_clause(who, who.area_id, col(BreachReport.community_id), now),
            col(BreachReport.handled_at).is_(None),
        )
    ).one()


def own_reports(session: Session, person_id: str) -> list[BreachReport]:
    """What this person reported, the newest first."""
    return list(
        session.exec(
            select(BreachReport)
            .where(BreachReport.reporter_id == person_id)
            .order_by(col(BreachReport.at).desc())
            .limit(MOST_OWN)
        )
    )


def communities_for(session: Session, who: Principal | None) -> dict[str, str]:
    """The communities that a report of this person can be about, by id. Names of places are
    public; who works in one reports there."""
    rows = select(Community.id, Community.name).order_by(col(Community.name))
    if who is not None and who.community_id:
        rows = rows.where(Community.id == who.community_id)
    return {community: name for community, name in session.exec(rows)}
