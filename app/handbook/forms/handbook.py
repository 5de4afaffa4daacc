"""What is typed about rules, breaches and cases."""

from dataclasses import dataclass

from app.handbook.rules.anonymity import Known, traces
from app.handbook.words import TRACE_WORDS
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_RULE, MOST_PARAGRAPHS = 4000, 20


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule as it is to read from now on, and what is new in it."""

    paragraphs: tuple[str, ...]
    changed: str


def parse_rule(fields: Fields) -> RuleEntry | Refusal:
    """The whole text, a paragraph a line, and what is new in it."""
    read = Reader(fields)
    text = read.text("rule_text", MOST_RULE, required=True)
    paragraphs = tuple(one.strip() for one in text.split("\n") if one.strip())
    if len(paragraphs) > MOST_PARAGRAPHS:
        read.fail("rule_text", Message("最多 {max} 段", max=MOST_PARAGRAPHS))
    changed = read.text("changed", 200, required=True)
    return read.refusal() or RuleEntry(paragraphs, changed)


def parse_breach_reply(fields: Fields) -> str | Refusal:
    """What the person concerned says to it."""
    read = Reader(fields)
    words = read.text("reply", 1000, required=True)
    return read.refusal() or words


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A case as typed, in which nobody can be recognised."""

    title: str
    asked: str
    done: str
    learned: str


TEXTS = (("title", 80), ("asked", 1000), ("done", 2000), ("learned", 1000))


def parse_case(fields: Fields, known: Known) -> CaseEntry | Refusal:
    """A case; refused where a name, a telephone or a door is still in it (row R92)."""
    read = Reader(fields)
    said = {name: read.text(name, most, required=name != "learned") for name, most in TEXTS}
    for name, text in said.items():
        for one in traces(text, known):
            read.fail(name, Message(TRACE_WORDS[one.trace].msgid, said=one.said))
    return read.refusal() or CaseEntry(**said)
