"""The list as a file, and a file as the list: taken out as XLSX or CSV, brought in after a look at
what would change (row R57)."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from litestar import Request, Response
from litestar import post as async_post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from app.auth.guards import who
from app.books.commands.exports import watermark
from app.books.imports.commands.folder import Folder
from app.books.imports.forms.files import Unreadable
from app.books.sheets import CSV_TYPE, XLSX_TYPE, Sheet, csv_bytes, xlsx_bytes
from app.catalogue.commands.importing import Step, plan, right
from app.catalogue.commands.importing import write as write_items
from app.catalogue.forms.sheet import LABELS, WIDTHS, entries_of, row_of
from app.catalogue.pages.common import OFFICER, STAFF, Errors, need, rights_of, the_shelf, today_in
from app.catalogue.queries.chains import chains_on
from app.catalogue.queries.sheet import whole_items
from app.catalogue.queries.shelves import Shelf
from app.kit.html import ZONE, page, redirect
from app.kit.i18n import Message
from app.kit.uploads import form_of
from app.kit.web import Work, get, post, provide_work
from app.station.commands.posts import Refused

MOST_BYTES = 10_000_000
MOST_LISTED = 300
Writer = Callable[..., Iterator[bytes]]
FORMS: dict[str, tuple[str, Writer]] = {
    "xlsx": (XLSX_TYPE, xlsx_bytes),
    "csv": (CSV_TYPE, csv_bytes),
}
CHOOSE = Message("请选择文件")
TOO_LARGE = Message("文件太大，最多 {most} MB")
ROWS_WRONG = Message("还有行不对，什么也没有写")


def _export(form: str) -> HTTPRouteHandler:
    @get(f"/catalogue.{form}", guard=STAFF, packed=True)
    def give(work: NamedDependency[Work]) -> Response[Any]:
        return _given(work, form)

    return give


exports = [_export(form) for form in FORMS]


@get("/catalogue/import", guard=OFFICER)
def import_page(work: NamedDependency[Work]) -> Response[str]:
    """Where a file is handed over; after that, what it would change."""
    need(rights_of(work, the_shelf(work)).edits)
    return _show(work, {})


@async_post(
    "/catalogue/import", opt={"guard": OFFICER}, status_code=200,
    request_max_body_size=MOST_BYTES + 100_000,
)  # fmt: skip
async def upload(request: Request[Any, Any, Any]) -> Response[Any]:
    """Take a file in; nothing is written of it yet."""
    await sync_to_thread(_may_come_in, request)
    form = await form_of(request)
    given = form.get("file")
    file = given if isinstance(given, UploadFile) and given.filename else None
    try:
        return await sync_to_thread(_take, request, file)
    finally:
        await form.close()


@post("/catalogue/import/writing", guard=OFFICER)
def write(work: NamedDependency[Work]) -> Response[str]:
    """Write what the look showed: all of it, or nothing."""
    shelf = the_shelf(work)
    need(rights_of(work, shelf).edits)
    folder = _folder(work)
    try:
        steps = _steps(work, shelf, folder)
        if not right(steps):
            return _show(work, {"file": ROWS_WRONG}, 422)
        write_items(work.session, work.now, shelf.top, who(work).id, steps)
    except Unreadable as problem:
        return _show(work, {"file": problem.message}, 422)
    except Refused as refused:
        work.session.rollback()
        return _show(work, {"file": refused.message}, 422)
    folder.clear()
    return redirect("/catalogue")


@post("/catalogue/import/dropping", guard=OFFICER)
def drop_file(work: NamedDependency[Work]) -> Response[str]:
    """Let the file be."""
    need(rights_of(work, the_shelf(work)).edits)
    _folder(work).clear()
    return redirect("/catalogue/import")


def _may_come_in(request: Request[Any, Any, Any]) -> None:
    """Ask who it is before reading what they send, and hold no connection meanwhile."""
    work = provide_work(request)
    with work.session:
        OFFICER(work)
        need(rights_of(work, the_shelf(work)).edits)


def _take(request: Request[Any, Any, Any], file: UploadFile | None) -> Response[Any]:
    work = provide_work(request)
    with work.session as session:
        OFFICER(work)
        errors: Errors = {} if file is not None else {"file": CHOOSE}
        folder = _folder(work)
        if file is not None:
            _keep(folder, file.file)
            try:
                _steps(work, the_shelf(work), folder)
            except Unreadable as problem:
                folder.clear()
                errors = {"file": problem.message}
        answer = _show(work, errors, 422) if errors else redirect("/catalogue/import")
        session.rollback()
    return answer


def _show(work: Work, errors: Errors, status: int = 200) -> Response[str]:
    shelf, folder = the_shelf(work), _folder(work)
    steps: list[Step] = []
    if folder.source.exists():
        try:
            steps = _steps(work, shelf, folder)
        except Unreadable as problem:
            folder.clear()
            errors = {**errors, "file": problem.message}
    shown = [_row(work, one) for one in steps]
    # What is wrong stands first: it is what has to be done.
    shown.sort(key=lambda row: ["wrong", "new", "changed", "same"].index(row["does"]))
    return page(
        work,
        "catalogue/import.html",
        status=status,
        rows=shown[:MOST_LISTED],
        more=max(0, len(shown) - MOST_LISTED),
        counts={does: sum(row["does"] == does for row in shown)
                for does in ("new", "changed", "same", "wrong")},
        ready=bool(steps) and right(steps),
        waiting=bool(steps),
        columns=[word.text(work.lang) for word in LABELS.values()],
        errors=errors,
    )  # fmt: skip


def _row(work: Work, step: Step) -> dict[str, Any]:
    entry = step.entry
    return {
        "number": entry.row,
        "code": entry.code,
        "name": entry.name,
        "does": step.does,
        "columns": [LABELS[one].text(work.lang) for one in step.columns],
        "faults": [
            f"{LABELS[one].text(work.lang)}{': ' if work.lang == 'en' else '：'}"
            f"{message.text(work.lang)}"
            for one, message in step.faults.items()
        ],
    }


def _steps(work: Work, shelf: Shelf, folder: Folder) -> list[Step]:
    today = today_in(work, shelf)
    chains: Mapping[str, str] = {
        one.code: one.name for one in chains_on(work.session, shelf.top, today)
    }
    if not folder.source.exists():
        raise Unreadable(CHOOSE)
    return plan(work.session, shelf.top, today, entries_of(folder.source, chains))


def _folder(work: Work) -> Folder:
    """One file waits for each officer; another takes its place."""
    return Folder(Path(work.house.settings.data) / "catalogue" / who(work).id)


def _keep(folder: Folder, body: BinaryIO | Any) -> None:
    folder.clear()
    folder.make()
    body.seek(0)
    with folder.source.open("wb") as out:
        shutil.copyfileobj(body, out, 1 << 20)


def _given(work: Work, form: str) -> Response[Any]:
    shelf = the_shelf(work)
    today = today_in(work, shelf)
    person = who(work)
    rows = [
        row_of(code, version.model_dump(), work.lang)
        for code, version in whole_items(work.session, shelf, today)
    ]
    title = work.say("服务事项")
    mark = f"{shelf.place} {title} · {watermark(person.name, work.now, ZONE.key)}"
    headings = tuple(word.text(work.lang) for word in LABELS.values())
    sheet = Sheet(title, mark, person.name, work.now, headings, WIDTHS)
    media, make = FORMS[form]
    filename = f"{shelf.place}-{title}-{today.isoformat()}.{form}"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(filename)}",
        "Cache-Control": "no-store",
    }
    return Stream(make(sheet, rows), media_type=media, headers=headers)
