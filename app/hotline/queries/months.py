"""Months of the register: which are closed, and what is still open in one (row R131)."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.hotline.models import MonthClose
from app.hotline.rules.months import month_of
from app.kit.clock import local_day
from app.org.scope import Scope


class Closed(NamedTuple):
    """A closed month without its files."""

    month: str
    by: str
    at: datetime
    rows: int
    still_open: int
    csv_sha256: str
    xlsx_sha256: str


def closed_months(session: Session, scope: Scope) -> list[Closed]:
    """The months that are closed, the newest first."""
    rows = session.execute(
        columns(
            col(MonthClose.month), col(MonthClose.closed_by), col(MonthClose.at),
            col(MonthClose.rows), col(MonthClose.still_open), col(MonthClose.csv_sha256),
            col(MonthClose.xlsx_sha256),
        )
        .where(col(MonthClose.community_id) == (scope.community_id or ""))
        .order_by(col(MonthClose.month).desc())
    )  # fmt: skip
    return [Closed(*row) for row in rows]


def is_closed(session: Session, community_id: str, at: datetime, zone: str) -> bool:
    """Whether the month of this moment is closed, and so read-only."""
    key = (community_id, month_of(local_day(at, zone)))
    found = session.execute(
        columns(col(MonthClose.month)).where(
            col(MonthClose.community_id) == key[0], col(MonthClose.month) == key[1]
        )
    ).first()
    return found is not None


def archive_of(session: Session, scope: Scope, month: str) -> MonthClose | None:
    """A closed month with its files, for a lead of the community."""
    if not scope.leads:
        return None
    return session.get(MonthClose, (scope.community_id, month))
