"""The dice of a morning, as two people key them in."""

import re
import unicodedata

from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

THROWS = 10
DICE = re.compile(rf"[1-6]{{{THROWS}}}")


def parse_dice(fields: Fields) -> str | Refusal:
    """Ten throws of one die, 1 to 6 each; blanks between them are left out."""
    read = Reader(fields)
    digits = re.sub(r"\s", "", unicodedata.normalize("NFKC", read.raw("digits")))
    if not DICE.fullmatch(digits):
        read.fail("digits", Message("应为 {n} 个 1 到 6 的数字", n=THROWS))
    return read.refusal() or digits
