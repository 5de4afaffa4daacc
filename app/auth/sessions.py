"""Opening and ending sessions: opaque, kept on the server, new at each sign-in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from litestar.datastructures import Cookie
from sqlmodel import Session, col, select, update

from app.auth.models import Credential, SignIn
from app.auth.principal import COOKIE, principal_of
from app.auth.problems import Refused
from app.auth.rules import SEEN_EVERY, Way, home_of
from app.auth.tokens import hashed, new_token
from app.auth.trail import note
from app.kit.ids import is_uuid, uuid7
from app.kit.registry import Registry
from app.kit.web import Work
from app.org.models import Person

log = structlog.get_logger()
# Place of `(session, opening, now)`, called in the transaction of the sign-in.
SIGNED_IN = "auth.signed_in"
LANG_COOKIE_S = 365 * 86_400


@dataclass(frozen=True, slots=True)
class Opening:
    """Who came in, how, with which key and from which phone; `asked_at`: when the question was
    asked that they answered, where that is known exactly."""

    person: Person
    way: Way
    key: Credential | None = None
    device_id: str = ""
    asked_at: datetime | None = None


def open_session(work: Work, opening: Opening) -> str:
    """Sign the person in on this browser; the path of the page where their day begins.

    Raises Refused when they hold no post and the time to send what was left is over.
    """
    end_cookie_session(work)
    person, token, now = opening.person, new_token(), work.now
    lasts = timedelta(days=work.settings.session_days)
    row = SignIn(
        token_hash=hashed(token),
        id=uuid7(),
        person_id=person.id,
        community_id=person.community_id,
        device_id=opening.device_id if is_uuid(opening.device_id) else "",
        key_id=opening.key.id if opening.key else "",
        agent=work.request.headers.get("user-agent", "")[:120].replace("\0", ""),
        started_at=now,
        seen_at=now,
        expires_at=now + lasts,
        way=opening.way,
    )
    work.session.add(row)
    work.session.flush()
    work.principal = principal_of(work.session, token, now)
    if work.principal is None:
        raise Refused
    note(work.session, person, now, "session.started", person.id, row.id, {"way": opening.way})
    work.new_cookies.append(session_cookie(token, int(lasts.total_seconds())))
    if person.lang:
        work.new_cookies.append(lang_cookie(work, person.lang))
    return home_of(work.principal.post)


def tell_signed_in(work: Work, opening: Opening) -> None:
    """Tell the slices above who came in (place `auth.signed_in`); what fails there keeps nobody
    from signing in."""
    registry: Registry = work.house.parts["registry"]
    for name, told in registry.at(SIGNED_IN).items():
        try:
            with work.session.begin_nested():
                told(work.session, opening, work.now)
        except Exception as error:
            log.error("not told of a sign-in", place=name, exc_info=error)


def end_cookie_session(work: Work) -> None:
    """End the session with which the request came, if any."""
    token = work.request.cookies.get(COOKIE, "")
    row = work.session.get(SignIn, hashed(token)) if token else None
    if row is not None and row.ended_at is None:
        row.ended_at = work.now
        work.session.add(row)


def end_sessions(session: Session, now: datetime, *conditions: object) -> None:
    """End every open session that meets `conditions`."""
    session.exec(
        update(SignIn)
        .where(col(SignIn.ended_at).is_(None), *conditions)  # type: ignore[arg-type]
        .values(ended_at=now)
    )


def open_sessions(session: Session, person_id: str, now: datetime) -> list[SignIn]:
    """A person's open sessions, newest first."""
    found = session.exec(
        select(SignIn)
        .where(SignIn.person_id == person_id, col(SignIn.ended_at).is_(None))
        .where(col(SignIn.expires_at) > now)
        .order_by(col(SignIn.started_at).desc())
    )
    return list(found)


def note_seen(session: Session, token: str, now: datetime) -> None:
    """Remember that the session was used, at most once an hour."""
    session.exec(
        update(SignIn)
        .where(col(SignIn.token_hash) == hashed(token), col(SignIn.seen_at) < now - SEEN_EVERY)
        .values(seen_at=now)
    )


def session_cookie(token: str, max_age_s: int) -> Cookie:
    """The cookie of a session; an empty token removes it."""
    return Cookie(
        key=COOKIE,
        value=token,
        max_age=max_age_s,
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )


def lang_cookie(work: Work, lang: str) -> Cookie:
    """The cookie of the reader's language."""
    secure = work.settings.origin.startswith("https")
    return Cookie(
        key="lang",
        value=lang,
        max_age=LANG_COOKIE_S,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
