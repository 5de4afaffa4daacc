"""The keys that sign receipts: ECDSA P-256, two at a time so that they can change.

The phone keeps both public halves with the shell. The server signs with the older key until it
is retired by hand (its file is moved away); the next one is known to every phone by then.
"""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from app.kit.ids import uuid7
from app.kit.secrets import keys_folder, read_private, write_once
from app.settings import BadSetting, Settings

KEY_COUNT = 2
SHA256 = ec.ECDSA(hashes.SHA256())


def base64url(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key and its id."""

    kid: str
    private: ec.EllipticCurvePrivateKey

    def sign(self, message: bytes) -> str:
        """The signature as WebCrypto reads it: r and s, 32 bytes each, base64url."""
        r, s = decode_dss_signature(self.private.sign(message, SHA256))
        return base64url(r.to_bytes(32) + s.to_bytes(32))

    def jwk(self) -> dict[str, Any]:
        """The public half as a JSON Web Key."""
        numbers = self.private.public_key().public_numbers()
        x, y = base64url(numbers.x.to_bytes(32)), base64url(numbers.y.to_bytes(32))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


class Keys:
    """The receipt keys and the epoch of one installation."""

    def __init__(self, keys: list[SigningKey], epoch: str) -> None:
        self.all, self.epoch = keys, epoch
        self.active = keys[0]

    @classmethod
    def load(cls, settings: Settings) -> "Keys":
        """The keys in the data folder, made at the first start. Raises BadSetting when others
        may read them, or when one is damaged."""
        folder = keys_folder(settings.data)
        while len(paths := sorted(folder.glob("receipt-*.pem"))) < KEY_COUNT:
            write_once(folder / f"receipt-{uuid7()}.pem", _new_key())
        epoch = folder / "epoch"
        if not epoch.exists():
            write_once(epoch, uuid7().encode())
        return cls([_read_key(path) for path in paths], epoch.read_text().strip())

    def public(self) -> dict[str, Any]:
        """What the phone keeps: the public keys with their ids, and the epoch."""
        return {
            "keys": [{"kid": key.kid, "jwk": key.jwk()} for key in self.all],
            "epoch": self.epoch,
        }


def _new_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _read_key(path: Path) -> SigningKey:
    content = read_private(path)
    try:
        private = serialization.load_pem_private_key(content, None)
    except ValueError:
        raise BadSetting(f"data: {path} is not a key") from None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
        raise BadSetting(f"data: {path} is not a P-256 key")
    public = private.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return SigningKey(hashlib.sha256(public).hexdigest()[:8], private)
