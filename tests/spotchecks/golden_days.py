"""The days of tests/spotchecks/golden, and how they were written: run this module for a new one.

A vector that stands there is never written again. What no longer meets it is another draw, and
needs another version.
"""

import json
from datetime import timedelta
from pathlib import Path

from app.spotchecks.rules.draw import Day
from app.spotchecks.rules.rates import read_rules
from app.spotchecks.rules.rows import Row
from tests.spotchecks.days import TODAY, YESTERDAY, Document, day, drawn_document, rules

GOLDEN = Path(__file__).parent / "golden"
BY_HAND = (
    '{"anomaly":0,"checkers":[{"capacity":9,"id":"qian"},{"capacity":9,"id":"zhao"}],'
    '"conflicts":[],"of":20,"per_worker":2,"v":1,"version":1}'
)


def vectors() -> dict[str, Document]:
    """Every published document, by its name."""
    found = (json.loads(path.read_text("utf8")) for path in sorted(GOLDEN.glob("*.json")))
    names = (path.stem for path in sorted(GOLDEN.glob("*.json")))
    return dict(zip(names, found, strict=True))


def _many(worker: str, count: int, **more: object) -> list[Row]:
    rows = [Row(f"{worker}-{n:02}", worker, f"{worker}-home-{n:02}") for n in range(count)]
    return [Row(one.visit, worker, one.household, **more) for one in rows]  # type: ignore[arg-type]


def _full() -> Day:
    return day([*_many("wang", 20), *_many("li", 17), *_many("sun", 1)])


def _capacity_owed() -> Day:
    workers = ("wang", "li", "sun", "zhou", "wu")
    terms = rules({"zhao": 1, "qian": 2}, conflicts=[("zhao", "wang"), ("qian", "wu")])
    rows = [row for one in workers for row in _many(one, 6)]
    return day(rows, terms, owed=frozenset({"li", "wu"}))


def _late() -> Day:
    before = TODAY - timedelta(days=2)
    late = [
        *(Row(f"late-{n}", "wang", f"late-home-{n}", YESTERDAY) for n in range(7)),
        *(Row(f"old-{n}", "wang", "", before, barred=("checker-1", "checker-2")) for n in "ab"),
        Row("alone", "li", "late-home-3", before),
    ]
    counts = {("wang", YESTERDAY): 4, ("wang", before): 18, ("li", before): 0}
    return day([*_many("wang", 5), *late], before=counts)


def _passed_over() -> Day:
    rows = [
        *_many("wang", 4, asked=True),
        *(Row(f"stairs-{n}", "wang", "same-home", signals=("same_minute",)) for n in range(4)),
        *_many("li", 6, signals=("same_text", "too_many"), barred=("zhao",)),
        Row("door", "li", "same-home", YESTERDAY, ("same_text",)),
    ]
    return day(rows, rules({"zhao": 9, "qian": 2, "li": 9}), before={("li", YESTERDAY): 1})


def _days() -> dict[str, Day]:
    three = [Row(f"visit-{n}", "wang", f"home-{n}") for n in (1, 2, 3)]
    return {
        "full_rate": _full(),
        "capacity_with_owed": _capacity_owed(),
        "late_batches": _late(),
        "anomaly_and_passed_over": _passed_over(),
        "advisory_without_dice": day(_many("wang", 9), dice=""),
        "empty_list": day([]),
        "by_hand": day(three, read_rules(BY_HAND), dice="2653254654"),
    }


if __name__ == "__main__":
    for name, one in _days().items():
        path = GOLDEN / f"{name}.json"
        if not path.exists():
            text = json.dumps(drawn_document(one), ensure_ascii=False, indent=1, sort_keys=True)
            path.write_text(f"{text}\n", "utf8")
