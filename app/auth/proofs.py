"""Proving who one is: each function returns who came in, or raises Refused, always the same."""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlmodel import col, select, update

from app.auth import challenges, device_keys, passkeys
from app.auth.forms import DeviceKeySignIn, PasskeySignIn, PinProof
from app.auth.models import Credential, KeyKind, RecoveryCode
from app.auth.problems import Refused
from app.auth.rules import Way, cloned, lock_after
from app.auth.sessions import Opening
from app.auth.tokens import hashed, plain_code, to_text
from app.auth.trail import note
from app.kit.problems import TooMany
from app.kit.web import Work
from app.org.models import Person

log = structlog.get_logger()


def by_passkey(work: Work, form: PasskeySignIn) -> Opening:
    """The owner of the passkey that answered a challenge of ours."""
    challenge = passkeys.challenge_in(form.credential.response.client_data_json)
    asked_at = use_up(work, challenges.SIGN_IN, challenge)
    key, person = _owner(work, form.credential.id, KeyKind.PASSKEY)
    count, backed_up = passkeys.check_known(
        work.settings, form.credential, challenge, key.public_key
    )
    if form.credential.response.user_handle != to_text(passkeys.user_handle(person)):
        raise Refused
    if key.revoked_at is not None:
        raise Refused(forget=True)
    if cloned(key.sign_count, count):
        log.warning("passkey counter went back", key=key.id, stored=key.sign_count, given=count)
        note(work.session, person, work.now, "passkey.suspect", person.id, key.id)
        work.session.commit()
        raise Refused
    key.sign_count, key.backed_up = max(key.sign_count, count), backed_up
    return _used(work, key, Opening(person, Way.PASSKEY, key, form.device, asked_at))


def by_device_key(work: Work, form: DeviceKeySignIn) -> Opening:
    """The owner of the device key that signed a challenge of ours, with the right PIN.

    Raises TooMany while the key rests after wrong PINs; only its holder can learn that.
    """
    asked_at = use_up(work, challenges.SIGN_IN, form.challenge)
    key, person = by_pin(work, form, "sign-in")
    return _used(work, key, Opening(person, Way.DEVICE_KEY, key, form.device, asked_at))


def by_pin(work: Work, form: PinProof, purpose: str) -> tuple[Credential, Person]:
    """The device key that signed `form`'s challenge for `purpose`, locked, and its owner.

    Raises Refused, and TooMany while the key rests after wrong PINs.
    """
    key, person = _device_key(work, form, purpose)
    if key is None or person is None:
        device_keys.pin_matches(None, form.pin)
        raise Refused
    # Counted and committed before the slow check: parallel guesses all count, and no
    # transaction is open while argon2 works.
    _count_try(work, key)
    pin_hash = key.pin_hash
    work.session.commit()
    if not device_keys.pin_matches(pin_hash, form.pin):
        raise Refused
    work.session.refresh(key, with_for_update=True)
    # Stopped, or given another PIN, while argon2 worked.
    if key.revoked_at is not None or key.pin_hash != pin_hash:
        raise Refused
    key.tries, key.locked_until = 0, None
    work.session.add(key)
    return key, person


def by_code(work: Work, typed: str) -> Opening:
    """The owner of a printed recovery code, which is used up."""
    code_hash = hashed(plain_code(typed))
    used = work.session.exec(
        update(RecoveryCode)
        .where(
            col(RecoveryCode.code_hash) == code_hash,
            col(RecoveryCode.used_at).is_(None),
            col(RecoveryCode.withdrawn_at).is_(None),
        )
        .values(used_at=work.now)
    )
    row = work.session.get(RecoveryCode, code_hash)
    person = work.session.get(Person, row.person_id) if row else None
    if used.rowcount != 1 or person is None:
        raise Refused
    note(work.session, person, work.now, "recovery_code.used", person.id, person.id)
    return Opening(person, Way.RECOVERY_CODE)


def use_up(work: Work, purpose: str, challenge: str) -> datetime:
    """Use up a challenge for good, whatever happens next; when it was asked. Raises Refused when
    it is not open."""
    asked_at = challenges.answered(work.session, work.now, purpose, challenge)
    work.session.commit()
    if asked_at is None:
        raise Refused
    return asked_at


def _owner(work: Work, handle: str, kind: KeyKind) -> tuple[Credential, Person]:
    found = work.session.exec(
        select(Credential, Person)
        .join(Person, col(Person.id) == Credential.person_id)
        .where(Credential.handle == handle, Credential.kind == kind)
        # Locked, so that tries and counters of parallel requests add up.
        .with_for_update(of=col(Credential.id))
    ).first()
    if found is None:
        raise Refused
    return found


def _device_key(
    work: Work, form: PinProof, purpose: str
) -> tuple[Credential | None, Person | None]:
    """The key and its owner when the signature holds. Without it no try is counted, so that
    nobody can lock another's phone."""
    try:
        key, person = _owner(work, form.key, KeyKind.DEVICE_KEY)
    except Refused:
        return None, None
    text = device_keys.message(purpose, work.settings.origin, form.challenge)
    if key.revoked_at is not None or not device_keys.signed(key.public_key, form.signature, text):
        return None, None
    return key, person


def _count_try(work: Work, key: Credential) -> None:
    if key.locked_until is not None and key.locked_until > work.now:
        raise TooMany(int((key.locked_until - work.now).total_seconds()) + 1)
    key.tries += 1
    rest = lock_after(key.tries)
    key.locked_until = work.now + rest if rest else None
    if rest:
        log.warning(
            "device key rests", key=key.id, tries=key.tries, rest_s=rest / timedelta(seconds=1)
        )
    work.session.add(key)


def _used(work: Work, key: Credential, opening: Opening) -> Opening:
    key.used_at = work.now
    if opening.device_id:
        key.device_id = opening.device_id
    work.session.add(key)
    return replace(opening, device_id=opening.device_id or key.device_id)
