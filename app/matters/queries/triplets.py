"""去有目的，来有问题，后有反馈: visits whose third part is missing (row R85)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.matters.models import Matter
from app.org.scope import Scope
from app.visits.models import Concern, Visit

PAGE = 50


class Incomplete(NamedTuple):
    """A visit at which somebody asked for something that has neither a matter nor an end. `asked`:
    how many such requests; `due_on`: when the first of them is due."""

    id: str
    household_id: str | None
    address: str
    author_id: str
    at: datetime
    purposes: list[str]
    findings: str
    checklist: list[str]
    asked: int
    due_on: date | None

    @property
    def purpose(self) -> bool:
        """Whether it was said beforehand what the visit was for."""
        return bool(self.purposes)

    @property
    def found(self) -> bool:
        """Whether it was written down what was found."""
        return bool(self.findings or self.checklist)


def incomplete(session: Session, scope: Scope, hidden: Collection[str]) -> list[Incomplete]:
    """Those of the community, the longest waiting first, one more than a page has; without records
    that the reader is still to check blind."""
    if not scope.leads:
        return []
    open_ = (
        columns(
            col(Concern.visit_id),
            func.count().label("asked"),
            func.min(col(Concern.due_on)).label("due_on"),
        )
        .outerjoin(Matter, col(Matter.concern_id) == col(Concern.id))
        .where(
            col(Concern.community_id) == scope.community_id,
            col(Concern.closed_at).is_(None),
            col(Matter.id).is_(None),
        )
        .group_by(col(Concern.visit_id))
        .subquery()
    )
    asked = (
        columns(
            col(Visit.id), col(Visit.household_id), col(Visit.address), col(Visit.author_id),
            func.coalesce(col(Visit.visited_at), col(Visit.made_at)), col(Visit.purposes),
            col(Visit.findings), col(Visit.checklist), open_.c.asked, open_.c.due_on,
        )
        .join(open_, open_.c.visit_id == col(Visit.id))
        .order_by(open_.c.due_on, col(Visit.made_at), col(Visit.id))
        .limit(PAGE + 1 + len(hidden))
    )  # fmt: skip
    found = [Incomplete._make(row) for row in session.execute(asked)]
    return [one for one in found if one.id not in hidden][: PAGE + 1]
