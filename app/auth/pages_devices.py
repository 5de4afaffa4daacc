"""My devices: own keys, open sessions, a second device, the printed code."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.auth import credentials
from app.auth.guards import signed_in, who
from app.auth.invitations import invite
from app.auth.models import Credential, KeyKind, SignIn
from app.auth.passkeys import user_handle
from app.auth.queries import has_recovery_code, keys_of, known_id, stopped_lately
from app.auth.rules import Purpose, Way, device_name, fresh
from app.auth.sessions import open_sessions
from app.auth.tokens import to_text
from app.auth.trail import note
from app.auth.words import way_words
from app.kit.html import page, redirect
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.models import Person

CONFIRM_AGAIN = "/sign-in?next=/me/devices"


@get("/me/devices", guard=signed_in)
def my_devices(work: NamedDependency[Work]) -> Response[str]:
    """Everything with which I can sign in, and where I am signed in now."""
    person = _me(work)
    keys = keys_of(work.session, person.id)
    here = _session_here(work)
    open_now = open_sessions(work.session, person.id, work.now)
    return page(
        work,
        "auth/devices.html",
        keys=keys,
        here=here,
        fresh=_fresh(work),
        sessions=open_now,
        agents={one.id: device_name(one.agent) for one in open_now},
        ways=_ways(work),
        has_code=has_recovery_code(work.session, person.id),
        stopped=stopped_lately(work.session, person.id, work.now),
        came_by_code=who(work).way == Way.RECOVERY_CODE,
        accepted=_accepted(work, person, keys),
    )


@post("/me/devices/invitations", guard=signed_in)
def add_device(work: NamedDependency[Work]) -> Response[str]:
    """An invitation of my own, for another phone or this one. Asks for a touch first."""
    if not _fresh(work):
        return redirect(CONFIRM_AGAIN)
    person = _me(work)
    token = invite(work.session, work.now, person, person.id, Purpose.SECOND)
    return page(
        work, "auth/link.html", token=token, person=person, own=True, link=_link(work, token)
    )


@post("/me/devices/{key_id:str}/revocation", guard=signed_in)
def revoke_own(work: NamedDependency[Work], key_id: FromPath[str]) -> Response[str]:
    """Stop one of my devices; whoever is signed in there is out at once."""
    person = _me(work)
    key = work.session.get(Credential, known_id(key_id))
    if key is None or key.person_id != person.id:
        raise NotFound
    here = _session_here(work)
    credentials.revoke(work.session, work.now, key, person, person.id)
    work.session.refresh(here)
    return redirect("/me/devices" if here.ended_at is None else "/sign-in")


@post("/me/sessions/{session_id:str}/ending", guard=signed_in)
def end_session(work: NamedDependency[Work], session_id: FromPath[str]) -> Response[str]:
    """Sign out there."""
    person = _me(work)
    row = next(
        (s for s in open_sessions(work.session, person.id, work.now) if s.id == session_id), None
    )
    if row is None:
        raise NotFound
    row.ended_at = work.now
    work.session.add(row)
    note(work.session, person, work.now, "session.ended", person.id, row.id)
    return redirect("/sign-in" if row.id == who(work).session_id else "/me/devices")


@post("/me/recovery-code", guard=signed_in)
def print_code(work: NamedDependency[Work]) -> Response[str]:
    """A new printed code, shown this once. Asks for a touch first."""
    if not _fresh(work):
        return redirect(CONFIRM_AGAIN)
    person = _me(work)
    code = credentials.print_code(work.session, work.now, person)
    return page(
        work,
        "auth/recovery_code.html",
        code=code,
        person=person,
        site=urlsplit(work.settings.origin).netloc,
    )


def _me(work: Work) -> Person:
    found = work.session.get(Person, who(work).id)
    if found is None:
        raise NotFound
    return found


def _session_here(work: Work) -> SignIn:
    found = next(
        (
            s
            for s in open_sessions(work.session, who(work).id, work.now)
            if s.id == who(work).session_id
        ),
        None,
    )
    if found is None:
        raise NotFound
    return found


def _fresh(work: Work) -> bool:
    """A demo session has no key to touch, so it always counts as fresh."""
    here = who(work)
    started = here.signed_in_at
    return here.way == Way.DEMO or (started is not None and fresh(started, work.now))


def _link(work: Work, token: str) -> str:
    return f"{work.settings.origin.rstrip('/')}/invitations/{token}"


def _ways(work: Work) -> dict[str, str]:
    return {way: message.text(work.lang) for way, message in way_words().items()}


def _accepted(work: Work, person: Person, keys: list[Credential]) -> dict[str, Any]:
    """What the browser's Signal API needs to hide passkeys that were revoked."""
    return {
        "rpId": work.settings.rp_id,
        "userId": to_text(user_handle(person)),
        "allAcceptedCredentialIds": [key.handle for key in keys if key.kind == KeyKind.PASSKEY],
    }


routes = [my_devices, add_device, revoke_own, end_session, print_code]
