"""Pages before and around a session: sign-in, the invitation, sign-out, language, demo."""

import json
from typing import Any

import segno
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody

from app.auth import invitations, proofs
from app.auth.demo import cast, demo_open, find_in_cast
from app.auth.guards import anyone, maybe
from app.auth.limits import caller, limits_of
from app.auth.principal import Principal
from app.auth.problems import InvitationOver, Refused
from app.auth.queries import keys_of
from app.auth.rules import CHAT_BROWSER, IPHONE, TOKEN_SHAPE, Way, home_of, safe_path
from app.auth.sessions import Opening, end_cookie_session, lang_cookie, open_session, session_cookie
from app.auth.words import post_words
from app.kit.assets import STATIC
from app.kit.html import page, redirect
from app.kit.i18n import LANGS
from app.kit.problems import NotFound
from app.kit.web import Work, get, post
from app.org.models import Community, Person


@get("/", guard=maybe)
def front_door(work: NamedDependency[Work]) -> Response[str]:
    """Where the day of whoever is asking begins."""
    return redirect(home_of(work.principal.post) if work.principal else "/sign-in")


@get("/sign-in", guard=anyone)
def sign_in_page(work: NamedDependency[Work]) -> Response[str]:
    """The same for everyone: kept on the phone with the shell."""
    return _sign_in(work)


@post("/sign-in/recovery-code", guard=anyone)
def sign_in_by_code(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """The printed code opens one session, on the page where a new phone is added."""
    limit, key = limits_of(work).code, caller(work)
    limit.take(key)
    try:
        opening = proofs.by_code(work, str(data.get("code", "")))
        open_session(work, opening)
    except Refused as refused:
        return _sign_in(work, 403, code_refused=refused)
    limit.give_back(key)
    return redirect("/me/devices")


@post("/sign-out", guard=maybe)
def sign_out(work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]) -> Response[str]:
    """End this session. With a `session` tag only if it is this one: a sign-out made offline
    may arrive after the next person signed in."""
    principal, tag = work.principal, data.get("session")
    answer = redirect("/sign-in")
    if tag and isinstance(principal, Principal) and tag != principal.session_tag:
        return answer
    end_cookie_session(work)
    work.new_cookies.append(session_cookie("", 0))
    # Never "storage": that would destroy the records still waiting on the phone.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@post("/me/language", guard=maybe)
def choose_language(
    work: NamedDependency[Work], data: URLEncodedBody[dict[str, Any]]
) -> Response[str]:
    """Read in another language from now on, on this browser and after each sign-in."""
    lang = data.get("lang")
    if lang in LANGS:
        work.new_cookies.append(lang_cookie(work, lang))
        person = work.session.get(Person, work.principal.id) if work.principal else None
        if person is not None:
            person.lang = lang
            work.session.add(person)
    back = "/me" if work.principal else "/sign-in"
    return redirect(safe_path(str(data.get("next", "")), back))


@get("/invitations/{token:str}", guard=maybe)
def invitation_page(work: NamedDependency[Work], token: FromPath[str]) -> Response[str]:
    """What an invited person sees first. Looking never uses the invitation up."""
    agent = work.request.headers.get("user-agent", "")
    try:
        invitation, person = invitations.find(work.session, work.now, token)
    except InvitationOver as over:
        home = home_of(work.principal.post) if work.principal else ""
        work.principal = None
        return page(work, "auth/invitation_over.html", status=over.status, problem=over, home=home)
    work.principal = None
    community = work.session.get(Community, person.community_id) if person.community_id else None
    name = "auth/open_in_browser.html" if CHAT_BROWSER.search(agent) else "auth/invitation.html"
    return page(
        work,
        name,
        token=token,
        person=person,
        invitation=invitation,
        community=community.name if community else "",
        iphone=bool(IPHONE.search(agent)),
        link=invitation_link(work, token),
        keys=len(keys_of(work.session, person.id)),
    )


@get("/invitations/{token:str}/qr.svg", guard=anyone)
def invitation_qr(work: NamedDependency[Work], token: FromPath[str]) -> Response[bytes]:
    """The link as a QR code. Says nothing about whether the invitation is open."""
    if TOKEN_SHAPE.fullmatch(token) is None:
        raise NotFound
    code = segno.make(invitation_link(work, token), error="m", micro=False)
    picture = code.svg_inline(scale=8, border=4, dark="#000", light="#fff", omitsize=True)
    text = picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return Response(text.encode(), media_type="image/svg+xml")


@get("/invitations/{token:str}/manifest.webmanifest", guard=anyone)
def invitation_manifest(work: NamedDependency[Work], token: FromPath[str]) -> Response[bytes]:
    """The app's manifest for an iPhone that puts it on the home screen before enrolling: there
    the app has a storage of its own, so its first page must know the invitation. Later the same
    page, which is kept on the phone, goes straight to the day's work (static/js/auth)."""
    if TOKEN_SHAPE.fullmatch(token) is None:
        raise NotFound
    manifest = json.loads((STATIC / "manifest.webmanifest").read_text(encoding="utf8"))
    manifest["start_url"] = f"/sign-in?invitation={token}"
    icons = [*manifest["icons"], *(i for s in manifest.get("shortcuts", []) for i in s["icons"])]
    for icon in icons:
        icon["src"] = f"/static/current/{icon['src']}"
    raw = json.dumps(manifest, ensure_ascii=False).encode()
    return Response(raw, media_type="application/manifest+json")


@get("/demo/{slug:str}", guard=anyone, writes=True)
def demo_sign_in(work: NamedDependency[Work], slug: FromPath[str]) -> Response[str]:
    """Sign in as one of the cast: demo mode only, from this very machine."""
    person = find_in_cast(work.session, work.now, slug) if demo_open(work) else None
    if person is None:
        raise NotFound
    return redirect(open_session(work, Opening(person, Way.DEMO)))


def invitation_link(work: Work, token: str) -> str:
    """The address that an invited person opens."""
    return f"{work.settings.origin.rstrip('/')}/invitations/{token}"


def _sign_in(work: Work, status: int = 200, **values: Any) -> Response[str]:
    people = cast(work.session, work.now) if demo_open(work) else []
    words = post_words()
    links = [(one.slug, one.person.name, words[one.post].text(work.lang)) for one in people]
    return page(work, "auth/sign_in.html", status=status, demo_links=links, **values)


routes = [
    front_door,
    sign_in_page,
    sign_in_by_code,
    sign_out,
    choose_language,
    invitation_page,
    invitation_qr,
    invitation_manifest,
    demo_sign_in,
]
