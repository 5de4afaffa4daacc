"""The imports of a community, or of an officer's area, for who may bring files there."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.books.imports.rules.fields import What
from app.households.models import ImportJob, ImportMapping, ImportState
from app.org.scope import Reach, Scope

MOST_LISTED = 50


class Desk(NamedTuple):
    """Where somebody brings files, and of which kinds."""

    place: str
    """The id of a community or, for an officer, of their own area."""
    kinds: tuple[What, ...]


def desk_of(scope: Scope, area_id: str) -> Desk | None:
    """The desk of a person: who keeps the books brings households and units, and officers their
    part of the tree above the stations (row R9)."""
    if scope.stewards and scope.community_id:
        return Desk(scope.community_id, (What.HOUSEHOLDS, What.UNITS))
    return Desk(area_id, (What.AREAS,)) if scope.reach is Reach.COUNTS and area_id else None


def job_of(session: Session, desk: Desk, job_id: str) -> ImportJob | None:
    """One import, or None when it is not there or another desk's."""
    job = session.get(ImportJob, job_id)
    return job if job is not None and _is_of(desk, job) else None


def jobs_of(session: Session, desk: Desk) -> Sequence[ImportJob]:
    """The newest imports of a desk."""
    return session.exec(
        select(ImportJob)
        .where(ImportJob.community_id == desk.place, col(ImportJob.what).in_(desk.kinds))
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


def _is_of(desk: Desk, job: ImportJob) -> bool:
    return job.community_id == desk.place and job.what in desk.kinds
