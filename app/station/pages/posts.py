"""Who holds what: people join, leave, change grid, stand in, and act for the head."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth.guards import who
from app.auth.words import post_words
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.i18n import Message
from app.kit.problems import NotAllowed, NotFound
from app.kit.web import Work, get, post
from app.org.models import Holding, Person, Post
from app.org.queries import names_of
from app.station.commands import posts
from app.station.forms.posts import (
    JOINABLE,
    Here,
    PostEntry,
    parse_change,
    parse_joining,
    parse_move,
    parse_period,
)
from app.station.pages.common import (
    HEAD,
    LEADS,
    gathering,
    is_head,
    known_id,
    scope_here,
    while_leaving,
)
from app.station.pages.judges import appointed
from app.station.queries.overview import overview_of, settings_of
from app.station.queries.posts import (
    heading,
    holding_of,
    holdings_of,
    open_grids,
    people_of,
    person_of,
    running_at,
)
from app.station.rules.neighbours import Lying, neighbours

NOT_BESIDE = Message("不是相邻的网格，请写明理由")


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as the page words it."""

    held: Holding
    word: str
    grid: str
    acts_for: str


@get("/station/posts", guard=LEADS)
def post_list(work: NamedDependency[Work]) -> Response[str]:
    """岗位: everybody with their posts, and the grids that want somebody."""
    scope = scope_here(work)
    found = overview_of(work.session, scope)
    rows = _rows(work)
    people = people_of(work.session, scope)
    return page(
        work,
        "station/posts.html",
        people=[(one, rows[one.id]) for one in people if one.id in rows],
        former=[one for one in people if one.id not in rows],
        vacant=found.vacant,
        judges=appointed(work, scope.community_id),
        head=is_head(work),
    )


@get("/station/posts/{person_id:str}", guard=HEAD)
def person_posts(work: NamedDependency[Work], person_id: FromPath[str]) -> Response[str]:
    """One person's posts, and what the head may change."""
    return _show(work, _person(work, person_id), {}, {})


@post("/station/posts/{person_id:str}/joining", guard=HEAD)
def join(
    work: NamedDependency[Work],
    person_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Another post for somebody."""
    person = _person(work, person_id)

    def write(entry: PostEntry) -> None:
        change = _change(work, entry)
        posts.join(work.session, change, person, entry.post, entry.grid_id, gathering(work))

    return _run(work, person, posted(data), parse_joining(posted(data), _here(work)), write)


@post("/station/posts/{person_id:str}/backups", guard=HEAD)
def back_up(
    work: NamedDependency[Work],
    person_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Somebody stands in for a neighbouring grid."""
    person = _person(work, person_id)

    def write(entry: PostEntry) -> None:
        if entry.grid_id and entry.until:
            if entry.grid_id not in _beside(work, person) and not entry.reason:
                raise posts.Refused("reason", NOT_BESIDE)
            change = _change(work, entry)
            posts.back_up(work.session, change, person, entry.grid_id, entry.until)

    parsed = parse_period(posted(data), _here(work), with_grid=True)
    return _run(work, person, posted(data), parsed, write)


@post("/station/posts/{person_id:str}/delegation", guard=HEAD)
def delegate(
    work: NamedDependency[Work],
    person_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """Somebody acts for the head, who names them; a delegate names nobody."""
    person = _person(work, person_id)
    _only_the_head(work)

    def write(entry: PostEntry) -> None:
        if entry.until:
            posts.delegate(work.session, _change(work, entry), person, entry.until)

    parsed = parse_period(posted(data), _here(work), with_grid=False)
    return _run(work, person, posted(data), parsed, write)


@post("/station/posts/{person_id:str}/headship", guard=HEAD)
def pass_headship(
    work: NamedDependency[Work],
    person_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """The head hands the station over to somebody else."""
    person = _person(work, person_id)
    _only_the_head(work)

    def write(entry: PostEntry) -> None:
        posts.pass_headship(work.session, _change(work, entry), person)

    return _run(work, person, posted(data), parse_change(posted(data), _here(work)), write)


@post("/station/holdings/{holding_id:str}/ending", guard=HEAD)
def leave(
    work: NamedDependency[Work],
    holding_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """A post ends."""
    held = _holding(work, holding_id)

    def write(entry: PostEntry) -> None:
        with while_leaving(work):
            posts.leave(work.session, _change(work, entry), held, gathering(work))

    person = _person(work, held.person_id)
    return _run(work, person, posted(data), parse_change(posted(data), _here(work)), write)


@post("/station/holdings/{holding_id:str}/move", guard=HEAD)
def move(
    work: NamedDependency[Work],
    holding_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """A worker goes to another grid."""
    held = _holding(work, holding_id)
    if held.post != Post.GRID_WORKER or held.backup:
        raise NotFound

    def write(entry: PostEntry) -> None:
        change, grid_id = _change(work, entry), entry.grid_id or ""
        posts.change_grid(work.session, change, held, grid_id, entry.swap, gathering(work))

    person = _person(work, held.person_id)
    return _run(work, person, posted(data), parse_move(posted(data), _here(work)), write)


def _run(
    work: Work,
    person: Person,
    fields: Fields,
    parsed: PostEntry | Refusal,
    write: Callable[[PostEntry], None],
) -> Response[str]:
    if isinstance(parsed, Refusal):
        return _show(work, person, fields, parsed.errors, 422)
    try:
        write(parsed)
    except posts.Refused as refused:
        work.session.rollback()
        kept = _person(work, person.id)
        return _show(work, kept, fields, {refused.field: refused.message}, 422)
    return redirect("/station/posts")


def _show(
    work: Work, person: Person, values: Fields, errors: dict[str, Any], status: int = 200
) -> Response[str]:
    words, scope = post_words(), scope_here(work)
    community = settings_of(work.session, scope)
    local = work.now.astimezone(ZoneInfo(community.zone))
    return page(
        work,
        "station/person.html",
        status=status,
        person=person,
        rows=_rows(work).get(person.id, []),
        own=person.id == who(work).id,
        real_head=_is_real_head(work),
        post_options=[(one.value, words[one].text(work.lang)) for one in JOINABLE],
        grid_options=[(one.id, one.name) for one in open_grids(work.session, scope)],
        backup_options=_backup_options(work, person),
        now_local=f"{local:%Y-%m-%dT%H:%M}",
        values=values,
        errors=errors,
    )


def _beside(work: Work, person: Person) -> set[str]:
    """The grids beside those that somebody has as their own."""
    scope = scope_here(work)
    grids = [Lying(one.id, one.number, one.outline) for one in open_grids(work.session, scope)]
    own = {
        one.grid_id
        for one in holdings_of(work.session, scope)
        if one.person_id == person.id and one.post == Post.GRID_WORKER and not one.backup
    }
    return {near for one in own if one for near in neighbours(grids, one)}


def _backup_options(work: Work, person: Person) -> list[tuple[str, str]]:
    """Neighbouring grids first; the others only with a reason."""
    beside = _beside(work, person)
    grids = open_grids(work.session, scope_here(work))
    near = [
        (one.id, work.say("{grid}（相邻）", grid=one.name)) for one in grids if one.id in beside
    ]
    return near + [(one.id, one.name) for one in grids if one.id not in beside]


def _rows(work: Work) -> dict[str, list[PostRow]]:
    """The posts of everybody who has one now or soon, by person."""
    scope, words = scope_here(work), post_words()
    held = holdings_of(work.session, scope)
    grids = {one.id: one.name for one in open_grids(work.session, scope)}
    names = names_of(work.session, {one.delegate_of for one in held if one.delegate_of})
    rows: dict[str, list[PostRow]] = {}
    for one in held:
        word = words[Post(one.post)].text(work.lang)
        grid, acts_for = grids.get(one.grid_id or "", ""), names.get(one.delegate_of or "", "")
        rows.setdefault(one.person_id, []).append(PostRow(one, word, grid, acts_for))
    return rows


def _person(work: Work, person_id: str) -> Person:
    found = person_of(work.session, scope_here(work), known_id(person_id))
    if found is None:
        raise NotFound
    return found


def _holding(work: Work, holding_id: str) -> Holding:
    found = holding_of(work.session, scope_here(work), known_id(holding_id))
    if found is None or (found.until is not None and found.until <= work.now):
        raise NotFound
    return found


def _here(work: Work) -> Here:
    scope = scope_here(work)
    zone = settings_of(work.session, scope).zone
    return Here(work.now, zone, frozenset(one.id for one in open_grids(work.session, scope)))


def _change(work: Work, entry: PostEntry) -> posts.Change:
    community_id = settings_of(work.session, scope_here(work)).id
    return posts.Change(community_id, who(work).id, work.now, entry.at, entry.reason)


def _is_real_head(work: Work) -> bool:
    head = running_at(heading(work.session, who(work).community_id or ""), work.now)
    return head is not None and head.person_id == who(work).id


def _only_the_head(work: Work) -> None:
    if not _is_real_head(work):
        raise NotAllowed
