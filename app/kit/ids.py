"""Identifiers: UUIDv7 (RFC 9562), never a secret and never a clock."""

import os
import re
import time

UUID_SHAPE = re.compile(
    r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
)

NS_PER_MS = 1_000_000


def uuid7(at_ms: int | None = None) -> str:
    """A new UUIDv7 as 36 lower-case characters; `at_ms` sets its time part (Unix ms).

    Of this moment it says a 4096th of a millisecond too (RFC 9562, 6.2, method 3): what is made one
    after the other, two pieces of news say, is in that order by its ids.
    """
    random = int.from_bytes(os.urandom(10))
    ms, fine = at_ms, random >> 62 & 0xFFF
    if ms is None:
        ms, rest = divmod(time.time_ns(), NS_PER_MS)
        fine = (rest << 12) // NS_PER_MS
    value = (ms & (1 << 48) - 1) << 80 | 0x7 << 76 | fine << 64
    value |= 0b10 << 62 | random & (1 << 62) - 1
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_uuid(text: object) -> bool:
    """Whether `text` is a UUID in the one spelling that Qiaomen stores."""
    return isinstance(text, str) and UUID_SHAPE.match(text) is not None
