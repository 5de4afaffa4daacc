"""The rules of a community's draws, as they hold on a day."""

from collections.abc import Collection
from datetime import date, datetime, time

from sqlmodel import Session, col, select

from app.org.models import Holding, Post
from app.org.scope import running
from app.spotchecks.models import CheckRules
from app.spotchecks.rules.terms import Terms

CHECKERS = (Post.GRID_LEAD, Post.STATION_HEAD)


def versions_of(session: Session, community_id: str) -> list[CheckRules]:
    """Every version of the rules, the newest first."""
    return list(
        session.exec(
            select(CheckRules)
            .where(CheckRules.community_id == community_id)
            .order_by(col(CheckRules.version).desc())
        )
    )


def terms_on(session: Session, community_id: str, day: date) -> Terms:
    """The rules for the draw of `day`: the newest version that holds by then."""
    row = session.exec(
        select(CheckRules)
        .where(CheckRules.community_id == community_id, col(CheckRules.since) <= day)
        .order_by(col(CheckRules.version).desc())
        .limit(1)
    ).first()
    return Terms() if row is None else terms_of(row)


def conflicts_of(session: Session, community_id: str) -> set[tuple[str, str]]:
    """The conflicts of interest that the newest version names, even if it holds from tomorrow on:
    who knows of one does not wait for the day."""
    return {
        (checker, worker)
        for newest in versions_of(session, community_id)[:1]
        for checker, worker in newest.conflicts
    }


def terms_of(row: CheckRules) -> Terms:
    """A stored version as the rules read it."""
    return Terms(
        version=row.version,
        per_worker=row.per_worker,
        anomaly=row.anomaly,
        ask_again_days=row.ask_again_days,
        cut_off=time.fromisoformat(row.cut_off),
        dice_until=time.fromisoformat(row.dice_until),
        capacities=row.capacities,
        conflicts=[(checker, worker) for checker, worker in row.conflicts],
    )


def holders(
    session: Session, community_id: str, posts: Collection[Post], at: datetime
) -> list[str]:
    """Who holds one of `posts` in a community at a moment, by id."""
    found = session.exec(
        select(Holding.person_id)
        .where(
            Holding.community_id == community_id,
            col(Holding.post).in_(list(posts)),
            col(Holding.backup).is_(False),
            running(Holding, at),
        )
        .distinct()
        .order_by(col(Holding.person_id))
    )
    return list(found)


def checkers_for(session: Session, community_id: str, at: datetime, away: set[str]) -> list[str]:
    """Who may check what a draw finds: leads and heads at the cut-off who are not `away`."""
    held = holders(session, community_id, CHECKERS, at)
    return [one for one in held if one not in away] or held
