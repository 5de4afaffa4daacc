"""New rules for the draws, as a head types them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time

from app.kit.forms import Fields, Reader, Refusal
from app.kit.i18n import Message

MOST_PER_WORKER, MOST_ANOMALY, MOST_CAPACITY, MOST_WHY = 5, 20, 60, 200
CUT_OFFS = ("18:00", "19:00", "20:00", "21:00", "22:00")
DICE_UNTIL = ("10:00", "11:00", "12:00", "14:00")
CAPACITY = "capacity-"
BETWEEN = ":"


@dataclass(frozen=True, slots=True)
class RulesEntry:
    """What is to hold from tomorrow on."""

    per_worker: int
    anomaly: int
    cut_off: time
    dice_until: time
    capacities: dict[str, int]
    conflicts: list[tuple[str, str]]
    reason: str


def parse_rules(
    fields: Fields, checkers: Collection[str], workers: Collection[str]
) -> RulesEntry | Refusal:
    """The whole of the new rules; who is named must be a checker or a worker here."""
    read = Reader(fields)
    per_worker = read.number("per_worker", 1, MOST_PER_WORKER, required=True)
    anomaly = read.number("anomaly", 0, MOST_ANOMALY, required=True)
    capacities = {
        one: read.number(f"{CAPACITY}{one}", 0, MOST_CAPACITY, required=True) for one in checkers
    }
    conflicts = [_pair(read, text, checkers, workers) for text in read.raw_list("conflict")]
    new = (read.raw("conflict_checker"), read.raw("conflict_worker"))
    if any(new):
        conflicts.append(_pair(read, BETWEEN.join(new), checkers, workers))
    times = [_time(read, "cut_off", CUT_OFFS), _time(read, "dice_until", DICE_UNTIL)]
    reason = read.text("reason", MOST_WHY, required=True)
    wrong = read.refusal()
    if wrong or per_worker is None or anomaly is None:
        return wrong or Refusal({})
    return RulesEntry(
        per_worker, anomaly, times[0], times[1],
        {one: count for one, count in capacities.items() if count is not None},
        sorted({one for one in conflicts if one}), reason,
    )  # fmt: skip


def _pair(
    read: Reader, text: str, checkers: Collection[str], workers: Collection[str]
) -> tuple[str, str] | None:
    checker, _, worker = text.partition(BETWEEN)
    if checker not in checkers or worker not in workers or checker == worker:
        read.fail("conflict", Message("请选择抽查人和网格员各一人"))
        return None
    return checker, worker


def _time(read: Reader, name: str, of: Collection[str]) -> time:
    value = read.raw(name)
    if value not in of:
        read.fail(name, Message("请选择一项"))
        return time()
    return time.fromisoformat(value)
