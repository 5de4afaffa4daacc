"""The people of a station: who they are, their devices, invitations, lost phones."""

from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from sqlalchemy import or_
from sqlmodel import col, select

from app.auth import credentials, recoveries
from app.auth.commands import take_on
from app.auth.forms import INVITABLE, parse_new_person
from app.auth.guards import posts, who
from app.auth.invitations import invite
from app.auth.models import Credential, Invitation
from app.auth.queries import (
    ever_had_key,
    key_counts,
    keys_of,
    known_id,
    lost_phones,
    name_of,
    open_invitations,
    open_recovery,
    staff_of,
)
from app.auth.rules import Purpose
from app.auth.words import post_words
from app.kit.forms import Fields, Refusal, posted
from app.kit.html import page, redirect
from app.kit.problems import Conflict, NotFound
from app.kit.web import Work, get, post
from app.org.models import JUDGES, Area, Community, Grid, Holding, Person, Post

head_only = posts(Post.STATION_HEAD)
lead_or_head = posts(Post.GRID_LEAD, Post.STATION_HEAD)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One person as the list shows them."""

    id: str
    name: str
    phone: str
    posts: str
    keys: int
    invitation: Invitation | None
    lost: bool


@get("/staff", guard=lead_or_head)
def staff(work: NamedDependency[Work]) -> Response[str]:
    """The people of the community; the station head also sees devices and invites."""
    people = _people(work)
    return page(work, "auth/staff.html", people=_rows(work, people), head=_is_head(work))


@get("/staff/new", guard=head_only)
def new_person_form(work: NamedDependency[Work]) -> Response[str]:
    """The form for somebody new."""
    return _form(work, {}, {})


@post("/staff", guard=head_only)
def take_on_person(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Take somebody on and show the invitation at once."""
    # Another head who takes somebody on at this moment waits, so that a grid has one worker.
    work.session.exec(
        select(Community.id).where(Community.id == _community(work)).with_for_update(key_share=True)
    ).one()
    parsed = parse_new_person(posted(data), frozenset(_free_grids(work)))
    if isinstance(parsed, Refusal):
        return _form(work, data, parsed.errors, 422)
    area = work.session.get(Area, _community(work))
    if area is None:
        raise NotFound
    person = take_on(work.session, work.now, area, parsed, who(work).id)
    return _invite(work, person)


@get("/staff/{person_id:str}", guard=head_only)
def person_page(work: NamedDependency[Work], person_id: FromPath[str]) -> Response[str]:
    """One person: posts, devices, and what the head may do."""
    person, held = _one(work, person_id)
    recovery = open_recovery(work.session, person.id, work.now)
    return page(
        work,
        "auth/person.html",
        person=_rows(work, [(person, held)])[0],
        keys=keys_of(work.session, person.id),
        may_invite=not ever_had_key(work.session, person.id),
        recovery=recovery,
        told_by=name_of(work.session, recovery.told_by if recovery else None),
        mine=bool(recovery and recovery.opened_by == who(work).id),
        own=person.id == who(work).id,
    )


@post("/staff/{person_id:str}/invitations", guard=head_only)
def invite_person(work: NamedDependency[Work], person_id: FromPath[str]) -> Response[str]:
    """A new link and QR code for somebody who never had a key."""
    person, _ = _one(work, person_id)
    return _invite(work, person)


@post("/staff/{person_id:str}/devices/{key_id:str}/revocation", guard=head_only)
def revoke_device(
    work: NamedDependency[Work], person_id: FromPath[str], key_id: FromPath[str]
) -> Response[str]:
    """Stop a device of somebody, e.g. a stolen phone. It can only be replaced by its owner or
    by two officers."""
    person, _ = _one(work, person_id)
    key = work.session.get(Credential, known_id(key_id))
    if key is None or key.person_id != person.id:
        raise NotFound
    credentials.revoke(work.session, work.now, key, person, who(work).id)
    return redirect(f"/staff/{person.id}")


@post("/staff/{person_id:str}/recoveries", guard=head_only)
def report_lost(work: NamedDependency[Work], person_id: FromPath[str]) -> Response[str]:
    """Begin to restore a lost phone; an officer of the street must agree."""
    person, _ = _one(work, person_id)
    recoveries.open_for(work.session, work.now, who(work), person)
    return redirect(f"/staff/{person.id}")


def _invite(work: Work, person: Person) -> Response[str]:
    try:
        token = invite(work.session, work.now, person, who(work).id, Purpose.FIRST)
    except PermissionError:
        raise Conflict from None
    link = f"{work.settings.origin.rstrip('/')}/invitations/{token}"
    return page(work, "auth/link.html", token=token, person=person, own=False, link=link)


def _form(work: Work, values: Fields, errors: dict[str, Any], status: int = 200) -> Response[str]:
    words = post_words()
    return page(
        work,
        "auth/new_person.html",
        status=status,
        values=values,
        errors=errors,
        post_options=[(one, words[one].text(work.lang)) for one in INVITABLE],
        grid_options=[("", work.say("请选择")), *_free_grids(work).items()],
    )


def _rows(work: Work, people: list[tuple[Person, list[Holding]]]) -> list[StaffRow]:
    ids = [person.id for person, _ in people]
    invited = {one.person_id: one for one in open_invitations(work.session, ids, work.now)}
    counts, lost = key_counts(work.session, ids), lost_phones(work.session, ids, work.now)
    grids = _grids(work)
    return [
        StaffRow(
            id=person.id,
            name=person.name,
            phone=person.phone,
            posts="、".join(_post(work, one, grids) for one in held),
            keys=counts.get(person.id, 0),
            invitation=invited.get(person.id),
            lost=person.id in lost,
        )
        for person, held in people
    ]


def _post(work: Work, held: Holding, grids: dict[str, str]) -> str:
    word = post_words()[Post(held.post)].text(work.lang)
    if held.backup:
        word = f"{word} ({work.say('替班')})"
    elif held.delegate_of is not None:
        word = f"{word} ({work.say('代理')})"
    return f"{word} · {grids[held.grid_id]}" if held.grid_id in grids else word


def _people(work: Work) -> list[tuple[Person, list[Holding]]]:
    """The staff with their posts; who judges the community's cases comes from elsewhere."""
    found = staff_of(work.session, [_community(work)], work.now)
    rows = [(person, [one for one in held if one.post not in JUDGES]) for person, held in found]
    return [(person, held) for person, held in rows if held]


def _one(work: Work, person_id: str) -> tuple[Person, list[Holding]]:
    for person, held in _people(work):
        if person.id == person_id:
            return person, held
    raise NotFound


def _grids(work: Work) -> dict[str, str]:
    found = work.session.exec(
        select(Grid).where(Grid.community_id == _community(work)).order_by(Grid.number)  # type: ignore[arg-type]
    )
    return {one.id: one.name for one in found}


def _free_grids(work: Work) -> dict[str, str]:
    """Grids without a worker, now or to come: a grid has one (row R20)."""
    community_id = _community(work)
    until = col(Holding.until)
    kept = work.session.exec(
        select(Holding.grid_id).where(
            Holding.community_id == community_id,
            Holding.post == Post.GRID_WORKER,
            col(Holding.backup).is_(False),
            or_(until.is_(None), until > work.now),
        )
    )
    closed = work.session.exec(
        select(Grid.id).where(Grid.community_id == community_id, col(Grid.closed_at).is_not(None))
    )
    taken = {*kept, *closed}
    return {one: name for one, name in _grids(work).items() if one not in taken}


def _community(work: Work) -> str:
    community_id = who(work).community_id
    if community_id is None:
        raise NotFound
    return community_id


def _is_head(work: Work) -> bool:
    return Post.STATION_HEAD in who(work).posts


routes = [
    staff,
    new_person_form,
    take_on_person,
    person_page,
    invite_person,
    revoke_device,
    report_lost,
]
