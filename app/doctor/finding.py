"""What the doctor says of one thing, in both languages."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How it stands; the value is the mark in front of the line."""

    GOOD = "✓"
    LOOK = "!"  # it runs, but somebody should know
    BAD = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. The words are empty when there is nothing to say."""

    what: str
    verdict: Verdict = Verdict.GOOD
    zh: str = ""
    en: str = ""

    def lines(self) -> str:
        """The finding as the terminal shows it."""
        return "\n".join([f"{self.verdict} {self.what}", *(f"    {s}" for s in self._said())])

    def _said(self) -> list[str]:
        return [said for said in (self.zh, self.en) if said]


def good(what: str, zh: str = "", en: str = "") -> Finding:
    """Nothing is wrong; the words say what was seen."""
    return Finding(what, Verdict.GOOD, zh, en)


def look(what: str, zh: str, en: str) -> Finding:
    """It runs, but somebody should know."""
    return Finding(what, Verdict.LOOK, zh, en)


def bad(what: str, zh: str, en: str) -> Finding:
    """It must be mended before people rely on it."""
    return Finding(what, Verdict.BAD, zh, en)
