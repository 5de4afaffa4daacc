"""One import: what its columns mean, what the dry run found, and the way to write or drop it."""

from itertools import islice
from pathlib import Path, PurePath
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import File

from app.auth.guards import who
from app.books.imports.commands import steps
from app.books.imports.commands.areas import NO_PARENT
from app.books.imports.commands.checking import UNKNOWN
from app.books.imports.commands.folder import folder_of
from app.books.imports.commands.intake import drop, tell_columns
from app.books.imports.forms.faults import faults_of
from app.books.imports.pages.common import MOVERS, runner_of, the_job, worded
from app.books.imports.pages.listing import XLSX
from app.books.imports.queries.jobs import remembered
from app.books.imports.rules.fields import (
    LABELS,
    REFUSED,
    WHAT_WORDS,
    Headers,
    What,
    fields_of,
)
from app.households.models import ImportJob, ImportState
from app.kit.forms import posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.problems import Conflict, NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view

MOST_SHOWN = 100
ASK = "?"


@get("/imports/{job_id:str}", guard=MOVERS)
def job(work: NamedDependency[Work], job_id: FromPath[str]) -> Response[str]:
    """Where an import is; while something runs, the page asks again by itself."""
    one = the_job(work, job_id)
    progress = runner_of(work.house).progress(one.id)
    if progress is None and one.state == ImportState.UPLOADED:
        runner_of(work.house).put(one.id, "read")
        progress = runner_of(work.house).progress(one.id)
    values: dict[str, Any] = {
        "job": one,
        "tree": one.what == What.AREAS,
        "what": WHAT_WORDS[What(one.what)].text(work.lang),
        "progress": progress,
        "running": progress is not None and one.state != ImportState.DONE,
        "problem": worded(work, one.report.get("problem")),
        "refused": worded(work, one.report.get("refused")),
        "refused_columns": [
            (name, REFUSED[reason].text(work.lang))
            for name, reason in one.report.get("columns", ())
        ],
        "written": one.report.get("written"),
    }
    if one.state == ImportState.CHECKED and not values["running"]:
        values |= _checked(work, one)
    return page(work, "books/imports/job.html", block="state", **values)


def _headers(work: Work, one: ImportJob) -> Headers:
    return steps.headers_of(one, remembered(work.session, one.community_id, What(one.what)))


def _checked(work: Work, one: ImportJob) -> dict[str, Any]:
    """What a checked file shows."""
    headers, what = _headers(work, one), What(one.what)
    folder = folder_of(work.settings, one.id)
    told = faults_of(folder.faults) if one.report["found"] else iter(())
    # What may be made is asked about above, once each and not row by row.
    asked = (UNKNOWN.msgid, NO_PARENT.msgid)
    rest = (said for said in told if said.message.msgid not in asked)
    faults = list(islice(rest, MOST_SHOWN + 1))
    return {
        "headers": headers,
        "columns": [
            {"place": at, "header": name, "field": ASK if field is None else field}
            for at, (name, field) in enumerate(zip(headers.names, headers.fields, strict=True))
            if name
        ],
        "field_options": [
            (ASK, work.say("请选择")),
            *((field, LABELS[field].text(work.lang)) for field in fields_of(what)),
            ("", work.say("不导入")),
        ],
        "missing": [
            [LABELS[field].text(work.lang) for field in group] for group in headers.missing(what)
        ],
        "doubled": [LABELS[field].text(work.lang) for field in headers.doubled],
        "unknown": headers.unknown,
        "found": one.report["found"],
        "ready": steps.ready(one, headers),
        "in_doubt": steps.in_doubt(one, headers),
        "faults": [
            {
                "row": said.row,
                "column": headers.names[said.column] if said.column >= 0 else "",
                "text": said.message.text(work.lang),
                "warning": said.warning,
            }
            for said in faults[:MOST_SHOWN]
        ],
        "more_faults": len(faults) > MOST_SHOWN,
    }


@post("/imports/{job_id:str}/mapping", guard=MOVERS)
def mapping(
    work: NamedDependency[Work], job_id: FromPath[str], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Take what a person says of the columns; then the rows are judged again."""
    one = the_job(work, job_id)
    if one.state != ImportState.CHECKED or runner_of(work.house).progress(one.id):
        raise Conflict
    fields, told = posted(data), {}
    known = {*fields_of(What(one.what)), ""}
    for at, _ in enumerate(one.report["headers"]):
        field = fields.get(f"column-{at}")
        if isinstance(field, str) and field in known:
            told[str(at)] = field
    tell_columns(
        work.session, one, told, create="create" in fields, leave_out="leave_out" in fields
    )
    work.session.commit()
    runner_of(work.house).put(one.id, "read")
    return redirect(f"/imports/{one.id}")


@post("/imports/{job_id:str}/writing", guard=MOVERS)
def writing(work: NamedDependency[Work], job_id: FromPath[str]) -> Response[str]:
    """Write the file into the books, in one go."""
    one = the_job(work, job_id)
    if runner_of(work.house).progress(one.id):
        raise Conflict
    cut_off = one.state == ImportState.WRITING
    if not cut_off and not steps.ready(one, _headers(work, one)):
        raise Conflict(Message("这个文件还不能写入"), Message("请先改好标出的问题。"))
    one.state, one.person_id = ImportState.WRITING, who(work).id
    one.report = {name: said for name, said in one.report.items() if name != "problem"}
    work.session.add(one)
    work.session.commit()
    runner_of(work.house).put(one.id, "write")
    return redirect(f"/imports/{one.id}")


@post("/imports/{job_id:str}/dropping", guard=MOVERS)
def dropping(work: NamedDependency[Work], job_id: FromPath[str]) -> Response[str]:
    """Let a file be: it is thrown away, and the books stay as they are."""
    one = the_job(work, job_id)
    if one.state != ImportState.CHECKED or runner_of(work.house).progress(one.id):
        raise Conflict
    drop(work.session, work.now, one, who(work).id)
    work.session.commit()
    folder_of(work.settings, one.id).clear()
    return redirect("/imports")


@get("/imports/{job_id:str}/marked.xlsx", guard=MOVERS, packed=True)
def marked(work: NamedDependency[Work], job_id: FromPath[str]) -> Response[Any]:
    """The file again with what is wrong beside each row, to be mended and brought back."""
    # Here and not above: openpyxl comes with it, and a server seldom needs that.
    from app.books.imports.forms.sheets_out import write_marked

    one = the_job(work, job_id)
    folder = folder_of(work.settings, one.id)
    if one.state != ImportState.CHECKED or not folder.staged.exists():
        raise NotFound
    headers = _headers(work, one)
    # Logged in a transaction of its own; after it, making the copy holds no connection.
    if one.what != What.AREAS:  # of the tree nobody's name is shown
        log_view(work, one.community_id, "import", [])
    write_marked(
        folder.staged, folder.faults, one.report["header_row"], headers.names, work.lang,
        folder.marked,
    )  # fmt: skip
    name = f"{PurePath(one.filename).stem}-{work.say('标出问题')}.xlsx"
    return File(Path(folder.marked), filename=name, media_type=XLSX, status_code=200)
