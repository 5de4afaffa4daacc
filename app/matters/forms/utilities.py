"""What a resident says of a utility, once a year (row R186)."""

from dataclasses import dataclass
from enum import StrEnum

from app.kit.forms import Fields, Reader, Refusal

MOST_SAID = 500


class Utility(StrEnum):
    """供水、供电、供气、环境卫生、园林绿化."""

    WATER = "water"
    POWER = "power"
    GAS = "gas"
    SANITATION = "sanitation"
    GREENING = "greening"


@dataclass(frozen=True, slots=True)
class Review:
    """A score from 1 (bad) to 5 (good), and words."""

    utility: Utility
    score: int
    words: str


def parse_review(fields: Fields) -> Review | Refusal:
    """The review that `fields` make, or what is wrong with each field."""
    read = Reader(fields)
    utility = read.choice("utility", Utility)
    score = read.number("score", 1, 5, required=True)
    words = read.text("words", MOST_SAID)
    return read.refusal() or Review(utility or Utility.WATER, score or 1, words)
