"""What is reported of the five utilities, and what residents say of them (row R186)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.matters.models import Matter, UtilityReview
from app.matters.rules.problems import UTILITIES
from app.org.queries import start_of


@dataclass(frozen=True, slots=True)
class UtilityYear:
    """A utility in a year: matters, how many of them are open, reviews and their mean score."""

    utility: str
    matters: int = 0
    open: int = 0
    reviews: int = 0
    mean: float | None = None


def utilities_in(session: Session, community_id: str, year: int, zone: str) -> list[UtilityYear]:
    """Each of the five in a year, in their order."""
    matters = _matters(session, community_id, year, zone)
    rows = session.execute(
        columns(col(UtilityReview.utility), func.count(), func.avg(col(UtilityReview.score)))
        .where(col(UtilityReview.community_id) == community_id, col(UtilityReview.year) == year)
        .group_by(col(UtilityReview.utility))
    )
    reviews = {utility: (count, float(mean)) for utility, count, mean in rows}
    return [
        UtilityYear(one, *matters.get(one, (0, 0)), *reviews.get(one, (0, None)))
        for one in UTILITIES
    ]


def _matters(
    session: Session, community_id: str, year: int, zone: str
) -> Mapping[str, tuple[int, int]]:
    """How many were opened in the year, and are open; by the class named as the utility."""
    first, end = start_of(date(year, 1, 1), zone), start_of(date(year + 1, 1, 1), zone)
    rows = session.execute(
        columns(
            col(Matter.problem),
            func.count(),
            func.count().filter(col(Matter.closed_at).is_(None)),
        )
        .where(
            col(Matter.community_id) == community_id,
            col(Matter.opened_at) >= first,
            col(Matter.opened_at) < end,
            col(Matter.problem).in_(UTILITIES),
        )
        .group_by(col(Matter.problem))
    )
    return {problem: (count, still) for problem, count, still in rows}
