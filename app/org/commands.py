"""Writing down who saw what (rows R143, R244)."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, insert, update

from app.kit.ids import uuid7
from app.kit.web import Work
from app.org.models import AccessLog, Community, SeenHousehold
from app.org.queries import not_yet_seen
from app.org.scope import Scope


def note_access(
    session: Session,
    community_id: str,
    person_id: str,
    at: datetime,
    what: str,
    households: Collection[str],
    reason: str = "",
) -> None:
    """One row of the access log: `person_id` was shown these households."""
    access_id = uuid7()
    session.execute(
        insert(AccessLog).values(
            id=access_id,
            community_id=community_id,
            person_id=person_id,
            at=at,
            what=what,
            reason=reason,
            households=sorted(households),
        )
    )
    seen = [
        {"household_id": one, "access_id": access_id, "community_id": community_id}
        for one in sorted(set(households))
    ]
    if seen:
        session.execute(insert(SeenHousehold), seen)


def log_view(
    work: Work, community_id: str, what: str, households: Collection[str], reason: str = ""
) -> None:
    """Log what a page is about to show, before it is shown, in a short transaction of its own.

    Reading ends first, so that no request holds two connections, and a page that is long in the
    making does not keep other writers waiting.
    """
    work.session.commit()
    with work.house.db.session(writes=True) as session:
        note_access(session, community_id, work.principal.id, work.now, what, households, reason)
        session.commit()


def log_new(
    work: Work, scope: Scope, what: str, since: datetime, households: Collection[str]
) -> None:
    """Log each household once a reader and day (`since` its start), not each time a page asks."""
    fresh = not_yet_seen(work.session, scope, what, since, households)
    if fresh and scope.community_id:
        log_view(work, scope.community_id, what, fresh)


def recall(session: Session, community_id: str) -> None:
    """Something that phones keep may be shown no more: they renew their round at the next contact,
    however new it is (row R127)."""
    session.execute(
        update(Community).where(col(Community.id) == community_id).values(recalled=uuid7())
    )
