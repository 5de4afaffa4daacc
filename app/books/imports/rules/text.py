"""Text as it comes out of other people's cells, made into what a person sees there. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time

# Full-width letters, digits and the marks that stand in numbers; Chinese punctuation stays.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
for _kept in ("，", "。", "；", "：", "？", "！", "（", "）"):
    _WIDE.pop(ord(_kept), None)
SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]+")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
WHOLE = re.compile(r"(-?\d+)\.0+")
QUOTED = re.compile(r'="([^"]*)"')
BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
MARKS = re.compile(r"[\W_]+")
# A header is shorter; in a longer one brackets are not looked for, pair by pair.
MOST_HEADER = 200
# Of a number that means anything here; Python itself refuses 4,300.
MOST_DIGITS = 30
MIDNIGHT = time()


def clean(text: str) -> str:
    """`text` without stray spaces, with half-width digits and letters; `12.0` is `12`."""
    if text.isascii() and text.isalnum():
        return text
    text = CONTROL.sub("", unicodedata.normalize("NFC", text).translate(_WIDE))
    text = SPACES.sub(" ", text).strip()
    if found := QUOTED.fullmatch(text):  # how spreadsheets keep a leading zero in CSV
        text = found[1].strip()
    whole = WHOLE.fullmatch(text)
    return whole[1] if whole else text


def shown(value: object, form: str = "General") -> str:
    """A cell's value as a person sees it; `form` is its number format ("000": leading zeros)."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, form)
    if isinstance(value, datetime):
        at_midnight = value.time() == MIDNIGHT
        return value.date().isoformat() if at_midnight else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date | time) else clean(str(value))


def _number(value: float, form: str) -> str:
    if isinstance(value, float):
        if not value.is_integer():
            return repr(value)
        value = int(value)
    zeros = len(form) if form and not form.strip("0") else 0
    return f"{value:0{zeros}d}"


def header_key(text: str) -> str:
    """A header as it is compared: without spaces, marks and what stands in brackets."""
    plain = BRACKETS.sub("", text) if len(text) <= MOST_HEADER else text
    return MARKS.sub("", unicodedata.normalize("NFKC", plain or text)).casefold()


def numeral(text: str) -> int | None:
    """A whole number in digits or in Chinese numerals up to 999 (三, 十二, 二十一)."""
    if text.isdecimal():
        return int(text) if len(text) <= MOST_DIGITS else None
    total = part = 0
    for mark in text:
        value = int(unicodedata.numeric(mark, -1))
        if value < 0 or (part and value < 10):
            return None
        if value >= 10:
            total, part = total + (part or 1) * value, 0
        else:
            part = value
    return total + part if text else None


def is_blank(cells: Iterable[str]) -> bool:
    """Whether nothing stands in a row."""
    return not any(cells)
