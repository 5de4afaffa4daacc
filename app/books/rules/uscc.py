"""The unified social credit code of a unit, GB 32100-2015 (row R5). Pure.

Eighteen characters: who registered it, its class, six digits of place, nine of organisation, and a
check character. What is wrong with a code is said and never stops anybody: shops give what hangs
on their wall, and the register itself has old ones.
"""

import unicodedata
from enum import StrEnum

# Without I, O, S, V and Z, which are misread.
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
PLACE = slice(2, 8)


class Fault(StrEnum):
    """What is wrong with a code."""

    LENGTH = "length"
    LETTERS = "letters"
    PLACE = "place"
    CHECK = "check"


def tidy(code: str) -> str:
    """A code as it is kept: half width, capitals, no gaps."""
    return "".join(unicodedata.normalize("NFKC", code).upper().split())


def check_character(body: str) -> str:
    """The last character of a code, from its first 17. Raises ValueError at a foreign letter."""
    total = sum(
        LETTERS.index(one) * weight for one, weight in zip(body[: LENGTH - 1], WEIGHTS, strict=True)
    )
    return LETTERS[-total % len(LETTERS)]


def fault(code: str) -> Fault | None:
    """What is wrong with a tidy code; None when it is right, or when there is none."""
    if not code:
        return None
    if len(code) != LENGTH:
        return Fault.LENGTH
    if not set(code) <= set(LETTERS):
        return Fault.LETTERS
    if not code[PLACE].isdecimal():
        return Fault.PLACE
    return None if check_character(code[:-1]) == code[-1] else Fault.CHECK
