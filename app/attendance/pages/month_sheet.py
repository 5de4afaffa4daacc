"""A month leaves as a workbook: one worker's, or the whole community's (rows R113, R125)."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.attendance.pages.common import STAFF, community_here, heard_by
from app.attendance.pages.month import month_asked, shown, shown_part
from app.attendance.pages.month_words import duty_text
from app.attendance.queries.months import MonthDay, WorkerMonth, months
from app.attendance.rules.month import Month
from app.attendance.words import day_words
from app.auth.guards import who
from app.books.commands.exports import note_export, short
from app.books.forms import View, parse_reason
from app.books.rules.cells import Cell
from app.books.sheets import XLSX_TYPE, Sheet, xlsx_bytes
from app.kit.forms import Refusal, posted
from app.kit.i18n import Message
from app.kit.problems import NotFound
from app.kit.web import Work, post
from app.station.pages.common import known_id, scope_here

LEDGER = "attendance"
HEADINGS = tuple(
    (Message(word), width)
    for word, width in (
        ("姓名", 12), ("网格", 12), ("日期", 12), ("星期", 8), ("排班", 30),
        ("上午", 16), ("上午证明的时间", 16), ("上午证据", 16), ("上午决定的原因", 24),
        ("下午", 16), ("下午证明的时间", 16), ("下午证据", 16), ("下午决定的原因", 24),
    )
)  # fmt: skip


@post("/attendance/{person_id:str}/{month:str}/sheet", guard=STAFF, packed=True)
def month_sheet(
    work: NamedDependency[Work],
    person_id: FromPath[str],
    month: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[Any]:
    """The file; written down first, with the reason."""
    asked, person, fields = month_asked(month), known_id(person_id), posted(data)
    reason = parse_reason(fields)
    if isinstance(reason, Refusal):
        return shown(work, person, asked, fields, reason.errors)
    whole = fields.get("of") == "all" and scope_here(work).leads
    community = community_here(work)
    found = months(
        work.session, scope_here(work), community, heard_by(work), asked.first, asked.last,
        None if whole else [person],
    )  # fmt: skip
    if not found:
        raise NotFound
    name = community.name if whole else found[0].member.name
    return _file(work, asked, name, found, reason)


def _file(
    work: Work, month: Month, name: str, found: Sequence[WorkerMonth], reason: str
) -> Response[Any]:
    community, person = community_here(work), who(work)
    made = note_export(
        work.session,
        community.id,
        (person.id, person.name),
        work.now,
        community.zone,
        (LEDGER, "xlsx", View(chosen={"month": month.text}), sum(len(one.days) for one in found)),
        reason,
    )
    title = work.say("{name}{month}签到", name=name, month=month.text)
    head = work.say("{title} · {mark} · 原因：{reason}", title=title, mark=made.watermark,
                    reason=reason)  # fmt: skip
    sheet = Sheet(
        title, head, person.name, work.now,
        tuple(word.text(work.lang) for word, _ in HEADINGS), tuple(width for _, width in HEADINGS),
    )  # fmt: skip
    return Response(
        b"".join(xlsx_bytes(sheet, _rows(work, found, community.zone))),
        media_type=XLSX_TYPE,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''"
            f"{quote(f'{title}-{short(made.id)}.xlsx')}",
            "Cache-Control": "no-store",
        },
    )


def _rows(work: Work, found: Sequence[WorkerMonth], zone: str) -> Iterator[list[Cell]]:
    for worker in found:
        for one in worker.days:
            yield [
                worker.member.name,
                worker.member.grid,
                one.day.on,
                day_words(work.lang, one.day.on),
                duty_text(work.lang, one.shifts),
                *_parts(work, one, zone),
            ]


def _parts(work: Work, one: MonthDay, zone: str) -> Iterator[Cell]:
    for standing in one.parts.values():
        part = shown_part(work, standing, one, zone)
        yield part["word"]
        yield part["proved"]
        yield f"{part['grade']} {part['grade_word']}".strip()
        yield part["reason"]
