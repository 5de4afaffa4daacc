"""Identifiers: UUIDv7 (RFC 9562), never a secret and never a clock."""

import os
import re
import time

UUID_SHAPE = re.compile(
    r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
)


def uuid7(at_ms: int | None = None) -> str:
    """A new UUIDv7 as 36 lower-case characters; `at_ms` sets its time part (Unix ms)."""
    ms = int(time.time() * 1000) if at_ms is None else at_ms
    random = int.from_bytes(os.urandom(10))
    value = (ms & (1 << 48) - 1) << 80 | 0x7 << 76 | (random >> 62 & 0xFFF) << 64
    value |= 0b10 << 62 | random & (1 << 62) - 1
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_uuid(text: object) -> bool:
    """Whether `text` is a UUID in the one spelling that Qiaomen stores."""
    return isinstance(text, str) and UUID_SHAPE.match(text) is not None
