"""Text that a spreadsheet must show as it stands: never a formula, never another number. Pure."""

import re
from datetime import date

Cell = str | int | date | None
# Characters that XML 1.0 cannot carry, or that mean something to a program that reads cells.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
# Leading zeros would go, long numbers be rounded, and 3-12 become the twelfth of March.
MISREAD = re.compile(r"0\d+|\d{12,}|\d{1,4}[-/]\d{1,2}([-/]\d{1,4})?|\d+[eE]\d+")


def plain(text: str) -> str:
    """`text` without characters that no sheet can hold."""
    return UNWRITABLE.sub("", text)


def is_risky(text: str) -> bool:
    """Whether a program might take the beginning of `text` for a formula."""
    return FORMULA.match(text) is not None


def csv_field(value: Cell) -> str:
    """One field of CSV, with the mark before it that makes Excel and LibreOffice show text."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = plain(value)
    if is_risky(text) or MISREAD.fullmatch(text):
        text = "'" + text
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text
