"""Plain forms, for a browser without script: the same parser, the same way in (row R109)."""

from datetime import datetime
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import posts, who
from app.households.pages import file_values
from app.households.pages.doors import registry_of
from app.households.queries import door_of
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.ids import is_uuid
from app.kit.intake import Base, Envelope, plain_envelope
from app.kit.problems import NotFound, Problem
from app.kit.web import Work, post
from app.org.models import Post
from app.org.queries import community_of
from app.org.scope import scope_of
from app.visits.forms import When, body_of, parse_visit, written
from app.visits.models import Visit
from app.visits.pages.record import load, record_values
from app.visits.queries.record import Record, original_body

SAVED_ALREADY = Message("这条记录已经保存过了，要改请在记录里更正")
TAKEN = ("accepted", "set_aside")
TURNED = "visit.turned"
"""A place: `(work, visit id, fields) -> errors by field`, what else a plain visit form asks for."""


class Failed(Problem):
    """The record could not be written now; nothing of it was kept."""

    status, code = 503, "busy"
    title = Message("服务器正忙，请再保存一次")


@post("/visits", guard=posts(Post.GRID_WORKER))
def write_visit(work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]) -> Response[str]:
    """Keep a visit; back to 今天, or the form again with what is wrong."""
    fields = posted(data)
    envelope = plain_envelope(
        who(work), work.now, "visit", str(fields.get("id", "")), body_of(fields)
    )
    entry = parse_visit(envelope.body, _now(work))
    if isinstance(entry, Refusal):
        return _again(work, fields, dict(entry.errors))
    result = work.house.parts["intake"].submit_plain(work, envelope)
    if _same_again(work, envelope, result):
        return redirect("/today")
    errors = _turned(work, envelope.id, fields) if result["outcome"] in TAKEN else _errors(result)
    return _again(work, fields, errors) if errors else redirect("/today")


def _turned(work: Work, visit_id: str, fields: Fields) -> dict[str, Any]:
    """What higher slices made of the same form; with an error nothing of it is kept."""
    fillers = registry_of(work).at(TURNED).values()
    return {name: said for fill in fillers for name, said in fill(work, visit_id, fields).items()}


@post(
    "/visits/{visit_id:str}/amendments",
    guard=posts(Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD),
)
def amend(
    work: NamedDependency[Work],
    visit_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Keep a correction beside the original; back to the record, or the form again."""
    record = load(work, visit_id)
    scope = scope_of(who(work), work.now)
    if not (record.own or scope.leads):
        raise NotFound
    fields = posted(data)
    base = str(fields.get("base", ""))
    rev = int(base) if base.isascii() and base.isdigit() and 0 < len(base) < 6 else record.rev
    envelope = plain_envelope(
        who(work),
        work.now,
        "amendment",
        str(fields.get("id", "")),
        body_of(fields),
        Base(visit_id, rev),
    )
    errors = _wrong(work, record, envelope)
    if not errors:
        result = work.house.parts["intake"].submit_plain(work, envelope)
        if result["outcome"] in TAKEN:
            return redirect(f"/visits/{visit_id}")
        errors = _errors(result)
    values = record_values(work, record, values=fields, errors=errors)
    return page(work, "visits/record.html", status=422, **values)


def _now(work: Work, made_at: datetime | None = None) -> When:
    community = community_of(work.session, scope_of(who(work), work.now))
    return When(community.zone if community else "Asia/Shanghai", made_at or work.now, work.now)


def _wrong(work: Work, record: Record, envelope: Envelope) -> dict[str, Any]:
    """Every field that is wrong at once; the way in names only the first."""
    visit = record.visit
    when = _now(work)
    when = When(when.zone, visit.made_at, visit.received_at, visit.clock_doubtful)
    entry = parse_visit({**envelope.body, "household": visit.household_id or ""}, when)
    return dict(entry.errors) if isinstance(entry, Refusal) else {}


def _errors(result: dict[str, Any]) -> dict[str, Any]:
    if result["outcome"] == "later":
        raise Failed
    if result["code"] == "id_conflict":
        return {"id": SAVED_ALREADY}
    return {result["field"] or "form": result["message"]}


def _same_again(work: Work, envelope: Envelope, result: dict[str, Any]) -> bool:
    """Whether this form was sent twice: the same id, author and words (never-again 20)."""
    if result.get("code") != "id_conflict":
        return False
    stored = work.session.get(Visit, envelope.id)
    if stored is None or stored.author_id != envelope.author:
        return False
    when = _now(work, stored.made_at)
    entry = parse_visit(envelope.body, when)
    if isinstance(entry, Refusal):
        return False
    return written(entry, when.zone) == original_body(stored, when.zone)


def _again(work: Work, fields: Fields, errors: dict[str, Any]) -> Response[str]:
    """The same form with what was typed and what is wrong."""
    given: dict[str, Any] = {"values": fields, "errors": errors}
    household_id = str(fields.get("household", ""))
    if not household_id:
        return page(work, "visits/new.html", status=422, **given)
    scope = scope_of(who(work), work.now)
    door = door_of(work.session, scope, household_id) if is_uuid(household_id) else None
    if door is None:
        raise NotFound
    values = {**file_values(work, scope, door), **given}
    return page(work, "households/household.html", status=422, **values)
