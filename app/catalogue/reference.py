"""The small tables that come along: categories, windows, fields, duties, certificates.

Each names its source in data/SOURCES.md. They are words in both languages, read once.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.catalogue.rules.search import words_of
from app.catalogue.rules.windows import Preset

PROOF = re.compile("证明$")
DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Word:
    """A code with its name in both languages."""

    code: str
    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The name in `lang`."""
        return self.en if lang == "en" and self.en else self.zh


@dataclass(frozen=True, slots=True)
class Category:
    """One of the twelve: its line of work, and the window of each preset that it goes to."""

    word: Word
    line: str
    windows: dict[str, str]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that no residents' committee may issue, and where to go instead."""

    number: int
    name: str
    basis: str
    instead: Word
    initials: str = ""


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table that comes along."""
    with (DATA / name).open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield {key: value or "" for key, value in row.items()}


@cache
def categories() -> dict[str, Category]:
    """The twelve categories of items by code, in their order (row R57)."""
    return {
        row["code"]: Category(
            Word(row["code"], row["name_zh"], row["name_en"]),
            row["line"],
            {Preset.SIX: row["window_six"], Preset.FIVE: row["window_five"]},
        )
        for row in rows_of("categories.tsv")
    }


@cache
def lines() -> dict[str, Word]:
    """The seven lines of work by code (row R46)."""
    return {row["code"]: _word(row) for row in rows_of("lines.tsv")}


@cache
def windows(preset: str) -> dict[str, Word]:
    """The windows of a preset by code (rows R55, R56)."""
    return {row["code"]: _word(row) for row in rows_of("windows.tsv") if row["preset"] == preset}


@cache
def fields() -> list[tuple[Word, str]]:
    """The fields in which a station serves, each with its category (row R73)."""
    return [(_word(row), row["category"]) for row in rows_of("fields.tsv")]


@cache
def duties() -> list[Word]:
    """The five tasks of a station (row R72)."""
    return [Word(row["code"], row["text_zh"], row["text_en"]) for row in rows_of("duties.tsv")]


@cache
def certificates() -> list[Certificate]:
    """The twenty certificates that may not be issued."""
    return [
        Certificate(
            int(row["no"]),
            row["name"],
            row["basis"],
            Word(row["no"], row["instead_zh"], row["instead_en"]),
            row.get("initials", ""),
        )
        for row in rows_of("certificates.tsv")
    ]


def certificates_named(typed: str) -> list[Certificate]:
    """The certificates that somebody may mean: every word of at least two characters in the name;
    the word 证明 itself means none of them."""
    words = [bare for one in words_of(typed) if (bare := PROOF.sub("", one))]
    if not words or max(map(len, words)) < 2:
        return []
    return [one for one in certificates() if all(word in one.name for word in words)]


def _word(row: dict[str, str]) -> Word:
    return Word(row["code"], row["name_zh"], row["name_en"])
