"""An opinion as it is written down, and what strikes it off (row R133)."""

from collections.abc import Collection
from dataclasses import dataclass

from app.catalogue.rules import DutyLine
from app.hotline.forms.entries import MOST_OPINION
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_NUMBER, MOST_RESULT, MOST_NOTE = 12, 300, 1000


@dataclass(frozen=True, slots=True)
class OpinionForm:
    """An opinion, and from which visit or entry it stems, where it stems from one."""

    line: DutyLine
    words: str
    grid_id: str | None
    visit_id: str | None
    entry_id: str | None


@dataclass(frozen=True, slots=True)
class Striking:
    """The matter whose result answers an opinion, by its number, and what is said of it."""

    number: str
    result: str


def parse_opinion(fields: Fields, grids: Collection[str]) -> OpinionForm | Refusal:
    """An opinion with its class."""
    read = Reader(fields)
    line = read.choice("line", DutyLine)
    grid = read.uuid("grid")
    if grid is not None and grid not in grids:
        read.fail("grid", Message("无法识别，请重新选择"))
    entry = OpinionForm(
        line or DutyLine.GENERAL,
        read.text("opinion", MOST_OPINION, required=True),
        grid,
        read.uuid("visit"),
        read.uuid("entry"),
    )
    return read.refusal() or entry


def parse_striking(fields: Fields) -> Striking | Refusal:
    """Which result strikes it off."""
    read = Reader(fields)
    number = read.text("matter", MOST_NUMBER)
    if not number:
        read.fail("matter", Message("请填写办件编号：有了办理结果才能注销"))
    result = read.text("result", MOST_RESULT)
    return read.refusal() or Striking(number, result)


def parse_note(fields: Fields) -> str | Refusal:
    """What a worker adds to a day (row R134); empty takes it away."""
    read = Reader(fields)
    words = read.text("note", MOST_NOTE)
    return read.refusal() or words
