"""Who is asking: the person behind a session, with the posts they hold now."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Row, Select, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.auth.models import SignIn
from app.auth.rules import still_sends
from app.auth.tokens import hashed
from app.org.models import Community, Holding, Person, Post, open_on

COOKIE = "__Host-sid"
LONGEST_TOKEN = 100


KNOWN: tuple[Any, ...] = (
    SignIn.id, SignIn.person_id, SignIn.device_id, SignIn.way, SignIn.started_at, SignIn.seen_at,
    SignIn.ended_at, SignIn.expires_at, Person.name, Person.community_id, Community.recalled,
    Holding.post, Holding.area_id, Holding.grid_id, Holding.since, Holding.until,
)  # fmt: skip


class Held(NamedTuple):
    """A post that somebody holds or held, as far as a session asks for it."""

    post: str
    area_id: str
    grid_id: str | None
    since: datetime
    until: datetime | None


H = TypeVar("H", Holding, Held)


def _open_where(which: ColumnElement[bool]) -> Select[Any]:
    return (
        columns(*KNOWN)
        .join(Person, col(Person.id) == col(SignIn.person_id))
        .outerjoin(Community, col(Community.id) == col(Person.community_id))
        # Every request asks who is asking: their posts come with it.
        .outerjoin(Holding, col(Holding.person_id) == col(Person.id))
        .where(which)
    )


# Made once: every request asks these.
BY_TOKEN = _open_where(col(SignIn.token_hash) == bindparam("which"))
BY_ID = _open_where(col(SignIn.id) == bindparam("which"))


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in person and the post they work in now; None when the last one has ended, and
    they are here only to send what waits on the phone and to read and answer what is about them."""

    id: str
    name: str
    community_id: str | None
    area_id: str
    post: Post | None
    posts: frozenset[Post]
    grid_ids: frozenset[str]
    session_id: str
    device_id: str = ""
    way: str = ""
    signed_in_at: datetime | None = None
    seen_at: datetime | None = None
    recalled: str = ""
    """The community's mark of the latest recall of what phones keep."""

    @property
    def session_tag(self) -> str:
        """Names the session without being a secret, so that a late sign-out ends only this one."""
        return hashlib.sha256(self.session_id.encode()).hexdigest()[:16]


def token_hash(token: str) -> str:
    """What the database knows of a session's token."""
    return hashed(token)


def principal_of(session: Session, token: str | None, now: datetime) -> Principal | None:
    """The person of an open session, or None."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    return _of_open(session, BY_TOKEN, token_hash(token), now)


def principal_by_id(session: Session, session_id: str, now: datetime) -> Principal | None:
    """The person of the open session with this id, or None: for work that no request began."""
    return _of_open(session, BY_ID, session_id, now)


def _of_open(session: Session, asked: Select[Any], which: str, now: datetime) -> Principal | None:
    rows = session.connection().execute(asked, {"which": which}).all()
    if not rows or rows[0].ended_at is not None or rows[0].expires_at <= now:
        return None
    return _with_posts(rows, now)


def held_by(session: Session, person_id: str, now: datetime) -> list[Holding]:
    """The posts a person holds at `now`, in the order of Post."""
    rows = session.exec(select(Holding).where(Holding.person_id == person_id)).all()
    return _running(rows, now)


def _running(holdings: Sequence[H], now: datetime) -> list[H]:
    order = list(Post)
    held = [one for one in holdings if open_on(one.since, one.until, now)]
    return sorted(held, key=lambda one: order.index(Post(one.post)))


def _last_ended(holdings: Sequence[H], now: datetime) -> H | None:
    """The post that ended last, while its holder may still sign in."""
    ended = [(one.until, one) for one in holdings if one.until is not None and one.until <= now]
    if not ended:
        return None
    until, last = max(ended, key=lambda one: one[0])
    return last if still_sends(until, now) else None


def _with_posts(rows: Sequence[Row[Any]], now: datetime) -> Principal | None:
    row = rows[0]
    holdings = [Held._make(one[-len(Held._fields) :]) for one in rows if one.post is not None]
    held = _running(holdings, now)
    main = held[0] if held else _last_ended(holdings, now)
    if main is None:
        return None
    return Principal(
        id=row.person_id,
        name=row.name,
        community_id=row.community_id,
        area_id=main.area_id,
        post=Post(main.post) if held else None,
        posts=frozenset(Post(one.post) for one in held),
        grid_ids=frozenset(one.grid_id for one in held if one.grid_id),
        session_id=row.id,
        device_id=row.device_id,
        way=row.way,
        signed_in_at=row.started_at,
        seen_at=row.seen_at,
        recalled=row.recalled or "",
    )
