"""Signed notes (C2SP signed-note): a few lines of text that anybody can keep, and later prove.

A note is its text, an empty line, and `— name base64(key id ‖ Ed25519 signature)`.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.kit.secrets import keys_folder, read_private, write_once
from app.settings import BadSetting

ED25519 = b"\x01"
KEY_ID_BYTES = 4
NOTE = re.compile(r"((?:[^\n]+\n)+)\n— (\S+) (\S+)\n?")


class BadNote(ValueError):
    """A note that cannot be read, or that its key did not sign; the text says which."""


@dataclass(frozen=True, slots=True)
class NoteKey:
    """The key with which an installation signs its notes."""

    private: Ed25519PrivateKey

    @classmethod
    def load(cls, data: str, name: str) -> "NoteKey":
        """The key `name` in the data folder, made at the first start. Raises BadSetting when
        others may read it, or when it is damaged."""
        path = keys_folder(data) / name
        if not path.exists():
            write_once(path, _new_key())
        return cls(_read_key(path))

    @classmethod
    def find(cls, data: str, name: str) -> "NoteKey | None":
        """The key `name` in the data folder, if there is one. Raises BadSetting as `load` does."""
        path = Path(data) / "keys" / name
        return cls(_read_key(path)) if path.exists() else None

    def sign(self, text: str, name: str) -> str:
        """`text` (lines, none of them empty) as a note of the signer `name`."""
        raw = _key_id(name, self.private.public_key()) + self.private.sign(text.encode())
        return f"{text}\n— {name} {base64.b64encode(raw).decode()}\n"

    def open(self, note: str) -> str:
        """The text of a note that this key signed. Raises BadNote."""
        text, name, signature = _parts(note)
        public = self.private.public_key()
        if signature[:KEY_ID_BYTES] != _key_id(name, public):
            raise BadNote("signed by another key")
        try:
            public.verify(signature[KEY_ID_BYTES:], text.encode())
        except InvalidSignature:
            raise BadNote("its signature is wrong") from None
        return text


def text_of(note: str) -> str:
    """What a note says, whoever signed it. Raises BadNote when it is none."""
    return _parts(note)[0]


def _parts(note: str) -> tuple[str, str, bytes]:
    found = NOTE.fullmatch(note)
    if found is None:
        raise BadNote("it is no signed note")
    try:
        return found[1], found[2], base64.b64decode(found[3], validate=True)
    except binascii.Error:
        raise BadNote("its signature is no base64") from None


def _key_id(name: str, public: Ed25519PublicKey) -> bytes:
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + raw).digest()[:KEY_ID_BYTES]


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _read_key(path: Path) -> Ed25519PrivateKey:
    content = read_private(path)
    try:
        private = serialization.load_pem_private_key(content, None)
    except ValueError:
        raise BadSetting(f"data: {path} is not a key") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise BadSetting(f"data: {path} is not an Ed25519 key")
    return private
