"""What phones and people send, judged before anything else sees it."""

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from app.auth.rules import PIN_SHAPE, weak_pin
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message
from app.org.models import Post

# base64url without padding; the longest is an attestation with a certificate chain.
Base64 = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]*\Z", max_length=16_000)]
Handle = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]+\Z", min_length=1, max_length=1_400)]
Coordinate = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}\Z")]
DeviceId = Annotated[str, Meta(pattern=r"^[0-9a-f-]{0,36}\Z")]
Uuid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
Pin = Annotated[str, Meta(pattern=r"^[0-9]{6}\Z")]


class AttestationResponse(msgspec.Struct, rename="camel"):
    """The authenticator's part of a registration."""

    client_data_json: Base64 = msgspec.field(name="clientDataJSON")
    attestation_object: Base64


class AssertionResponse(msgspec.Struct, rename="camel"):
    """The authenticator's part of a sign-in."""

    client_data_json: Base64 = msgspec.field(name="clientDataJSON")
    authenticator_data: Base64
    signature: Base64
    user_handle: Base64 | None = None


class Shown(msgspec.Struct, rename="camel"):
    """A passkey as `PublicKeyCredential.toJSON()` writes it, without what we do not need."""

    id: Handle
    raw_id: Handle
    type: str

    def plain(self) -> dict[str, Any]:
        """As py_webauthn reads it."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return found


class Attestation(Shown, rename="camel"):
    """A new passkey."""

    response: AttestationResponse


class Assertion(Shown, rename="camel"):
    """The use of a passkey."""

    response: AssertionResponse


class PublicJwk(msgspec.Struct):
    """A public P-256 key as WebCrypto exports it."""

    x: Coordinate
    y: Coordinate


class PasskeySignIn(msgspec.Struct):
    """POST /sign-in/passkey"""

    credential: Assertion
    device: DeviceId = ""


class PasskeyEnrolment(msgspec.Struct):
    """POST /invitations/{token}/passkey"""

    credential: Attestation
    device: DeviceId = ""


class PinProof(msgspec.Struct, kw_only=True):
    """What a phone without passkeys proves itself with: its key's signature, and the PIN."""

    key: Uuid
    challenge: Coordinate
    signature: Base64
    pin: Pin


class DeviceKeySignIn(PinProof, kw_only=True):
    """POST /sign-in/device-key"""

    device: DeviceId = ""


class DeviceKeyEnrolment(PinProof, kw_only=True):
    """POST /invitations/{token}/device-key. The phone names its key, so that it can keep it
    before the answer arrives."""

    jwk: PublicJwk
    device: DeviceId = ""


class PinChange(PinProof, kw_only=True):
    """POST /me/devices/pin: `pin` is the one that holds still."""

    new: Pin


INVITABLE = (Post.GRID_WORKER, Post.GRID_LEAD, Post.CLERK, Post.DATA_STEWARD)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody whom the station head takes on."""

    name: str
    phone: str
    post: Post
    grid_id: str | None


def parse_new_person(fields: Fields, grid_ids: frozenset[str]) -> NewPerson | Refusal:
    """A new member of staff; a grid worker needs one of the community's grids."""
    reader = Reader(fields)
    name = reader.text("name", 20, required=True)
    phone = reader.text("phone", 20)
    if any(sign not in "0123456789+- " for sign in phone):
        reader.fail("phone", Message("电话只能有数字"))
    chosen = reader.choice("post", Post)
    if chosen is not None and chosen not in INVITABLE:
        reader.fail("post", Message("请选择一项"))
    grid = reader.raw("grid") or None
    if chosen == Post.GRID_WORKER and grid not in grid_ids:
        reader.fail("grid", Message("请选择网格"))
    if reader.errors or chosen is None:
        return Refusal(reader.errors)
    return NewPerson(name, phone, chosen, grid if chosen == Post.GRID_WORKER else None)


def pin_problem(pin: str) -> Message | None:
    """Why a new PIN is refused, or None."""
    if PIN_SHAPE.fullmatch(pin) is None:
        return Message("请输入 6 位数字")
    if weak_pin(pin):
        return Message("这个密码太容易猜到，请换一个")
    return None


def pin_change_problem(form: PinChange) -> Message | None:
    """Why a PIN may not become another, or None."""
    if form.new == form.pin:
        return Message("新密码和原来的一样")
    return pin_problem(form.new)
