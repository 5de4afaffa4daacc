"""The JSON side of signing in and enrolling: what static/js/auth talks to."""

from collections.abc import Callable
from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from app.auth import challenges, device_keys, invitations, passkeys, proofs
from app.auth.forms import (
    DeviceKeyEnrolment,
    DeviceKeySignIn,
    PasskeyEnrolment,
    PasskeySignIn,
    pin_problem,
)
from app.auth.guards import anyone
from app.auth.invitations import NewKey
from app.auth.limits import Failures, caller, limits_of
from app.auth.models import KeyKind
from app.auth.problems import InvitationOver, Refused
from app.auth.queries import handle_taken, passkey_handles
from app.auth.rules import Way, device_name
from app.auth.sessions import Opening, open_session, tell_signed_in
from app.auth.tokens import to_text
from app.kit.html import answer
from app.kit.ids import is_uuid
from app.kit.problems import Problem
from app.kit.web import Work, post


@post("/sign-in/challenge", guard=anyone)
def sign_in_challenge(work: NamedDependency[Work]) -> Response[bytes]:
    """A question for any key: options for a passkey, and the same challenge for a device key."""
    limits_of(work).asking.take(caller(work))
    raw = challenges.ask(work.session, work.now, challenges.SIGN_IN)
    options = passkeys.authentication_options(work.settings, raw)
    return answer({"publicKey": options, "challenge": to_text(raw)})


@post("/sign-in/passkey", guard=anyone)
def sign_in_by_passkey(
    work: NamedDependency[Work], data: JSONBody[PasskeySignIn]
) -> Response[bytes]:
    """One touch, no user name."""
    return _let_in(work, limits_of(work).passkey, lambda: proofs.by_passkey(work, data))


@post("/sign-in/device-key", guard=anyone)
def sign_in_by_device_key(
    work: NamedDependency[Work], data: JSONBody[DeviceKeySignIn]
) -> Response[bytes]:
    """The key of this phone, and its PIN."""
    return _let_in(work, limits_of(work).pin, lambda: proofs.by_device_key(work, data))


@post("/invitations/{token:str}/passkey/options", guard=anyone)
def enrolment_options(work: NamedDependency[Work], token: FromPath[str]) -> Response[bytes]:
    """A question for a new key of the invited person."""
    limits_of(work).asking.take(caller(work))
    try:
        invitation, person = invitations.find(work.session, work.now, token)
    except InvitationOver as over:
        return _no(work, over)
    raw = challenges.ask(work.session, work.now, challenges.for_enrolling(invitation.id))
    known = passkey_handles(work.session, person.id)
    options = passkeys.registration_options(work.settings, person, raw, known)
    return answer({"publicKey": options, "challenge": to_text(raw)})


@post("/invitations/{token:str}/passkey", guard=anyone)
def enrol_passkey(
    work: NamedDependency[Work], token: FromPath[str], data: JSONBody[PasskeyEnrolment]
) -> Response[bytes]:
    """Register a passkey by an invitation, and sign in with it."""

    def prove() -> Opening:
        invitation, _ = invitations.find(work.session, work.now, token)
        challenge = passkeys.challenge_in(data.credential.response.client_data_json)
        proofs.use_up(work, challenges.for_enrolling(invitation.id), challenge)
        new = passkeys.check_new(work.settings, data.credential, challenge)
        key = NewKey(
            KeyKind.PASSKEY,
            new.handle,
            new.public_key,
            _device_name(work),
            _device(data.device),
            new.sign_count,
            new.backed_up,
        )
        return _enrol(work, token, key, Way.PASSKEY)

    return _let_in(work, limits_of(work).enrolling, prove)


@post("/invitations/{token:str}/device-key", guard=anyone)
def enrol_device_key(
    work: NamedDependency[Work], token: FromPath[str], data: JSONBody[DeviceKeyEnrolment]
) -> Response[bytes]:
    """Register the key of a phone without passkeys with a PIN, and sign in with it."""
    wrong = pin_problem(data.pin)
    if wrong is not None:
        return answer({"code": "pin", "title": wrong.text(work.lang), "hint": ""}, 422)

    def prove() -> Opening:
        invitation, _ = invitations.find(work.session, work.now, token)
        proofs.use_up(work, challenges.for_enrolling(invitation.id), data.challenge)
        point = device_keys.point_of(data.jwk)
        text = device_keys.message("enrol", work.settings.origin, data.challenge)
        if not device_keys.signed(point, data.signature, text):
            raise Refused
        key = NewKey(
            KeyKind.DEVICE_KEY,
            data.key,
            point,
            _device_name(work),
            _device(data.device),
            pin_hash=device_keys.hash_pin(data.pin),
        )
        return _enrol(work, token, key, Way.DEVICE_KEY)

    return _let_in(work, limits_of(work).enrolling, prove)


def _enrol(work: Work, token: str, new: NewKey, way: Way) -> Opening:
    if handle_taken(work.session, new.handle):
        raise Refused
    key, person = invitations.use(work.session, work.now, token, new)
    key.used_at = work.now
    return Opening(person, way, key, new.device_id)


def _let_in(work: Work, limit: Failures, prove: Callable[[], Opening]) -> Response[bytes]:
    key = caller(work)
    limit.take(key)
    try:
        opening = prove()
        home = open_session(work, opening)
        tell_signed_in(work, opening)
    except (Refused, InvitationOver) as refused:
        return _no(work, refused)
    limit.give_back(key)
    told = {"next": home, "key": opening.key.id if opening.key else "", "lang": work.lang}
    return answer(told)


def _no(work: Work, refused: Problem) -> Response[bytes]:
    """The refusal as the scripts read it, whatever Accept header they sent."""
    body: dict[str, Any] = {
        "code": refused.code,
        "title": refused.title.text(work.lang),
        "hint": refused.hint.text(work.lang),
    }
    if isinstance(refused, Refused) and refused.forget:
        body["forget"] = True
    return answer(body, refused.status)


def _device(given: str) -> str:
    return given if is_uuid(given) else ""


def _device_name(work: Work) -> str:
    return device_name(work.request.headers.get("user-agent", ""))


routes = [
    sign_in_challenge,
    sign_in_by_passkey,
    sign_in_by_device_key,
    enrolment_options,
    enrol_passkey,
    enrol_device_key,
]
