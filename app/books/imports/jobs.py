"""`qiaomen import`: the same steps as on the pages, one after another at a terminal."""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import Session, col, or_, select

from app.books.imports.commands import steps
from app.books.imports.commands.areas import Planted, Tree, plant, read_tree
from app.books.imports.commands.folder import Folder, folder_of
from app.books.imports.commands.intake import drop, new_job
from app.books.imports.commands.writing import Written
from app.books.imports.forms.entries import rows_of
from app.books.imports.forms.faults import Said, faults_of, worded
from app.books.imports.forms.staging import Tell, stage, staged_lines
from app.books.imports.queries.jobs import remembered
from app.books.imports.rules.fields import LABELS, What, read_headers
from app.households.models import ImportJob, ImportState
from app.kit.i18n import DEFAULT_LANG, Message
from app.kit.web import House
from app.org.models import Community, Holding, Person, Post
from app.org.queries import communities_named
from app.org.scope import running
from app.settings import Settings

CLI = "cli"
MOST_TOLD = 40
KEEP_DAYS = 7
NOBODY = Message("请用 --by 写明由谁负责；还没有站长的，先用 qiaomen invite 邀请")


class CannotImport(Exception):
    """The import cannot go on; the text says why, for the operator."""


@dataclass(slots=True)
class Outcome:
    """What came of a file: its counts, what is wrong, and what was written (None: nothing)."""

    found: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    written: Written | None = None


def import_file(
    house: House,
    what: What,
    path: Path,
    community: str,
    by: str = "",
    *,
    dry_run: bool = False,
    create: bool = False,
    leave_out: bool = False,
    marked: Path | None = None,
    tell: Tell = steps.silent,
) -> Outcome:
    """Import households or local units into a community. Raises CannotImport."""
    with house.db.session(writes=True) as session:
        place = _community(session, community)
        person = _person(session, place.id, by, house)
        job = new_job(session, house.clock(), place.id, person, what, path.name, _sha256(path))
        job.report = {"create": create, "leave_out": leave_out}
        session.commit()
        job_id = job.id
    folder = folder_of(house.settings, job_id).make()
    try:
        shutil.copyfile(path, folder.source)
        steps.read(house, job_id, tell)
        return _go_on(house, job_id, folder, dry_run, marked, tell)
    finally:
        folder.clear()
        _drop_unless_done(house, job_id)


def _go_on(
    house: House, job_id: str, folder: Folder, dry_run: bool, marked: Path | None, tell: Tell
) -> Outcome:
    with house.db.session(writes=True) as session:
        job = session.get_one(ImportJob, job_id)
        told = remembered(session, job.community_id, What(job.what))
        headers = steps.headers_of(job, told)
        _columns_or_stop(job, headers)
        if marked is not None:
            # Here and not above: the server uses this module too, and not what comes with this.
            from app.books.imports.forms.sheets_out import write_marked

            write_marked(folder.staged, folder.faults, job.report["header_row"], headers.names,
                         DEFAULT_LANG, marked)  # fmt: skip
        outcome = Outcome(job.report["found"], list(_told(folder, headers.names)))
        if dry_run or not steps.ready(job, headers):
            return outcome
        job.state = ImportState.WRITING
        session.add(job)
        session.commit()
    outcome.written = steps.write(house, job_id, tell)
    return outcome


def _columns_or_stop(job: ImportJob, headers: Any) -> None:
    if refused := job.report.get("refused"):
        raise CannotImport(_both(Message(refused["msgid"], **refused["values"])))
    if missing := headers.missing(What(job.what)):
        names = "、".join(" / ".join(_both(LABELS[one]) for one in group) for group in missing)
        raise CannotImport(f"缺少的列  columns that are missing: {names}")
    if headers.doubled:
        raise CannotImport(f"两列是同一项  two columns mean the same: {', '.join(headers.doubled)}")
    if headers.unknown and not job.report.get("leave_out"):
        raise CannotImport(
            f"不认识的列  unknown columns: {'、'.join(headers.unknown)}\n"
            "不导入这些列请加  to leave them out add: --leave-out"
        )


def _told(folder: Folder, names: tuple[str, ...]) -> Iterator[str]:
    for count, one in enumerate(faults_of(folder.faults)):
        if count == MOST_TOLD:
            yield "…"
            return
        yield _line(one, names)


def _line(one: Said, names: tuple[str, ...]) -> str:
    english = one.message.text("en")
    return f"{one.row}: {worded(one, names, DEFAULT_LANG)}  {english}"


def _both(message: Message) -> str:
    return f"{message.text(DEFAULT_LANG)} {message.text('en')}"


def import_areas(
    house: House, path: Path, *, dry_run: bool, create_parents: bool
) -> tuple[Tree, Planted | None]:
    """Import the area tree. Raises forms.files.Unreadable."""
    with TemporaryDirectory() as folder, house.db.session(writes=not dry_run) as session:
        into = Path(folder) / "rows.jsonl"
        staged = stage(path, What.AREAS, {}, into)
        headers = read_headers(What.AREAS, staged.headers, {}, {})
        tree = read_tree(session, list(rows_of(staged_lines(into), headers, staged.header_row)))
        if dry_run or tree.wrong:
            return tree, None
        planted = plant(session, house.clock(), tree, create_parents, CLI)
        session.commit()
        return tree, planted


def _community(session: Session, named: str) -> Community:
    found = communities_named(session, named)
    if len(found) != 1:
        raise CannotImport(
            f"没有这个社区  no community: {named}" if not found
            else f"不止一个，请写代码  several, give the code: {named}"
        )  # fmt: skip
    return found[0]


def _person(session: Session, community_id: str, by: str, house: House) -> str:
    """Who answers for the import: the one named, else the station head."""
    statement = (
        select(Person.id)
        .join(Holding, col(Holding.person_id) == col(Person.id))
        .where(Holding.community_id == community_id, running(Holding, house.clock()))
    )
    if by:
        statement = statement.where(or_(Person.name == by, Person.id == by))
    else:
        statement = statement.where(Holding.post == Post.STATION_HEAD)
    found = set(session.exec(statement))
    if len(found) != 1:
        raise CannotImport(_both(NOBODY))
    return found.pop()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tidy_files(session: Session, settings: Settings, now: datetime) -> int:
    """Drop what was brought a week ago and never written, and commit; how many files went."""
    left = session.exec(
        select(ImportJob).where(
            col(ImportJob.state).in_([ImportState.UPLOADED, ImportState.CHECKED]),
            col(ImportJob.made_at) < now - timedelta(days=KEEP_DAYS),
        )
    ).all()
    for one in left:
        drop(session, now, one, CLI)
    session.commit()
    for one in left:
        folder_of(settings, one.id).clear()
    return len(left)


def _drop_unless_done(house: House, job_id: str) -> None:
    with house.db.session(writes=True) as session:
        job = session.get_one(ImportJob, job_id)
        if job.state != ImportState.DONE:
            job.state, job.finished_at = ImportState.DROPPED, house.clock()
            session.add(job)
            session.commit()
