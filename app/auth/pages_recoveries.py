"""Lost phones waiting for an officer of the street or district."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from sqlmodel import col, select

from app.auth import recoveries
from app.auth.guards import posts, signed_in, who
from app.auth.models import Recovery
from app.auth.queries import known_id, name_of, staff_of
from app.auth.words import post_words
from app.kit.forms import Reader, posted
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.areas import areas_below
from app.org.models import Area, Holding, Person, Post

OPENED_HERE = (Post.STATION_HEAD, Post.STREET_OFFICER, Post.DISTRICT_OFFICER)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recovery under way, as an officer reads it."""

    id: str
    name: str
    post: str
    place: str
    opened_by: str
    opened_at: datetime
    expires_at: datetime
    confirmed: bool
    phone: str
    told_by: str
    told_at: datetime | None
    mine: bool
    own: bool


@get("/recoveries", guard=posts(Post.STREET_OFFICER, Post.DISTRICT_OFFICER))
def waiting(work: NamedDependency[Work]) -> Response[str]:
    """Lost phones to confirm, and colleagues for whom an officer may report one."""
    return _page(work)


def _page(work: Work, untold: str = "", status: int = 200) -> Response[str]:
    """`untold`: a recovery that cannot be confirmed, because its owner was not told."""
    below = areas_below(work.session, who(work).area_id)
    people = {p.id: (p, held) for p, held in staff_of(work.session, below, work.now)}
    rows = work.session.exec(
        select(Recovery)
        .where(col(Recovery.person_id).in_(list(people)), col(Recovery.closed_at).is_(None))
        .where(col(Recovery.expires_at) > work.now)
        .order_by(col(Recovery.opened_at))
    ).all()
    under_way = {one.person_id for one in rows}
    places = dict(work.session.exec(select(Area.id, Area.name)).all())
    heads = [
        (p.id, p.name, _post(work, held), places.get(held[0].area_id, ""))
        for p, held in people.values()
        if p.id not in under_way
        and p.id != who(work).id
        and (p.community_id is None or any(one.post in OPENED_HERE for one in held))
    ]
    return page(
        work,
        "auth/recoveries.html",
        status=status,
        untold=untold,
        colleagues=heads,
        waiting=[_waiting(work, one, *people[one.person_id], places) for one in rows],
    )


@post("/recoveries/for/{person_id:str}", guard=posts(Post.STREET_OFFICER, Post.DISTRICT_OFFICER))
def report_lost(work: NamedDependency[Work], person_id: FromPath[str]) -> Response[str]:
    """Report the lost phone of a station head or a colleague; another officer must agree."""
    person = work.session.get(Person, known_id(person_id))
    if person is None or not recoveries.oversees(work.session, who(work), person, work.now):
        raise NotFound
    recoveries.open_for(work.session, work.now, who(work), person)
    return redirect("/recoveries")


@post(
    "/recoveries/{recovery_id:str}/confirmation",
    guard=posts(Post.STREET_OFFICER, Post.DISTRICT_OFFICER),
)
def confirm(
    work: NamedDependency[Work],
    recovery_id: FromPath[str],
    data: URLEncodedBody[dict[str, Any]],
) -> Response[str]:
    """The second officer agrees, having told the owner of the phone."""
    row, _ = recoveries.under_way(work.session, work.now, recovery_id)
    if not Reader(posted(data)).flag("told"):
        return _page(work, row.id, 422)
    recoveries.confirm(work.session, work.now, who(work), row.id)
    return redirect("/recoveries")


@post("/recoveries/{recovery_id:str}/refusal", guard=signed_in)
def refuse(work: NamedDependency[Work], recovery_id: FromPath[str]) -> Response[str]:
    """Stop it: the person themself, the opener, or an officer above."""
    row, _ = recoveries.under_way(work.session, work.now, recovery_id)
    recoveries.refuse(work.session, work.now, who(work), recovery_id)
    if row.person_id == who(work).id:
        return redirect("/me/devices")
    officer = bool(who(work).posts & recoveries.OFFICERS)
    return redirect("/recoveries" if officer else f"/staff/{row.person_id}")


@post("/recoveries/{recovery_id:str}/invitation", guard=signed_in)
def hand_over(work: NamedDependency[Work], recovery_id: FromPath[str]) -> Response[str]:
    """The link for the new phone, for the officer who opened the recovery."""
    token, person = recoveries.hand_over(work.session, work.now, who(work), recovery_id)
    link = f"{work.settings.origin.rstrip('/')}/invitations/{token}"
    return page(
        work, "auth/link.html", token=token, person=person, own=False, link=link, restored=True
    )


def _waiting(
    work: Work, row: Recovery, person: Person, held: list[Holding], places: dict[str, str]
) -> Waiting:
    return Waiting(
        id=row.id,
        name=person.name,
        post=_post(work, held),
        place=places.get(held[0].area_id, ""),
        opened_by=name_of(work.session, row.opened_by),
        opened_at=row.opened_at,
        expires_at=row.expires_at,
        confirmed=row.confirmed_by is not None,
        phone=person.phone,
        told_by=name_of(work.session, row.told_by),
        told_at=row.told_at,
        mine=row.opened_by == who(work).id,
        own=row.person_id == who(work).id,
    )


def _post(work: Work, held: list[Holding]) -> str:
    words = post_words()
    return "、".join(words[Post(one.post)].text(work.lang) for one in held)


routes = [waiting, report_lost, confirm, refuse, hand_over]
