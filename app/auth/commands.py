"""What the command line does: invite the first people, list the demo's links."""

import io
from datetime import datetime

import segno
from sqlmodel import Session, col, or_, select

from app.auth import demo
from app.auth.forms import NewPerson
from app.auth.invitations import invite
from app.auth.queries import ever_had_key
from app.auth.rules import Purpose
from app.auth.trail import note
from app.auth.words import post_words
from app.kit.clock import utc_now
from app.kit.i18n import DEFAULT_LANG
from app.kit.ids import uuid7
from app.org.models import JUDGES, Area, AreaLevel, Holding, Person, Post

CLI = "cli"


class CannotInvite(ValueError):
    """The invitation cannot be made; the text says why, for the operator."""


def invite_head(session: Session, now: datetime, community: str, name: str, phone: str = "") -> str:
    """Invite a station head of `community` (code, id or name). Returns the token.

    Raises CannotInvite. The same name again before enrolment gets a new link.
    """
    return invite_to_area(session, now, community, name, Post.STATION_HEAD, phone)


def invite_to_area(
    session: Session, now: datetime, area: str, name: str, post: Post, phone: str = ""
) -> str:
    """Invite somebody to a post in an area, for the operator of the server."""
    place = _area(session, area)
    if post in JUDGES:
        raise CannotInvite(f"a {post} is appointed by the street, on its page /areas/judges")
    if post is Post.DEPARTMENT_OFFICER:
        raise CannotInvite(f"a {post} is appointed by the street, on its page /areas/departments")
    officer = post in (Post.STREET_OFFICER, Post.DISTRICT_OFFICER)
    if (place.level == AreaLevel.COMMUNITY) == officer:
        raise CannotInvite(f"{post} does not work in a {place.level}")
    if not name.strip() or len(name) > 20:
        raise CannotInvite("the name must have 1 to 20 characters")
    known = session.exec(
        select(Person)
        .join(Holding, col(Holding.person_id) == Person.id)
        .where(Person.name == name, Holding.area_id == place.id, Holding.post == post)
    ).first()
    if known is not None and ever_had_key(session, known.id):
        raise CannotInvite(
            f"{name} has registered a phone before: use a second device, the printed code, "
            "or recovery by two officers"
        )
    if post is Post.STATION_HEAD and known is None and _has_head(session, place.id, now):
        raise CannotInvite(f"{place.name} has a station head; the head hands the post over")
    person = known or take_on(session, now, place, NewPerson(name, phone, post, None), CLI)
    return invite(session, now, person, CLI, Purpose.FIRST)


def _has_head(session: Session, community_id: str, now: datetime) -> bool:
    """Whether a station has its one head, now or to come (row R37)."""
    found = session.exec(
        select(Holding.id).where(
            Holding.area_id == community_id,
            Holding.post == Post.STATION_HEAD,
            col(Holding.delegate_of).is_(None),
            or_(col(Holding.until).is_(None), col(Holding.until) > now),
        )
    )
    return found.first() is not None


def take_on(session: Session, now: datetime, area: Area, new: NewPerson, by: str) -> Person:
    """A new member of staff, with their post from now on."""
    community_id = area.id if area.level == AreaLevel.COMMUNITY else None
    person = Person(id=uuid7(), community_id=community_id, name=new.name, phone=new.phone)
    session.add(person)
    session.flush()
    session.add(
        Holding(
            id=uuid7(),
            community_id=community_id,
            area_id=area.id,
            person_id=person.id,
            post=new.post,
            grid_id=new.grid_id,
            since=now,
        )
    )
    session.flush()
    note(session, person, now, "person.taken_on", by, person.id, {"post": new.post})
    return person


def demo_links(
    session: Session, origin: str = "", lang: str = DEFAULT_LANG
) -> list[tuple[str, str, str, str]]:
    """(slug, name, post, address) of each of the demo's cast."""
    return demo.demo_links(session, utc_now(), origin, post_words(), lang)


def terminal_qr(address: str) -> str:
    """The address as a QR code made of characters."""
    out = io.StringIO()
    segno.make(address, error="m", micro=False).terminal(out, compact=True)
    return out.getvalue()


def _area(session: Session, named: str) -> Area:
    found = session.exec(
        select(Area).where(or_(Area.code == named, Area.id == named, Area.name == named))
    ).all()
    if len(found) != 1:
        raise CannotInvite(
            f"no community or area {named!r}" if not found else f"several are called {named!r}"
        )
    return found[0]
