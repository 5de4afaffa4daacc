"""What a resident types to follow their matter (row R149)."""

from dataclasses import dataclass

from app.kit.forms import Fields, Reader, Refusal

MOST_CODE, MOST_WORDS = 40, 200


@dataclass(frozen=True, slots=True)
class Key:
    """The number that people say, and the secret beside it."""

    number: str
    code: str


@dataclass(frozen=True, slots=True)
class RatingForm:
    """From 1 to 5, with or without words."""

    score: int
    words: str


def parse_key(fields: Fields) -> Key | Refusal:
    """A number with its code."""
    read = Reader(fields)
    key = Key(
        read.text("number", MOST_CODE, required=True),
        read.text("follow_code", MOST_CODE, required=True),
    )
    return read.refusal() or key


def parse_rating(fields: Fields) -> RatingForm | Refusal:
    """What the resident thinks of it."""
    read = Reader(fields)
    score = read.number("score", 1, 5, required=True)
    words = read.text("words", MOST_WORDS)
    return read.refusal() or RatingForm(score or 1, words)


def parse_withdrawal(fields: Fields) -> str | Refusal:
    """Why the resident takes it back, in their words."""
    read = Reader(fields)
    words = read.text("reason", MOST_WORDS, required=True)
    return read.refusal() or words
