"""A campaign as it is opened, and a record as somebody found it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.accuracy.rules.fields import Kind, Outcome, Tick
from app.accuracy.rules.sample import LEAST, MOST
from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_TITLE, MOST_FOUND, MOST_GRIDS = 40, 60, 100
LONGEST = timedelta(days=60)
FOUND = "-found"


@dataclass(frozen=True, slots=True)
class CampaignEntry:
    """What a campaign compares; no grids means all of them."""

    title: str
    kind: Kind
    grids: tuple[str, ...]
    size: int
    until: date


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found at the place: a tick for each field, and for each difference what is there."""

    outcome: Outcome
    ticks: dict[str, str]
    found: dict[str, str]


def parse_campaign(fields: Fields, grids: Collection[str], today: date) -> CampaignEntry | Refusal:
    """What a lead asked for; `grids` are those of the community."""
    read = Reader(fields)
    title = read.text("title", MOST_TITLE, required=True)
    kind = read.choice("kind", Kind)
    chosen = read.texts("grids", 36, MOST_GRIDS)
    if not set(chosen) <= set(grids):
        read.fail("grids", Message("有不认识的选项"))
    size = read.number("size", LEAST, MOST, required=True)
    until = _until(read, today)
    wrong = read.refusal()
    if wrong or kind is None or size is None or until is None:
        return wrong or Refusal({})
    return CampaignEntry(title, kind, tuple(sorted(set(chosen))), size, until)


def _until(read: Reader, today: date) -> date | None:
    until = read.date("until")
    if until is None:
        read.fail("until", Message("请填写"))
    elif not today <= until <= today + LONGEST:
        read.fail("until", Message("从今天起，最多 {days} 天", days=LONGEST.days))
    return until


def parse_comparison(
    fields: Fields, names: Sequence[str], may_be_gone: bool
) -> Comparison | Refusal:
    """What somebody found. Where they were there, every field has its tick."""
    read = Reader(fields)
    outcome = read.choice("outcome", Outcome)
    if outcome is Outcome.GONE and not may_be_gone:
        read.fail("outcome", Message("请选择一项"))
    if outcome is not Outcome.COMPARED:
        wrong = read.refusal()
        return wrong or Comparison(outcome or Outcome.GONE, {}, {})
    ticks, found = _ticks(read, names)
    if set(ticks.values()) == {Tick.UNSEEN}:
        read.fail("outcome", Message("一样都没看到，请选“没联系上”"))
    return read.refusal() or Comparison(outcome, ticks, found)


def _ticks(read: Reader, names: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    ticks: dict[str, str] = {}
    found: dict[str, str] = {}
    for name in names:
        tick = read.choice(name, Tick)
        said = read.text(name + FOUND, MOST_FOUND)
        if tick is not None:
            ticks[name] = tick.value
        if tick is Tick.DIFFERS:
            found[name] = said
            if not said:
                read.fail(name + FOUND, Message("请写明实地是什么样"))
    return ticks, found
