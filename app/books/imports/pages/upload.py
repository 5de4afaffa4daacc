"""Taking a file in: the body goes to the disk first, and only then is a connection taken."""

import hashlib
import shutil
from pathlib import PurePath
from typing import Any, BinaryIO

from litestar import Request, Response, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile

from app.auth.guards import who
from app.books.imports.commands.folder import Folder, folder_of
from app.books.imports.commands.intake import new_job
from app.books.imports.forms.files import MOST_BYTES
from app.books.imports.pages.common import MOVERS, runner_of, the_desk
from app.books.imports.pages.listing import shown
from app.books.imports.queries.jobs import Desk
from app.books.imports.rules.fields import What
from app.kit.html import redirect
from app.kit.i18n import Message
from app.kit.ids import uuid7
from app.kit.uploads import form_of, text_in
from app.kit.web import House, provide_work

# The file, and room for the form around it.
MOST_BODY = MOST_BYTES + 100_000


@post(
    "/imports", opt={"guard": MOVERS}, status_code=200, request_max_body_size=MOST_BODY,
)  # fmt: skip
async def upload(request: Request[Any, Any, Any]) -> Response[Any]:
    """Take a file in and begin to read it."""
    desk = await sync_to_thread(_may_come_in, request)
    form = await form_of(request)
    file, what = form.get("file"), text_in(form, "what")
    given = file if isinstance(file, UploadFile) and file.filename else None
    try:
        return await sync_to_thread(_take, request, desk, given, what)
    finally:
        await form.close()


def _may_come_in(request: Request[Any, Any, Any]) -> Desk:
    """Ask who it is before reading what they send, and hold no connection meanwhile."""
    work = provide_work(request)
    with work.session as session:
        MOVERS(work)
        desk = the_desk(work)
        session.commit()
    return desk


def _take(
    request: Request[Any, Any, Any], desk: Desk, file: UploadFile | None, what: str
) -> Response[Any]:
    house: House = request.app.state.house
    job_id = uuid7()
    folder = folder_of(house.settings, job_id)
    errors: dict[str, Message] = {}
    if what not in desk.kinds:
        errors["what"] = Message("请选择一项")
    if file is None:
        errors["file"] = Message("请选择文件")
    sha256 = "" if file is None or errors else _keep(folder, file.file)  # type: ignore[arg-type]
    work = provide_work(request)
    with work.session as session:
        MOVERS(work)
        if errors or file is None:
            answer: Response[Any] = shown(work, {"what": what}, errors, 422)
            session.rollback()
            return answer
        name = PurePath(file.filename.replace("\\", "/")).name
        new_job(session, work.now, desk.place, who(work).id, What(what), name, sha256, job_id)
        session.commit()
    runner_of(house).put(job_id, "read")
    return redirect(f"/imports/{job_id}")


def _keep(folder: Folder, body: BinaryIO) -> str:
    """Write the file into the data folder; its digest."""
    folder.make()
    body.seek(0)
    with folder.source.open("wb") as out:
        shutil.copyfileobj(body, out, 1 << 20)
    with folder.source.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()
