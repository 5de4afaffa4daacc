"""归档包: the whole record of an archived matter as one file, to be read without this program.

Like every list that leaves (row R125): the reason first, then the file; it stands in the log of
exports with its number. It says the same to whoever takes it, so it is in the language of the
record (row R90).
"""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Stream

from app.auth.guards import who
from app.books.commands.exports import note_export, short
from app.books.forms import View, parse_reason
from app.households.models import ExportLog
from app.kit.clock import iso
from app.kit.forms import Refusal, posted
from app.kit.html import page
from app.kit.i18n import DEFAULT_LANG, Message
from app.kit.problems import Conflict
from app.kit.web import Work, get, post
from app.matters.commands.bundle import bundle_bytes
from app.matters.pages.bundle import files_of
from app.matters.pages.common import STAFF, matter_here, veiled_here
from app.matters.queries.whole import Whole
from app.matters.rules.stages import Stage
from app.org.commands import note_access
from app.org.models import Community

LEDGER, FORM = "archive", "zip"


class NotArchived(Conflict):
    """It is open, or ended beside the road."""

    title = Message("归档以后才有归档包")
    hint = Message("这件事还没有归档，或者没有办完就结束了。")


class Erased(Conflict):
    """It was kept for its time."""

    title = Message("保存期限已过，内容已经删除")
    hint = Message("哪天办的、谁办的，还在办件页上。")


class ToCheckFirst(Conflict):
    """The reader is yet to check blind the visit that it came from."""

    title = Message("抽查完以后才能下载")
    hint = Message("这件事来自您要抽查的一次走访，先做完抽查。")


@get("/matters/{matter_id:str}/archive.zip", guard=STAFF)
def ask(work: NamedDependency[Work], matter_id: FromPath[str]) -> Response[str]:
    """Why it is taken away."""
    return _ask(work, archived_here(work, matter_id), {}, {})


@post("/matters/{matter_id:str}/archive.zip", guard=STAFF, packed=True)
def give(
    work: NamedDependency[Work],
    matter_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[Any]:
    """The file; written down first, with the reason."""
    found, fields = archived_here(work, matter_id), posted(data)
    reason = parse_reason(fields)
    if isinstance(reason, Refusal):
        return _ask(work, found, fields, reason.errors, 422)
    made, community = _noted(work, found, reason)
    matter, name = found.matter, Message("归档包").text(work.lang)
    files = files_of(replace(work, lang=DEFAULT_LANG), found, community, made)
    said = {
        "number": matter.number,
        "community": community.name,
        "archived_at": iso(matter.closed_at or work.now),
        "keep_until": matter.keep_until.isoformat() if matter.keep_until else None,
        "taken": made.watermark,
        "reason": reason,
    }
    filename = quote(f"{name}-{matter.number}-{short(made.id)}.{FORM}")
    return Stream(
        bundle_bytes(files, said, matter.closed_at or work.now, community.zone),
        media_type="application/zip",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{filename}",
            "Cache-Control": "no-store",
        },
    )


def archived_here(work: Work, matter_id: str) -> Whole:
    """An archived matter that the reader may take away. Raises NotFound for what they do not see,
    Conflict for what has no bundle now."""
    found = matter_here(work, matter_id)
    if found.state.stage is not Stage.ARCHIVED:
        raise NotArchived
    if found.matter.erased_at is not None:
        raise Erased
    if veiled_here(work, found):
        raise ToCheckFirst
    return found


def _ask(work: Work, found: Whole, values: Any, errors: Any, status: int = 200) -> Response[str]:
    return page(
        work, "matters/archive.html", status=status, matter=found.matter, values=values,
        errors=errors,
    )  # fmt: skip


def _noted(work: Work, found: Whole, reason: str) -> tuple[ExportLog, Community]:
    """Written down in the log of exports and in that of who saw which household."""
    matter, person = found.matter, who(work)
    community = work.session.get(Community, matter.community_id)
    assert community is not None, "a matter without its community"
    made = note_export(
        work.session, community.id, (person.id, person.name), work.now, community.zone,
        (LEDGER, FORM, View(chosen={"number": matter.number}), 1), reason,
    )  # fmt: skip
    homes = [matter.household_id] if matter.household_id else []
    note_access(work.session, community.id, person.id, work.now, "export", homes, made.id)
    return made, community
