"""A software authenticator and browser: makes real WebAuthn registrations and assertions.

Every field that a hostile client could bend is a parameter.
"""

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app.auth.tokens import to_bytes, to_text

UP, UV, BE, BS, AT = 0x01, 0x04, 0x08, 0x10, 0x40
ES256 = -7


@dataclass
class Passkey:
    """One passkey in the authenticator."""

    id: bytes
    key: ec.EllipticCurvePrivateKey
    user: bytes
    rp_id: str
    count: int = 0


@dataclass
class Authenticator:
    """A phone's authenticator. `synced` passkeys report a sign count of 0 for ever."""

    origin: str
    synced: bool = False
    passkeys: list[Passkey] = field(default_factory=list)

    def create(
        self,
        options: dict[str, Any],
        *,
        origin: str | None = None,
        rp_id: str | None = None,
        challenge: str | None = None,
        kind: str = "webauthn.create",
        flags: int = UP | UV,
        alg: int = ES256,
        handle: bytes | None = None,
        cross_origin: bool = False,
    ) -> dict[str, Any]:
        """`navigator.credentials.create({publicKey: options})`, as JSON."""
        made = Passkey(
            handle or os.urandom(16),
            ec.generate_private_key(ec.SECP256R1()),
            to_bytes(options["user"]["id"]),
            options["rp"]["id"],
        )
        self.passkeys.append(made)
        attested = bytes(16) + len(made.id).to_bytes(2) + made.id + cose(made.key, alg)
        data = self._data(rp_id or made.rp_id, flags | AT | self._backup(), made.count) + attested
        statement = {"fmt": "none", "attStmt": {}, "authData": data}
        client = _client(
            kind, challenge or options["challenge"], origin or self.origin, cross_origin
        )
        return _credential(
            made.id,
            clientDataJSON=to_text(client),
            attestationObject=to_text(cbor2.dumps(statement)),
        )

    def get(
        self,
        options: dict[str, Any],
        *,
        passkey: Passkey | None = None,
        origin: str | None = None,
        rp_id: str | None = None,
        challenge: str | None = None,
        kind: str = "webauthn.get",
        flags: int = UP | UV,
        count: int | None = None,
        user: bytes | None = None,
        cross_origin: bool = False,
    ) -> dict[str, Any]:
        """`navigator.credentials.get({publicKey: options})` with the newest passkey, as JSON."""
        used = passkey or self.passkeys[-1]
        used.count += 0 if self.synced else 1
        number = used.count if count is None else count
        data = self._data(rp_id or options["rpId"], flags | self._backup(), number)
        client = _client(
            kind, challenge or options["challenge"], origin or self.origin, cross_origin
        )
        signed = data + hashlib.sha256(client).digest()
        return _credential(
            used.id,
            clientDataJSON=to_text(client),
            authenticatorData=to_text(data),
            signature=to_text(used.key.sign(signed, ec.ECDSA(SHA256()))),
            userHandle=to_text(used.user if user is None else user),
        )

    def _backup(self) -> int:
        return BE | BS if self.synced else 0

    @staticmethod
    def _data(rp_id: str, flags: int, count: int) -> bytes:
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + count.to_bytes(4)


@dataclass
class PhoneKey:
    """The device key of a phone without passkeys, as static/js/devicekey.js makes it."""

    origin: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def jwk(self) -> dict[str, str]:
        """The public key."""
        numbers = self.key.public_key().public_numbers()
        return {"x": to_text(numbers.x.to_bytes(32)), "y": to_text(numbers.y.to_bytes(32))}

    def sign(self, purpose: str, challenge: str, origin: str | None = None) -> str:
        """The raw r‖s signature which WebCrypto gives."""
        text = f"qiaomen:{purpose}:{origin or self.origin}:{challenge}".encode()
        r, s = decode_dss_signature(self.key.sign(text, ec.ECDSA(SHA256())))
        return to_text(r.to_bytes(32) + s.to_bytes(32))


def _client(kind: str, challenge: str, origin: str, cross_origin: bool) -> bytes:
    said = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": cross_origin}
    return json.dumps(said).encode()


def cose(key: ec.EllipticCurvePrivateKey, alg: int = ES256) -> bytes:
    """The public half of a key as authenticators write it."""
    numbers = key.public_key().public_numbers()
    point = {-1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
    return cbor2.dumps({1: 2, 3: alg, **point})


def _credential(handle: bytes, **response: str) -> dict[str, Any]:
    name = to_text(handle)
    return {"id": name, "rawId": name, "type": "public-key", "response": response}
