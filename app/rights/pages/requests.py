"""权利请求: what residents asked for, and the answer to each, at the head's desk."""

from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import posts, who
from app.households.models import ErasedFor, Household
from app.households.pages.doors import today_of
from app.households.pages.file import heading, load
from app.households.queries.doors import labels_of
from app.households.words import options
from app.kit.forms import Refusal, posted
from app.kit.html import page, pages_of, redirect
from app.kit.i18n import Message
from app.kit.ids import is_uuid
from app.kit.problems import Conflict, NotFound
from app.kit.web import Work, get, post
from app.org.commands import log_view
from app.org.models import Community, Post
from app.org.queries import community_of, names_of
from app.org.scope import Scope, scope_of
from app.rights.commands.copy import make_copy, note_copy
from app.rights.commands.erase import Cause, erase_household
from app.rights.commands.raw import finish
from app.rights.commands.requests import complete, refuse, take_request
from app.rights.forms import parse_refusal, parse_request, parse_sure
from app.rights.models import Asked, Ground, RightsRequest
from app.rights.pages.retention import retention_card
from app.rights.queries.held import held_of
from app.rights.queries.requests import ended_requests, open_requests, request_in
from app.rights.words import GROUNDS, KINDS

HEAD = posts(Post.STATION_HEAD)
Form = URLEncodedBody[dict[str, Any]]


@get("/rights", guard=HEAD)
def rights(work: NamedDependency[Work]) -> Response[str]:
    """What waits for an answer, what was answered, and what runs out."""
    scope = scope_of(who(work), work.now)
    day = today_of(work.session, scope)
    waiting = open_requests(work.session, scope, day)
    ended = ended_requests(work.session, scope, day)
    card = retention_card(work, here(work, scope), day)
    if scope.community_id and (waiting or ended):
        seen = {one.request.household_id for one in [*waiting, *ended]}
        log_view(work, scope.community_id, "rights", seen)
    return page(
        work, "rights/list.html", waiting=waiting, ended=ended, kinds=_words(work, KINDS),
        retention=card,
    )  # fmt: skip


@get("/households/{household_id:str}/rights", guard=HEAD)
def new_request(work: NamedDependency[Work], household_id: FromPath[str]) -> Response[str]:
    """The form for what somebody asks at the desk."""
    scope = scope_of(who(work), work.now)
    values = {"asked_on": today_of(work.session, scope).isoformat()}
    return _new(work, scope, household_id, values, {})


@post("/households/{household_id:str}/rights", guard=HEAD)
def open_request(
    work: NamedDependency[Work], household_id: FromPath[str], data: Form
) -> Response[str]:
    """Take the request down; its time runs from the day on which it was made."""
    scope = scope_of(who(work), work.now)
    file, typed = load(work, scope, household_id), posted(data)
    entry = parse_request(typed, today_of(work.session, scope))
    if isinstance(entry, Refusal):
        return _new(work, scope, household_id, typed, entry.errors)
    asked = take_request(
        work.session, file.door.id, here(work, scope), entry, scope.person_id, work.now
    )
    return redirect(f"/rights/{asked.id}")


@get("/rights/{request_id:str}", guard=HEAD)
def one_request(work: NamedDependency[Work], request_id: FromPath[str]) -> Response[str]:
    """One request, and what can be answered."""
    asked, _ = _load(work, request_id)
    log_view(work, asked.community_id, "rights", [asked.household_id])
    return _page(work, request_id, {}, {})


@post("/rights/{request_id:str}/copy", guard=HEAD, packed=True)
def copy(work: NamedDependency[Work], request_id: FromPath[str]) -> Response[bytes]:
    """Everything held, in one file, to be handed over; logged as an export."""
    asked, household = _open(work, request_id, Asked.COPY)
    person, community = who(work), here(work, scope_of(who(work), work.now))
    held = held_of(work.session, household, community)
    rows = sum(len(one.rows) for one in held.sections)
    note_copy(work.session, asked, (person.id, person.name), work.now, rows)
    content = make_copy(pages_of(work), work.settings, held, community.name, person.name, work.now)
    name = quote(f"{held.label} {work.now:%Y-%m-%d}.zip")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type="application/zip", headers=headers)


@post("/rights/{request_id:str}/completion", guard=HEAD)
def completion(work: NamedDependency[Work], request_id: FromPath[str]) -> Response[str]:
    """The copy was handed over, or the file put right."""
    asked, _ = _open(work, request_id, Asked.COPY, Asked.CORRECTION)
    if asked.kind == Asked.COPY and asked.copied_at is None:
        return _page(work, request_id, {}, {"copy": Message("请先下载，交给住户以后再办结")})
    complete(work.session, asked, who(work).id, work.now)
    return redirect(f"/rights/{request_id}")


@post("/rights/{request_id:str}/erasure", guard=HEAD)
def erasure(work: NamedDependency[Work], request_id: FromPath[str], data: Form) -> Response[str]:
    """Erase the household, here and from the raw files; phones hear of it at their next contact."""
    asked, household = _open(work, request_id, Asked.ERASURE)
    wrong = parse_sure(posted(data))
    if wrong is not None:
        return _page(work, request_id, posted(data), wrong.errors)
    scope = scope_of(who(work), work.now)
    day = today_of(work.session, scope)
    cause = Cause(scope.person_id, ErasedFor.REQUEST, work.now, day, asked.id)
    erased = erase_household(work.session, household, cause)
    asked = work.session.get_one(RightsRequest, request_id)
    complete(work.session, asked, scope.person_id, work.now)
    work.session.commit()
    finish(work.settings, work.house.db, [erased])
    return redirect(f"/rights/{request_id}")


@post("/rights/{request_id:str}/refusal", guard=HEAD)
def refusal(work: NamedDependency[Work], request_id: FromPath[str], data: Form) -> Response[str]:
    """Refuse, with the law's ground and words for who asked."""
    asked, _ = _open(work, request_id, *Asked)
    entry = parse_refusal(posted(data))
    if isinstance(entry, Refusal):
        return _page(work, request_id, posted(data), entry.errors)
    refuse(work.session, asked, entry, who(work).id, work.now)
    return redirect(f"/rights/{request_id}")


def here(work: Work, scope: Scope) -> Community:
    """The community of the signed-in head. Raises NotFound."""
    found = community_of(work.session, scope)
    if found is None:
        raise NotFound
    return found


def _load(work: Work, request_id: str) -> tuple[RightsRequest, Household]:
    scope = scope_of(who(work), work.now)
    found = request_in(work.session, scope, request_id) if is_uuid(request_id) else None
    if found is None:
        raise NotFound
    return found


def _open(work: Work, request_id: str, *kinds: Asked) -> tuple[RightsRequest, Household]:
    """A request that waits and can be answered so. Raises NotFound and Conflict."""
    asked, household = _load(work, request_id)
    if asked.outcome or asked.kind not in kinds or household.erased_at is not None:
        raise Conflict
    return asked, household


def _words(work: Work, words: dict[Any, Any]) -> dict[str, str]:
    return {str(key): word.text(work.lang) for key, word in words.items()}


def _new(
    work: Work, scope: Scope, household_id: str, values: Any, errors: dict[str, Any]
) -> Response[str]:
    file = load(work, scope, household_id)
    head, community = heading(file), here(work, scope)
    log_view(work, community.id, "rights", [file.door.id])
    return page(
        work, "rights/new.html", status=422 if errors else 200, household=head,
        kinds=options(work.lang, KINDS), days=community.rights_days, values=values, errors=errors,
    )  # fmt: skip


def _page(work: Work, request_id: str, values: Any, errors: dict[str, Any]) -> Response[str]:
    asked, household = _load(work, request_id)
    scope = scope_of(who(work), work.now)
    day = today_of(work.session, scope)
    people = {asked.taken_by, asked.decided_by or asked.taken_by}
    return page(
        work, "rights/request.html", status=422 if errors else 200, asked=asked,
        kind=_words(work, KINDS)[asked.kind],
        label=labels_of(work.session, [household.id])[household.id],
        erased=household.erased_at is not None, names=names_of(work.session, people),
        days=max(0, (day - asked.asked_on).days), late=asked.due_on < day,
        ground=_words(work, GROUNDS).get(asked.ground, ""),
        grounds=[(str(one), GROUNDS[one].text(work.lang)) for one in Ground],
        values=values, errors=errors,
    )  # fmt: skip
