"""The steps of an import: read and check, then write. Each opens its own short sessions, because
reading takes long and must hold nothing meanwhile."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.books.imports.commands.area_steps import check_areas, write_areas
from app.books.imports.commands.checking import Checker, Found, check
from app.books.imports.commands.folder import Folder, folder_of
from app.books.imports.commands.grids import draft_plan
from app.books.imports.commands.writing import Author, CannotWrite, Writer, Written
from app.books.imports.forms.files import Unreadable
from app.books.imports.forms.staging import Refused, Tell, stage
from app.books.imports.queries.jobs import remembered
from app.books.imports.queries.known import buildings_of, doors_of, units_of
from app.books.imports.rules.fields import Headers, What, read_headers
from app.households.models import ImportJob, ImportState
from app.kit import audit
from app.kit.clock import local_day
from app.kit.i18n import Message
from app.kit.web import House
from app.org.models import Area, Community

# Of a sheet, as it is shown; Excel allows 31 letters, others more.
MOST_NAME = 60
INTERRUPTED = Message("上次写到一半停了，什么也没有写进去，可以再写一次")


def silent(_count: int) -> None:
    """Tells nobody."""


def headers_of(job: ImportJob, told: dict[str, str]) -> Headers:
    """What the columns of a read file mean."""
    return read_headers(What(job.what), job.report.get("headers", []), told, job.mapping)


def ready(job: ImportJob, headers: Headers) -> bool:
    """Whether nothing stands in the way of writing."""
    found = job.report.get("found")
    return bool(
        job.state == ImportState.CHECKED
        and found
        and not found["wrong"]
        and not found["waiting"]
        and not in_doubt(job, headers)
        and (found["new"] or found["changed"] or found["moved_buildings"])
    )


def in_doubt(job: ImportJob, headers: Headers) -> bool:
    """Whether the columns need a person's word first."""
    return bool(
        headers.missing(What(job.what))
        or headers.doubled
        or (headers.unknown and not job.report.get("leave_out"))
    )


def read(house: House, job_id: str, tell: Tell = silent) -> None:
    """Read the file, unless that was done, and check its rows."""
    folder = folder_of(house.settings, job_id)
    with house.db.session() as session:
        job = session.get_one(ImportJob, job_id)
        what, told = What(job.what), remembered(session, job.community_id, What(job.what))
    if not folder.staged.exists() or "headers" not in job.report:
        try:
            staged = stage(folder.source, what, told, folder.staged, tell)
        except Unreadable as problem:
            refuse(house, job_id, problem)
            return
        report = {**job.report, **{key: value for key, value in asdict(staged).items()
                                   if key not in ("rows", "sheet")}}  # fmt: skip
        _save(house, job_id, sheet=staged.sheet[:MOST_NAME], total=staged.rows, report=report)
    check_again(house, job_id, tell)


def check_again(house: House, job_id: str, tell: Tell = silent) -> Found | None:
    """Judge the rows against the books as they are now; None when a needed column is missing."""
    folder = folder_of(house.settings, job_id)
    with house.db.session() as session:
        job = session.get_one(ImportJob, job_id)
        headers = headers_of(job, remembered(session, job.community_id, What(job.what)))
        blocked = headers.missing(What(job.what)) or headers.doubled
        areas = What(job.what) is What.AREAS
        ready_to_judge = not blocked and not areas
        checker = _checker(session, job, headers, house.clock()) if ready_to_judge else None
        found = _areas(session, job, folder, headers) if areas and not blocked else None
    if checker is not None:
        found = check(folder, checker, headers, job.report["header_row"], tell)
    report = {**job.report, "found": found.report() if found else None}
    errors = found.faults if found else 0
    _save(house, job_id, state=ImportState.CHECKED, errors=errors, report=report)
    return found


def _areas(session: Session, job: ImportJob, folder: Folder, headers: Headers) -> Found:
    under = session.get_one(Area, job.community_id).code
    create = bool(job.report.get("create"))
    return check_areas(session, folder, headers, job.report["header_row"], under, create)


def _checker(session: Session, job: ImportJob, headers: Headers, now: datetime) -> Checker:
    what = What(job.what)
    community = session.get_one(Community, job.community_id)
    return Checker(
        what=what,
        buildings=buildings_of(session, job.community_id, now),
        doors=doors_of(session, job.community_id) if what is What.HOUSEHOLDS else {},
        units=units_of(session, job.community_id) if what is What.UNITS else {},
        today=local_day(now, community.zone),
        create=bool(job.report.get("create")),
        has_estate="estate" in headers.fields,
    )


def write(house: House, job_id: str, tell: Tell = silent) -> Written | None:
    """Write the checked rows in one transaction; None when somebody else did already."""
    folder = folder_of(house.settings, job_id)
    with house.db.session(writes=True) as session:
        job = session.get_one(ImportJob, job_id, with_for_update=True)
        if job.state != ImportState.WRITING:
            return None
        try:
            written = _write(session, job, folder, house.clock(), tell)
        except CannotWrite as problem:
            session.rollback()
            _save(house, job_id, state=ImportState.CHECKED, problem=problem.message)
            return None
        session.commit()
    # The books have it now: nothing of the file stays.
    folder.clear()
    return written


def _write(session: Session, job: ImportJob, folder: Folder, now: datetime, tell: Tell) -> Written:
    author = Author(job.community_id, job.person_id, now, job.filename)
    writer = Writer(session, folder, author, tell)
    create = bool(job.report.get("create"))
    match What(job.what):
        case What.HOUSEHOLDS:
            written = writer.households(create)
        case What.UNITS:
            written = writer.units(create)
        case What.AREAS:
            written = write_areas(session, folder, now, create, job.person_id)
    plan = draft_plan(session, job.community_id, job.person_id, now, job.filename, written.grids)
    counts = {
        "new": written.new,
        "changed": written.changed,
        "same": written.same,
        "buildings": written.buildings,
        "parents": written.parents,
    }
    payload = {"what": job.what, "sha256": job.sha256, "plan": plan, **counts}
    audit.record(session, job.community_id, now, "import.written", job.person_id, job.id, payload)
    job.state, job.finished_at, job.done = ImportState.DONE, now, job.total
    job.report = {"written": {**counts, "plan": plan}}
    job.mapping = {}
    session.add(job)
    session.flush()
    return written


def refuse(house: House, job_id: str, problem: Unreadable) -> None:
    """Nothing of a file that is refused stays but why it was."""
    folder_of(house.settings, job_id).clear()
    report: dict[str, Any] = {"refused": said(problem.message)}
    if isinstance(problem, Refused):
        report["columns"] = [list(one) for one in problem.columns]
    with house.db.session(writes=True) as session:
        job = session.get_one(ImportJob, job_id)
        if job.state == ImportState.DROPPED:
            return
        job.state, job.report, job.finished_at = ImportState.DROPPED, report, house.clock()
        session.add(job)
        audit.record(
            session, job.community_id, house.clock(), "import.refused", job.person_id, job.id
        )
        session.commit()


def said(message: Message) -> dict[str, Any]:
    """A message as a report keeps it, to be worded when its reader's language is known."""
    return {"msgid": message.msgid, "values": message.values}


def _save(house: House, job_id: str, problem: Message | None = None, **values: Any) -> None:
    with house.db.session(writes=True) as session:
        job = session.get_one(ImportJob, job_id)
        if job.state not in (ImportState.UPLOADED, ImportState.CHECKED, ImportState.WRITING):
            return  # dropped meanwhile
        for name, value in values.items():
            setattr(job, name, value)
        if problem is not None:
            job.report = {**job.report, "problem": said(problem)}
        session.add(job)
        session.commit()
