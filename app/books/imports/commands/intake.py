"""An import begins, is told more, or is dropped: each a change in the record."""

from datetime import datetime

from sqlmodel import Session

from app.books.imports.queries.jobs import remembered
from app.books.imports.rules.fields import What, meaning
from app.households.models import ImportJob, ImportMapping, ImportState
from app.kit import audit
from app.kit.ids import uuid7

MOST_NAME = 120
MOST_HEADER = 80


def new_job(
    session: Session,
    now: datetime,
    community_id: str,
    person_id: str,
    what: What,
    filename: str,
    sha256: str,
    job_id: str = "",
) -> ImportJob:
    """An import of a file that was just handed over."""
    job = ImportJob(
        id=job_id or uuid7(),
        community_id=community_id,
        person_id=person_id,
        what=what,
        filename=filename[-MOST_NAME:],
        sha256=sha256,
        state=ImportState.UPLOADED,
        mapping={},
        report={},
        made_at=now,
    )
    session.add(job)
    session.flush()
    payload = {"what": what.value, "sha256": sha256}
    audit.record(session, community_id, now, "import.begun", person_id, job.id, payload)
    return job


def tell_columns(
    session: Session, job: ImportJob, fields: dict[str, str], create: bool, leave_out: bool
) -> None:
    """Take over what a person said about the columns, and remember it for the next file."""
    what = What(job.what)
    told = remembered(session, job.community_id, what)
    names: list[str] = job.report["headers"]
    for place, field in fields.items():
        header = names[int(place)]
        known = not header or len(header) > MOST_HEADER or names.count(header) > 1
        if not known and meaning(what, header, told) != field:
            session.merge(
                ImportMapping(community_id=job.community_id, what=what, header=header, field=field)
            )
    job.mapping = dict(fields)
    report = {name: one for name, one in job.report.items() if name != "problem"}
    job.report = {**report, "create": create, "leave_out": leave_out}
    job.state = ImportState.UPLOADED
    session.add(job)


def drop(session: Session, now: datetime, job: ImportJob, person_id: str) -> None:
    """Let an import be: nothing of it is written."""
    job.state, job.finished_at = ImportState.DROPPED, now
    job.report, job.mapping = {}, {}
    session.add(job)
    audit.record(session, job.community_id, now, "import.dropped", person_id, job.id)
