"""Passkey ceremonies by py_webauthn: user verification and a discoverable key are required."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authenticator_data, parse_client_data_json
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.auth.forms import Assertion, Attestation
from app.auth.problems import Refused
from app.auth.tokens import to_bytes, to_text
from app.org.models import Person
from app.settings import Settings

TIMEOUT_MS = 180_000
SELECTION = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.REQUIRED,
    user_verification=UserVerificationRequirement.REQUIRED,
)


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey that was just made and proved."""

    handle: str
    public_key: bytes
    sign_count: int
    backed_up: bool


def registration_options(
    settings: Settings, person: Person, challenge: bytes, known: list[str]
) -> dict[str, Any]:
    """What the browser needs to make a passkey for `person`; `known` handles are excluded."""
    options = generate_registration_options(
        rp_id=settings.rp_id,
        rp_name="敲门",
        user_id=user_handle(person),
        user_name=person.name,
        user_display_name=person.name,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=SELECTION,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=to_bytes(one)) for one in known],
    )
    found: dict[str, Any] = json.loads(options_to_json(options))
    return found


def authentication_options(settings: Settings, challenge: bytes) -> dict[str, Any]:
    """What the browser needs to ask for any passkey of this site: no user name, no list."""
    options = generate_authentication_options(
        rp_id=settings.rp_id,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    found: dict[str, Any] = json.loads(options_to_json(options))
    return found


def user_handle(person: Person) -> bytes:
    """How authenticators know a person: 16 opaque bytes."""
    return UUID(person.id).bytes


def challenge_in(client_data: str) -> str:
    """The challenge which a browser says it answered. Raises Refused."""
    try:
        found = parse_client_data_json(to_bytes(client_data))
        if found.cross_origin:
            raise Refused
        return to_text(found.challenge)
    except Exception as error:
        # Hostile bytes raise many kinds in the parsers below; none of them is a sign-in.
        raise Refused from error


def check_new(settings: Settings, credential: Attestation, challenge: str) -> NewPasskey:
    """The passkey of a registration. Raises Refused."""
    try:
        done = verify_registration_response(
            credential=credential.plain(),
            expected_challenge=to_bytes(challenge),
            expected_rp_id=settings.rp_id,
            expected_origin=settings.origin.rstrip("/"),
            require_user_verification=True,
        )
    except Exception as error:
        raise Refused from error
    return NewPasskey(
        to_text(done.credential_id),
        done.credential_public_key,
        done.sign_count,
        done.credential_backed_up,
    )


def check_known(
    settings: Settings, credential: Assertion, challenge: str, public_key: bytes
) -> tuple[int, bool]:
    """The sign count and backup state of an assertion by `public_key`. Raises Refused.

    The library compares sign counts too, but refuses a synced passkey that starts to report 0;
    `rules.cloned` decides instead.
    """
    try:
        data = parse_authenticator_data(to_bytes(credential.response.authenticator_data))
        done = verify_authentication_response(
            credential=credential.plain(),
            expected_challenge=to_bytes(challenge),
            expected_rp_id=settings.rp_id,
            expected_origin=settings.origin.rstrip("/"),
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as error:
        raise Refused from error
    return data.sign_count, done.credential_backed_up
