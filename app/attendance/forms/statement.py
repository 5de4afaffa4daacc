"""What a phone says when its worker signs in, and the proof of it (row R112, docs/day.md)."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from app.attendance.models import Place
from app.attendance.rules.parts import Part
from app.auth.forms import Assertion, Base64, Uuid
from app.kit.clock import from_iso
from app.kit.forms import Fields, Reader, Refusal
from app.kit.geo import Position, read_position
from app.kit.i18n import Message
from app.kit.intake import Made

MOST_REASON = 200
CODE_SHAPE = re.compile(r"[0-9]{6}")
MOST_POSITION = 80
BROKEN = Message("这次签到已损坏，请再签一次")


class Statement(msgspec.Struct, frozen=True):
    """The text that is signed. `issued`: when its challenge was handed out, as the server wrote
    it; `code`: of the hall's screen; `position`: `lat,lon,accuracy_m,age_s`."""

    v: int
    id: str
    community: str
    person: str
    device: str
    on: str
    part: str
    issued: str
    place: str
    made: Made
    reason: str = ""
    code: str = ""
    position: str = ""


class PasskeyProof(msgspec.Struct, frozen=True, tag="passkey", tag_field="kind"):
    """The assertion of a passkey over the bound challenge."""

    credential: Assertion


class DeviceKeyProof(msgspec.Struct, frozen=True, tag="device_key", tag_field="kind"):
    """The signature of the key of a phone without passkeys."""

    key: Uuid
    signature: Base64


Proof = PasskeyProof | DeviceKeyProof
read_statement = msgspec.json.Decoder(Statement).decode
read_proof = msgspec.json.Decoder(Proof).decode


@dataclass(frozen=True, slots=True)
class SignInEntry:
    """A statement that can be read, and what proves it. `digest`: SHA-256 of its text, in hex."""

    said: Statement
    digest: str
    on: date
    part: Part
    issued_at: datetime
    place: Place
    reason: str
    code: str
    position: Position | None
    proof: Proof

    @property
    def handle(self) -> str:
        """By which its key is known."""
        proof = self.proof
        return proof.key if isinstance(proof, DeviceKeyProof) else proof.credential.id


def parse_sign_in(fields: Fields) -> SignInEntry | Refusal:
    """A statement with its proof. A position that cannot be used is left out: signing in never
    fails for it (never-again 50)."""
    outer = Reader(fields)
    text = outer.raw("statement")
    try:
        said, proof = read_statement(text), read_proof(outer.raw("proof"))
        on, part, issued_at = date.fromisoformat(said.on), Part(said.part), from_iso(said.issued)
    except (msgspec.MsgspecError, UnicodeError, ValueError, OverflowError, RecursionError):
        return Refusal({"statement": BROKEN})
    reader = Reader({"place": said.place, "reason": said.reason})
    place = reader.choice("place", Place)
    reason = reader.text("reason", MOST_REASON, required=place is Place.FIELD)
    if reader.errors or place is None:
        return Refusal(reader.errors)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    code = said.code if CODE_SHAPE.fullmatch(said.code) else ""
    position = _position(said.position)
    return SignInEntry(said, digest, on, part, issued_at, place, reason, code, position, proof)


def _position(text: str) -> Position | None:
    try:
        return read_position(text[:MOST_POSITION]) if text else None
    except ValueError:
        return None
