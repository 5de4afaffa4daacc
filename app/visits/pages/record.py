"""One record with its whole history, its photos, and the form to correct it (row R109)."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.auth.guards import posts, signed_in, who
from app.households.pages.doors import registry_of, veiled
from app.households.queries import labels_of
from app.kit.html import page
from app.kit.i18n import Message
from app.kit.ids import is_uuid
from app.kit.problems import NotAllowed, NotFound
from app.kit.web import Work, get
from app.org.commands import log_view
from app.org.models import Post
from app.org.queries import community_of, names_of
from app.org.scope import Scope, scope_of
from app.visits.models import Amendment, RevisionState
from app.visits.queries.record import (
    Record,
    body_in_force,
    day_or_none,
    original_body,
    record_of,
    visited_moment,
)
from app.visits.rules import changes
from app.visits.words import FIELD_WORDS, REASON_WORDS, say_value


class ToCheckFirst(NotAllowed):
    """Who is to check a record blind, or may come to, does not look at it before."""

    title = Message("这条记录正在抽查")
    hint = Message("要先问住户，在“抽查”里存好答案以后才能看。")


DOORSTEP = posts(Post.GRID_WORKER, Post.GRID_LEAD, Post.STATION_HEAD, Post.DATA_STEWARD)
PRIVATE_DAY = "private, max-age=86400, immutable"


@get("/visits/{visit_id:str}", guard=DOORSTEP)
def show(work: NamedDependency[Work], visit_id: FromPath[str]) -> Response[str]:
    """The record, what it says now and what it said before."""
    record = load(work, visit_id)
    values = record_values(work, record)
    seen = [record.visit.household_id] if record.visit.household_id else []
    log_view(work, record.visit.community_id, "visit", seen)
    return page(work, "visits/record.html", **values)


@get("/visits/{visit_id:str}/photos/{sha256:str}", guard=signed_in, packed=True)
def photo(
    work: NamedDependency[Work], visit_id: FromPath[str], sha256: FromPath[str]
) -> Response[bytes]:
    """A photo of the record, as it was written anew on arrival."""
    record = load(work, visit_id)
    for one in record.photos:
        path = work.settings.files / one.stored
        if one.sha256 == sha256 and one.stored and path.is_file():
            headers = {"Cache-Control": PRIVATE_DAY, "Content-Disposition": "inline"}
            kind = "image/webp" if path.suffix == ".webp" else "image/jpeg"
            return Response(path.read_bytes(), media_type=kind, headers=headers)
    raise NotFound


def load(work: Work, visit_id: str) -> Record:
    """The record, if it is this person's to see. Raises NotFound."""
    scope = scope_of(who(work), work.now)
    record = record_of(work.session, scope, visit_id) if is_uuid(visit_id) else None
    if record is None:
        raise NotFound
    if visit_id in veiled(registry_of(work), work.session, scope):
        raise ToCheckFirst
    return record


def record_values(work: Work, record: Record, **given: Any) -> dict[str, Any]:
    """The variables of visits/record.html; `given` replaces those of the form."""
    scope = scope_of(who(work), work.now)
    community = community_of(work.session, scope)
    zone = community.zone if community else "Asia/Shanghai"
    visit, body = record.visit, body_in_force(record, zone)
    people = {visit.author_id, *(one.author_id for one in record.amendments)}
    if record.paper:
        people.add(record.paper.entered_by)
    names = names_of(work.session, people)
    household_id = visit.household_id or ""
    label = labels_of(work.session, {household_id}).get(household_id, "")
    return {
        "visit": {
            **_shown(record, body, scope, zone),
            "label": label or body["address"],
            "recorded_by": names.get(visit.author_id, ""),
            "short": receipt_of(work, visit.id),
        },
        "concerns": _concerns(record),
        "revisions": revisions(work.lang, record, names, zone),
        "may_amend": record.own or scope.leads,
        "aside": _aside(work.lang, record),
        "paper": _entered(record, names),
        "values": body,
        "errors": {},
        "form_action": f"/visits/{visit.id}/amendments",
        "household_id": household_id,
        "subject": label or body["address"],
        "ask_address": not household_id,
        "amend": {"visit_id": visit.id, "base": record.rev},
        **given,
    }


def _concerns(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "text": one.text,
            "due_on": one.due_on,
            "state": "solved" if one.closed_at else "open",
        }
        for one in record.concerns
    ]


def _shown(record: Record, body: dict[str, Any], scope: Scope, zone: str) -> dict[str, Any]:
    visit = record.visit
    arrived = [one for one in record.photos if one.stored]
    return {
        "id": visit.id,
        "household_id": visit.household_id,
        "address": body["address"],
        "at": visited_moment(body, visit, zone),
        "received_at": visit.received_at,
        "own": record.own,
        "outcome": body["outcome"],
        "met_role": body["met_role"],
        "purposes": body["purposes"],
        "checklist": body["checklist"],
        "findings": body["findings"],
        "requests": body["requests"],
        "next_on": day_or_none(body["next_on"]),
        "clock_doubtful": visit.clock_doubtful,
        "photos": [
            {"url": f"/visits/{visit.id}/photos/{one.sha256}", "sha256": one.sha256}
            for one in arrived
        ],
        "files_of": sum(1 for one in record.photos if not one.refused),
        "rev": record.rev,
        "position": _position(record, scope),
    }


def _position(record: Record, scope: Scope) -> dict[str, Any] | None:
    """Where the record was made: for the worker's own eyes and those who check (row R123)."""
    visit = record.visit
    if visit.lat is None or visit.lon is None or not (record.own or scope.leads):
        return None
    return {"text": f"{visit.lat:.5f}, {visit.lon:.5f}", "accuracy_m": visit.accuracy_m}


def revisions(lang: str, record: Record, names: dict[str, str], zone: str) -> list[dict[str, Any]]:
    """What each correction changed, and whether it is in force or waits."""
    by_rev: dict[int, dict[str, Any]] = {1: original_body(record.visit, zone)}
    last_head = record.rev
    found = []
    for one in record.amendments:
        before = by_rev.get(one.base_rev, by_rev[1])
        by_rev[one.rev] = one.body
        waits = one.state == RevisionState.PENDING and one.rev > last_head
        found.append(
            {
                "rev": one.rev,
                "at": one.received_at,
                "by": names.get(one.author_id, ""),
                "state": one.state,
                "waits": waits,
                "changes": _changes(lang, before, one),
            }
        )
    return found


def _changes(lang: str, before: dict[str, Any], amendment: Amendment) -> list[dict[str, str]]:
    return [
        {
            "field_label": FIELD_WORDS[name].text(lang),
            "before": say_value(lang, name, old),
            "after": say_value(lang, name, new),
        }
        for name, old, new in changes(before, amendment.body)
        if name in FIELD_WORDS
    ]


def _entered(record: Record, names: dict[str, str]) -> dict[str, Any] | None:
    """Who entered a visit from paper, and what the worker says to it."""
    paper = record.paper
    if paper is None:
        return None
    by = names.get(paper.entered_by, "")
    return {"by": by, "at": paper.entered_at, "answer": paper.answer, "reply": paper.reply}


def _aside(lang: str, record: Record) -> dict[str, Any] | None:
    visit, decision = record.visit, record.decision
    if not visit.set_aside:
        return None
    reason = REASON_WORDS.get(visit.set_aside)
    return {
        "why": reason.text(lang) if reason else visit.set_aside,
        "decision": decision.decision if decision else "",
        "reason": decision.reason if decision else "",
    }


def receipt_of(work: Work, visit_id: str) -> str:
    """The four characters of the record's receipt, from the slice that gives receipts."""
    for fill in work.house.parts["registry"].at("record.receipts").values():
        found: str = fill(work.session, [visit_id]).get(visit_id, "")
        return found
    return ""
