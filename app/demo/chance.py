"""Chance that comes out the same every time: every thing has a seed of its own."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

from app.demo import words

T = TypeVar("T")
SEED = "敲门"
# Structure (areas, homes, people) keeps its ids whatever day the demo is built on.
FOUNDED_MS = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp() * 1000)
# 154 is a mobile prefix that is given to no operator (libphonenumber, CN), so nobody answers.
NOBODYS_PREFIX = "1540000"


def chance(*what: object) -> random.Random:
    """A source of chance for `what`, the same on every machine."""
    return random.Random(":".join([SEED, *map(str, what)]))


def stable_id(rng: random.Random, at_ms: int = FOUNDED_MS) -> str:
    """A UUIDv7 for `at_ms` (Unix ms) whose random part is from `rng`."""
    bits = rng.getrandbits
    head = (at_ms >> 16, at_ms & 0xFFFF, 0x7000 | bits(12), 0x8000 | bits(14), bits(48))
    return "%08x-%04x-%04x-%04x-%012x" % head  # noqa: UP031 (twice as fast)


def pick(rng: random.Random, items: Sequence[T]) -> T:
    """One of `items` (faster than `choice`, which matters two million times)."""
    return items[int(rng.random() * len(items))]


def phone(rng: random.Random) -> str:
    """A number that looks like a mobile one and belongs to nobody."""
    return f"{NOBODYS_PREFIX}{rng.randrange(10_000):04d}"


def person_name(rng: random.Random) -> str:
    """An invented name of two or three characters."""
    first = pick(rng, words.GIVEN_FIRST) if rng.random() < 0.7 else ""
    last = pick(rng, words.GIVEN_LAST)
    return pick(rng, words.SURNAMES) + ("" if first == last else first) + last
