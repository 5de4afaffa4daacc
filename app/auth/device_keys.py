"""The way in for phones without passkeys: a key that cannot leave the phone, and a PIN.

The phone signs `qiaomen:<purpose>:<origin>:<challenge>` with ECDSA P-256, SHA-256 (raw r‖s, as
WebCrypto gives it). The PIN is kept by argon2id, at OWASP's smallest recommended cost.
"""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app.auth.forms import PublicJwk
from app.auth.problems import Refused
from app.auth.tokens import to_bytes

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Spent when there is no PIN to check, so that a miss takes as long as a hit.
NO_PIN = HASHER.hash("no such key")
COORDINATE = 32


def point_of(jwk: PublicJwk) -> bytes:
    """The public key as an uncompressed point. Raises Refused when it is not on the curve."""
    try:
        raw = b"\x04" + to_bytes(jwk.x) + to_bytes(jwk.y)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError as error:
        raise Refused from error
    return raw


def message(purpose: str, origin: str, challenge: str) -> bytes:
    """What the phone signs."""
    return f"qiaomen:{purpose}:{origin.rstrip('/')}:{challenge}".encode()


def signed(point: bytes, signature: str, text: bytes) -> bool:
    """Whether `signature` (base64url of r‖s) over `text` is by the key `point`."""
    try:
        raw = to_bytes(signature)
        if len(raw) != 2 * COORDINATE:
            return False
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        der = encode_dss_signature(
            int.from_bytes(raw[:COORDINATE]), int.from_bytes(raw[COORDINATE:])
        )
        key.verify(der, text, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def hash_pin(pin: str) -> str:
    """What the database keeps of a PIN."""
    return HASHER.hash(pin)


def pin_matches(pin_hash: str | None, pin: str) -> bool:
    """Whether `pin` is the one of `pin_hash`; None spends the same time and is false."""
    try:
        return HASHER.verify(pin_hash or NO_PIN, pin) and pin_hash is not None
    except (Argon2Error, InvalidHashError):
        return False
