"""The imports of a community, within the scope of who asks."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.books.imports.rules.fields import What
from app.households.models import ImportJob, ImportMapping, ImportState
from app.org.scope import Scope

MOST_LISTED = 50


def job_of(session: Session, scope: Scope, job_id: str) -> ImportJob | None:
    """One import, or None when it is not there or not in scope."""
    job = session.get(ImportJob, job_id)
    return job if job is not None and _may_see(scope, job.community_id) else None


def jobs_of(session: Session, scope: Scope) -> Sequence[ImportJob]:
    """The newest imports of the community in scope."""
    if not scope.stewards:
        return []
    return session.exec(
        select(ImportJob)
        .where(ImportJob.community_id == scope.community_id)
        .order_by(col(ImportJob.made_at).desc(), col(ImportJob.id).desc())
        .limit(MOST_LISTED)
    ).all()


def remembered(session: Session, community_id: str, what: What) -> dict[str, str]:
    """The headers that somebody of this community has said the meaning of."""
    rows = session.exec(
        select(ImportMapping).where(
            ImportMapping.community_id == community_id, ImportMapping.what == what
        )
    )
    return {one.header: one.field for one in rows}


def unfinished(session: Session) -> Sequence[ImportJob]:
    """Imports that a server was at when it stopped."""
    return session.exec(
        select(ImportJob).where(
            col(ImportJob.state).in_([ImportState.UPLOADED, ImportState.WRITING])
        )
    ).all()


def _may_see(scope: Scope, community_id: str) -> bool:
    return scope.stewards and community_id == scope.community_id
