"""The worker's reply, with photos: they are made safe before a connection is taken."""

from typing import Any

from litestar import Request, Response, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from app.auth.guards import signed_in
from app.cases.commands import steps
from app.cases.commands.taking import Refused
from app.cases.forms.steps import parse_reply
from app.cases.pages.cases import shown
from app.cases.pages.common import case_here, turn_here
from app.cases.queries.people import known_people
from app.cases.rules.steps import Reply
from app.cases.rules.why import say
from app.kit.forms import Fields, Refusal
from app.kit.html import redirect
from app.kit.i18n import Message
from app.kit.images import NotAPicture, TooBig, clean
from app.kit.uploads import form_of, text_in
from app.kit.web import Work, provide_work

MOST_PHOTOS, MOST_PHOTO_BYTES = 3, 8_000_000
MOST_BODY = MOST_PHOTOS * MOST_PHOTO_BYTES + 100_000
BROKEN, TOO_BIG = Message("这张照片打不开，请换一张"), Message("照片太大，请换一张")


@post(
    "/cases/{case_id:str}/replies", opt={"guard": signed_in}, status_code=200,
    request_max_body_size=MOST_BODY,
)  # fmt: skip
async def reply(request: Request[Any, Any, Any], case_id: FromPath[str]) -> Response[Any]:
    """Say what there is to say."""
    await sync_to_thread(_may_come_in, request, case_id)
    form = await form_of(request)
    try:
        given = [one for one in form.getall("photos", []) if isinstance(one, UploadFile)]
        raw = [await one.read() for one in given if one.filename]
        fields = {name: text_in(form, name) for name in ("words", "witness", "staff")}
        return await sync_to_thread(_take, request, case_id, fields, raw)
    finally:
        await form.close()


def _may_come_in(request: Request[Any, Any, Any], case_id: str) -> None:
    """Ask whose turn it is before reading what they send, and hold no connection meanwhile."""
    work = provide_work(request)
    with work.session as session:
        signed_in(work)
        turn_here(work, case_id, Reply)
        session.rollback()


def _take(
    request: Request[Any, Any, Any], case_id: str, fields: Fields, raw: list[bytes]
) -> Response[Any]:
    errors: dict[str, Any] = {}
    photos = _cleaned(raw, errors)
    work = provide_work(request)
    with work.session as session:
        signed_in(work)
        whole, by, role = turn_here(work, case_id, Reply)
        said = parse_reply(fields, known_people(session, whole))
        errors |= said.errors if isinstance(said, Refusal) else {}
        if not errors and not isinstance(said, Refusal):
            try:
                steps.reply(session, whole, by, role, said, photos)
                session.commit()
                return redirect(f"/cases/{whole.file.id}")
            except Refused as refused:
                errors["words"] = say(refused.why)
        session.rollback()
        return _again(work, case_id, fields, errors)


def _again(work: Work, case_id: str, fields: Fields, errors: dict[str, Any]) -> Response[str]:
    whole, reader = case_here(work, case_id)
    answer = shown(work, whole, reader, fields, errors, 422)
    work.session.rollback()
    return answer


def _cleaned(raw: list[bytes], errors: dict[str, Any]) -> list[bytes]:
    """The photos without place, time or anything but the picture."""
    if len(raw) > MOST_PHOTOS:
        errors["photos"] = Message("最多 {n} 张照片", n=MOST_PHOTOS)
        return []
    try:
        return [clean(one).content for one in raw]
    except NotAPicture:
        errors["photos"] = BROKEN
    except TooBig:
        errors["photos"] = TOO_BIG
    return []
