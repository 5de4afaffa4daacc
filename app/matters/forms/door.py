"""What somebody reports from a door or on a patrol: the plain form and the phone's envelope (R182).

Short on purpose: where, what, how urgent. All else is asked when it is registered.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message
from app.matters.rules.problems import problems

MOST_PLACE, MOST_WORDS, MOST_REQUEST = 120, 2000, 500
# What a body may hold; a plain form brings other fields too, which are no part of the report.
BODY = ("household", "place", "problem", "urgent", "words", "persuaded", "visit", "request")


class Persuaded(StrEnum):
    """What came of talking to whoever caused it: a worker persuades and reports (row R185)."""

    AGREED = "agreed"
    REFUSED = "refused"
    NOBODY = "nobody"


# What was tried stands with the words that the worker wrote, in the language of the record.
TRIED = {
    Persuaded.AGREED: Message("当场劝过，对方答应改正。"),
    Persuaded.REFUSED: Message("当场劝过，对方没有答应。"),
    Persuaded.NOBODY: Message("当场没有找到人。"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was written. `visit_id` and `request`: the visit at which somebody asked for
    it, in these words."""

    household_id: str | None
    place: str
    problem: str
    urgent: bool
    words: str
    persuaded: Persuaded | None
    visit_id: str | None
    request: str


def parse_report(fields: Fields) -> Report | Refusal:
    """The report that `fields` make, or what is wrong with each field. Never raises."""
    read = Reader(fields)
    household_id, visit_id = read.uuid("household"), read.uuid("visit")
    problem = read.raw("problem")
    if problem and problem not in problems():
        read.fail("problem", Message("请选择一项"))
    report = Report(
        household_id=household_id,
        place=read.text("place", MOST_PLACE, required=not read.raw("household")),
        problem=problem,
        urgent=read.flag("urgent"),
        words=read.text("words", MOST_WORDS, required=True),
        persuaded=read.choice("persuaded", Persuaded, required=False),
        visit_id=visit_id,
        request=read.text("request", MOST_REQUEST) if visit_id else "",
    )
    return read.refusal() or report


def body_of(fields: Fields) -> dict[str, str | list[str]]:
    """The fields of a plain form that belong to a report, as an envelope carries them."""
    read = Reader(fields)
    return {name: read.raw(name) for name in BODY}
