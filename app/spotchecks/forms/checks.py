"""What a checker heard, and what they make of it beside the record."""

from dataclasses import dataclass

from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message
from app.spotchecks.models import CheckOutcome, Heard, Reached, Way
from app.visits.models import Purpose

MOST_HEARD, MOST_WHEN, MOST_WHO, MOST_WHY = 500, 60, 40, 200
JUDGED = (CheckOutcome.TRUE, CheckOutcome.PARTLY, CheckOutcome.FALSE)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked and heard, before the record may be seen (worked design 4e: blind)."""

    way: Way
    reached: Reached
    visited: Heard | None
    visited_by: str
    visited_when: str
    about: tuple[Purpose, ...]
    heard: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker makes of the record beside the answers, and why."""

    outcome: CheckOutcome
    reason: str


def parse_answers(fields: Fields) -> Answers | Refusal:
    """A checker's form. Whether anybody came must be said where the household was asked."""
    read = Reader(fields)
    way, reached = read.choice("way", Way), read.choice("reached", Reached)
    visited = read.choice("visited", Heard, required=reached == Reached.ANSWERED)
    visited_by, visited_when = (
        read.text("visited_by", MOST_WHO),
        read.text("visited_when", MOST_WHEN),
    )
    about, heard = read.choices("about", Purpose), read.text("heard", MOST_HEARD)
    wrong = read.refusal()
    if wrong or way is None or reached is None:
        return wrong or Refusal({})
    if reached != Reached.ANSWERED:
        return Answers(way, reached, None, "", "", (), heard)
    return Answers(way, reached, visited, visited_by, visited_when, about, heard)


def parse_sent_answers(fields: Fields) -> tuple[str, Answers] | Refusal:
    """The same form as a phone sends it, which says which check it is about."""
    read = Reader(fields)
    check_id, said = read.uuid("check", required=True), parse_answers(fields)
    wrong = read.refusal()
    if wrong or check_id is None:
        return wrong or Refusal({})
    return said if isinstance(said, Refusal) else (check_id, said)


def parse_verdict(fields: Fields) -> Verdict | Refusal:
    """True, partly or false; anything but true says why, for whoever must answer it."""
    read = Reader(fields)
    outcome = read.choice("outcome", CheckOutcome)
    if outcome is not None and outcome not in JUDGED:
        read.fail("outcome", Message("请选择一项"))
    reason = read.text("reason", MOST_HEARD)
    if outcome in (CheckOutcome.PARTLY, CheckOutcome.FALSE) and not reason:
        read.fail("reason", Message("请写明哪里不一致"))
    wrong = read.refusal()
    if wrong or outcome is None:
        return wrong or Refusal({})
    return Verdict(outcome, reason)


def parse_take_over(fields: Fields) -> str | Refusal:
    """Why somebody else does a check."""
    read = Reader(fields)
    why = read.text("taken_over_why", MOST_WHY, required=True)
    return read.refusal() or why
