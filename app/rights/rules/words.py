"""What names a household in somebody else's words, and how it is struck out there. Pure."""

from collections.abc import Iterable

STRUCK = "▇▇"
SHORTEST = 2


def names_in(values: Iterable[str]) -> list[str]:
    """What is long enough to mean this household and nobody else; the longest first, so that a
    part of a name does not break the whole."""
    return sorted({one.strip() for one in values if len(one.strip()) >= SHORTEST}, key=len)[::-1]


def struck(text: str, names: Iterable[str]) -> str:
    """`text` with every one of `names` struck out."""
    for name in names:
        text = text.replace(name, STRUCK)
    return text
