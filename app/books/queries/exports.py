"""What left the books, for who answers for them."""

from sqlmodel import Session, col, select

from app.households.models import ExportLog
from app.org.models import Person
from app.org.scope import Scope

MOST = 500


def exports_of(session: Session, scope: Scope) -> list[tuple[ExportLog, str]]:
    """The newest exports of the community with the names of who took them."""
    if not scope.stewards:
        return []
    rows = session.exec(
        select(ExportLog, Person.name)
        .join(Person, col(Person.id) == col(ExportLog.person_id))
        .where(ExportLog.community_id == scope.community_id)
        .order_by(col(ExportLog.at).desc(), col(ExportLog.id).desc())
        .limit(MOST)
    )
    return [(one, name) for one, name in rows]
