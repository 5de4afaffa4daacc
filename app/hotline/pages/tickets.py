"""12345 工单: taken in from files with a trial first, answered within their limit (row R150)."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec
from litestar import MediaType, Request, Response
from litestar import post as plain_post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.attendance.pages.common import community_here
from app.auth.guards import who
from app.books.commands.exports import note_export, short
from app.books.forms import View
from app.books.rules.cells import Cell
from app.books.sheets import CSV_TYPE, Sheet, csv_bytes
from app.hotline.commands import tickets
from app.hotline.forms.tickets import MOST_BYTES, Unreadable, read_tickets
from app.hotline.models import TicketFile
from app.hotline.pages.common import DESK, people, stage_word
from app.hotline.queries.tickets import (
    Answerable,
    file_of,
    files_of,
    known_numbers,
    ticket_of,
    tickets_of,
)
from app.hotline.words import FAULT_WORDS, TICKET_WORDS
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.uploads import form_of
from app.kit.web import Work, get, post, provide_work
from app.org.scope import Scope, scope_of
from app.station.pages.common import known_id

MOST_BODY = MOST_BYTES + 100_000
TITLE = Message("12345 工单答复")
REASON = Message("按期答复 12345")
HEADS = tuple(
    Message(one)
    for one in ("工单编号", "办理期限", "超期", "办件", "办理情况", "答复内容", "办结时间")
)
WIDTHS = (20, 18, 8, 14, 14, 40, 18)
TRIED_SHOWN = 50
STATES = {
    tickets.TRIED: Message("试读过，还没有写入"),
    tickets.WRITTEN: Message("已写入"),
    tickets.DROPPED: Message("没有采用"),
}


@get("/tickets", guard=DESK)
def show(work: NamedDependency[Work], only: FromQuery[str] = "") -> Response[str]:
    """The tickets that wait, overdue ones first; the form that takes in a file."""
    return _show(work, only, {})


@plain_post(
    "/tickets/files", opt={"guard": DESK}, status_code=200, request_max_body_size=MOST_BODY,
)  # fmt: skip
async def upload(request: Request[Any, Any, Any]) -> Response[Any]:
    """Read a file and say what it holds; nothing of it is written yet."""
    await sync_to_thread(_may_come_in, request)
    form = await form_of(request)
    file = form.get("file")
    given = file if isinstance(file, UploadFile) and file.filename else None
    try:
        body = await given.read() if given else b""
        name = PurePath((given.filename if given else "").replace("\\", "/")).name
        return await sync_to_thread(_take, request, name, body)
    finally:
        await form.close()


def _may_come_in(request: Request[Any, Any, Any]) -> None:
    """Ask who it is before reading what they send, and hold no connection meanwhile."""
    work = provide_work(request)
    with work.session as session:
        DESK(work)
        session.commit()


def _take(request: Request[Any, Any, Any], name: str, body: bytes) -> Response[Any]:
    work = provide_work(request)
    with work.session as session:
        DESK(work)
        try:
            if not name:
                raise Unreadable(Message("请选择文件"))
            read = read_tickets(body)
        except Unreadable as refused:
            answer = _show(work, "", {"file": refused.message}, 422)
            session.rollback()
            return answer
        community = who(work).community_id or ""
        file = tickets.try_file(session, community, who(work).id, name, body, read, work.now)
        session.commit()
        return redirect(f"/tickets/files/{file.id}")


@get("/tickets/files/{file_id:str}", guard=DESK)
def show_file(work: NamedDependency[Work], file_id: FromPath[str]) -> Response[str]:
    """What a file would write, and every fault with its row and field."""
    file = _file(work, file_id)
    numbers = [one["number"] for one in file.tickets]
    known = known_numbers(work.session, file.community_id, numbers)
    lang = work.lang
    return page(
        work,
        "hotline/ticket_file.html",
        file=file,
        state=STATES[file.state].text(lang),
        waits=file.state == tickets.TRIED,
        fresh=len(numbers) - len(known),
        known=len(known) if file.state == tickets.TRIED else file.known,
        rows=[(one, one["number"] in known) for one in file.tickets[:TRIED_SHOWN]],
        more=max(0, len(file.tickets) - TRIED_SHOWN),
        faults=[
            (one["row"], TICKET_WORDS[one["field"]].text(lang), FAULT_WORDS[one["why"]].text(lang))
            for one in file.faults
        ],
    )


@post("/tickets/files/{file_id:str}/writing", guard=DESK)
def write(work: NamedDependency[Work], file_id: FromPath[str]) -> Response[str]:
    """Every new ticket of the file becomes a matter, or none does."""
    file = _file(work, file_id)
    tickets.write_file(work.session, community_here(work), file, who(work), work.now)
    return redirect(f"/tickets/files/{file.id}")


@post("/tickets/files/{file_id:str}/dropping", guard=DESK)
def drop(work: NamedDependency[Work], file_id: FromPath[str]) -> Response[str]:
    """Do nothing with it."""
    tickets.drop_file(work.session, _file(work, file_id), who(work).id, work.now)
    return redirect("/tickets")


@post("/tickets/{ticket_id:str}/answer", guard=DESK)
def answer(work: NamedDependency[Work], ticket_id: FromPath[str]) -> Response[str]:
    """The hotline has the answer."""
    ticket = ticket_of(work.session, _scope(work), known_id(ticket_id))
    if ticket is None:
        raise NotFound
    tickets.mark_answered(work.session, ticket, who(work).id, work.now)
    return redirect("/tickets")


@post("/tickets/answers.csv", guard=DESK)
def answers_csv(work: NamedDependency[Work]) -> Response[Any]:
    """What is to be answered, overdue ones first, as CSV."""
    found = tickets_of(work.session, _scope(work), answered=False, with_answer=True)
    sheet, filename = _noted(work, len(found), "csv")
    body = b"".join(csv_bytes(sheet, _cells(work, found)))
    return Response(body, media_type=CSV_TYPE, headers=_headers(filename))


@post("/tickets/answers.json", guard=DESK)
def answers_json(work: NamedDependency[Work]) -> Response[Any]:
    """The same for a program."""
    found = tickets_of(work.session, _scope(work), answered=False, with_answer=True)
    _, filename = _noted(work, len(found), "json")
    said = {
        "tickets": [
            {
                "number": one.ticket.number,
                "due_at": _local(work, one.ticket.due_at),
                "overdue": one.overdue(work.now),
                "matter": one.matter_number,
                "answer": one.answer,
                "done_at": _local(work, one.done_at) if one.done_at else "",
            }
            for one in found
        ]
    }
    body = msgspec.json.encode(said)
    return Response(body, media_type=MediaType.JSON, headers=_headers(filename))


def _noted(work: Work, rows: int, form: str) -> tuple[Sheet, str]:
    """Answers leave the house: it is noted who took them."""
    community, person, lang = community_here(work), who(work), work.lang
    made = note_export(
        work.session, community.id, (person.id, person.name), work.now, community.zone,
        ("tickets", form, View(), rows), REASON.text(lang),
    )  # fmt: skip
    title = TITLE.text(lang)
    head = f"{community.name} {title} · {made.watermark}"
    heads = tuple(one.text(lang) for one in HEADS)
    filename = f"{title}-{_local(work, work.now)[:10]}-{short(made.id)}.{form}"
    return Sheet(title, head, person.name, work.now, heads, WIDTHS), filename


def _cells(work: Work, found: list[Answerable]) -> Iterator[tuple[Cell, ...]]:
    late = Message("已超期").text(work.lang)
    for one in found:
        yield (
            one.ticket.number,
            _local(work, one.ticket.due_at),
            late if one.overdue(work.now) else "",
            one.matter_number,
            stage_word(work.lang, one.stage),
            one.answer,
            _local(work, one.done_at) if one.done_at else "",
        )


def _local(work: Work, at: Any) -> str:
    local = at.astimezone(ZoneInfo(community_here(work).zone))
    return f"{local:%Y-%m-%d %H:%M}"


def _headers(filename: str) -> dict[str, str]:
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(filename)}",
        "Cache-Control": "no-store",
    }


def _scope(work: Work) -> Scope:
    return scope_of(who(work), work.now)


def _file(work: Work, file_id: str) -> TicketFile:
    found = file_of(work.session, _scope(work), known_id(file_id))
    if found is None:
        raise NotFound
    return found


def _show(work: Work, only: str, errors: Any, status: int = 200) -> Response[str]:
    scope, answered = _scope(work), only == "answered"
    found = tickets_of(work.session, scope, answered)
    files = files_of(work.session, scope)
    names = people(
        work,
        {one.by for one in files} | {one.ticket.answered_by or "" for one in found},
    )
    return page(
        work,
        "hotline/tickets.html",
        status=status,
        rows=[
            {
                "ticket": one.ticket,
                "matter": one.matter_number,
                "title": one.title,
                "stage": stage_word(work.lang, one.stage),
                "answer": one.answer,
                "late": one.overdue(work.now),
                "by": names.get(one.ticket.answered_by or "", ""),
            }
            for one in found
        ],
        ready=sum(1 for one in found if one.answer and not answered),
        answered=answered,
        files=[(one, STATES[one.state].text(work.lang), names.get(one.by, "")) for one in files],
        columns=[
            (TICKET_WORDS[name].text(work.lang), must)
            for name, must in (
                ("number", True), ("sent_at", True), ("due_at", True), ("words", True),
                ("title", False), ("caller", False), ("phone", False), ("place", False),
            )
        ],
        errors=errors,
    )  # fmt: skip
