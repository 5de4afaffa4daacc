"""One digest that names every line of a list and its place (RFC 6962, 2.1)."""

import hashlib
from collections.abc import Sequence


def root(lines: Sequence[str]) -> bytes:
    """The Merkle tree hash of the lines as UTF-8; of no line, the digest of nothing."""
    if not lines:
        return hashlib.sha256().digest()
    if len(lines) == 1:
        return hashlib.sha256(b"\x00" + lines[0].encode()).digest()
    split = 1 << (len(lines) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + root(lines[:split]) + root(lines[split:])).digest()
