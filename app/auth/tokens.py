"""Secrets that are given out once and kept as hashes: sessions, invitations, printed codes."""

import base64
import hashlib
import secrets
import unicodedata

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 26
GROUP = 5


def new_token() -> str:
    """256 random bits as 43 characters that fit into a cookie or an address."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What the database keeps of a token. It has 128 random bits or more, so no salt is needed."""
    return hashlib.sha256(token.encode("utf8", "surrogatepass")).hexdigest()


def new_code() -> str:
    """128 random bits in Crockford's letters (no I, L, O, U), in groups of five or six."""
    number = secrets.randbits(128)
    letters = "".join(CODE_LETTERS[number >> 5 * at & 31] for at in reversed(range(CODE_LENGTH)))
    starts = range(0, CODE_LENGTH - GROUP, GROUP)
    return "-".join(letters[at : at + GROUP] if at < starts[-1] else letters[at:] for at in starts)


def plain_code(typed: str) -> str:
    """A typed code in its one spelling: forgiving of case, blanks, full width, O for 0."""
    text = unicodedata.normalize("NFKC", typed[:200]).upper()
    text = text.translate(str.maketrans("OIL", "011"))
    return "".join(letter for letter in text if letter in CODE_LETTERS)


def to_text(raw: bytes) -> str:
    """Bytes as unpadded base64url."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """Bytes of unpadded base64url. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
