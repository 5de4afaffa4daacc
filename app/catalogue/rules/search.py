"""What somebody types to find an item, taken apart: initials, words, a code (row R57). Pure."""

import re
import unicodedata
from collections.abc import Iterable

MOST_TYPED = 60
MOST_WORDS = 6
# Between words; what stands in names (brackets, dashes) separates when it is typed too.
GAPS = re.compile(r"[\s,，。、;；:：()（）《》「」“”\"'·\-—_/]+")


def words_of(typed: str) -> list[str]:
    """The words of what was typed: full-width letters made narrow, capitals made small."""
    text = unicodedata.normalize("NFKC", typed[:MOST_TYPED]).lower()
    return [word for word in GAPS.split(text) if word][:MOST_WORDS]


def letters_of(sounds: Iterable[str]) -> str:
    """Initials as they are stored: the first letter of each sound, with letters and digits that
    stood in the name; small, and nothing else."""
    return "".join(c for one in sounds for c in one if c.isascii() and c.isalnum()).lower()
