"""What a department must say when it asks stations to take on an item (row R63)."""

import re
from dataclasses import dataclass

from app.catalogue import reference
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_WORDS = 500
# Letters and digits, and something that no other address of the catalogue has: a digit, - or ".".
CODE = re.compile(r"(?=.*[0-9.-])[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
BAD_CODE = Message("编码用字母、数字、点和短横，至少有一个数字或短横，最多 40 个字")
SAY_WHY = Message("不同意时，请写明理由")
CHOOSE = Message("请选择一项")


@dataclass(frozen=True, slots=True)
class AdmissionEntry:
    """A request: who asks for what, on what basis, with which money and training."""

    department: str
    title: str
    basis: str
    funding: str
    training: str


@dataclass(frozen=True, slots=True)
class AdmissionDecision:
    """The city's decision; an item that is admitted needs a code and a category."""

    admits: bool
    reason: str
    code: str
    category: str


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """What a community says to it."""

    accepts: bool
    reason: str


def parse_admission(fields: Fields) -> AdmissionEntry | Refusal:
    """All five, or it is not taken in: without money and training a task is not passed on."""
    read = Reader(fields)
    entry = AdmissionEntry(
        read.text("department", 80, required=True),
        read.text("title", 80, required=True),
        read.text("basis", MOST_WORDS, required=True),
        read.text("funding", MOST_WORDS, required=True),
        read.text("training", MOST_WORDS, required=True),
    )
    return read.refusal() or entry


def parse_admission_decision(fields: Fields) -> AdmissionDecision | Refusal:
    """Admitted with a code and a category, or refused with a reason."""
    read = Reader(fields)
    decision, reason = read.raw("decision"), read.text("reason", MOST_WORDS)
    code, category = read.text("item_code", 40), read.raw("category")
    if decision not in ("admit", "refuse"):
        read.fail("decision", CHOOSE)
    if decision == "refuse" and not reason:
        read.fail("reason", SAY_WHY)
    if decision == "admit" and not is_code(code):
        read.fail("item_code", BAD_CODE)
    if decision == "admit" and category not in reference.categories():
        read.fail("category", CHOOSE)
    return read.refusal() or AdmissionDecision(decision == "admit", reason, code, category)


def parse_answer(fields: Fields) -> AnswerEntry | Refusal:
    """A community agrees, or refuses with a reason."""
    read = Reader(fields)
    answer, reason = read.raw("answer"), read.text("reason", MOST_WORDS)
    if answer not in ("accept", "refuse"):
        read.fail("answer", CHOOSE)
    if answer == "refuse" and not reason:
        read.fail("reason", SAY_WHY)
    return read.refusal() or AnswerEntry(answer == "accept", reason)


def is_code(text: str) -> bool:
    """Whether an item may have this code."""
    return CODE.fullmatch(text) is not None
