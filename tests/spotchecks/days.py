"""Days of a made-up community, for every test of the draw."""

import hashlib
import json
import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from app.spotchecks.rules.document import document
from app.spotchecks.rules.draw import Day, draw
from app.spotchecks.rules.rates import Rules, read_rules
from app.spotchecks.rules.rows import Row

TODAY = date(2026, 11, 20)
YESTERDAY = TODAY - timedelta(days=1)
CODES = ("same_minute", "same_text", "too_many")
Document = dict[str, Any]


def rules(
    checkers: dict[str, int],
    anomaly: int = 2,
    conflicts: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> Rules:
    """Rules with these checkers and what each can do in a day."""
    said = {
        "v": 1,
        "version": 3,
        "per_worker": 2,
        "of": 20,
        "anomaly": anomaly,
        "checkers": [{"id": one, "capacity": count} for one, count in checkers.items()],
        "conflicts": conflicts,
        **more,
    }
    return read_rules(json.dumps(said, sort_keys=True))


PLENTY = rules({"checker-1": 100, "checker-2": 100})


def day(
    rows: Sequence[Row],
    terms: Rules = PLENTY,
    secret: str = "5e" * 32,
    dice: str = "3141566122",
    on: date = TODAY,
    **more: Any,
) -> Day:
    """A day with these records; who is owed and what came in time may be said in `more`."""
    known = bytes.fromhex(secret) or b"lost"
    commitment = hashlib.sha256(known).hexdigest()
    return Day("community", on, terms, commitment, secret, dice, tuple(rows), **more)


def drawn_document(one: Day) -> Document:
    """The day, drawn and published."""
    return document(one, draw(one))


def some_day(chance: random.Random) -> Day:
    """Any day that can be: records, late ones, signals, conflicts, and too few checkers or none."""
    ids = (str(UUID(int=chance.getrandbits(112) << 16 | n, version=4)) for n in range(60))
    workers = list(islice(ids, chance.randint(1, 5)))
    checkers = [*islice(ids, chance.randint(0, 3)), *workers[: chance.randint(0, 2)]]
    homes = ["", *islice(ids, 12)]
    rows = [
        _row(one, chance, workers, checkers, homes) for one in islice(ids, chance.randint(0, 24))
    ]
    late = {(one.worker, one.late_of) for one in rows if one.late_of}
    ordinary = sorted({one.worker for one in rows if one.late_of is None})
    return day(
        rows,
        rules(
            {one: chance.randint(0, 4) for one in checkers},
            chance.randint(0, 3),
            [(one, chance.choice(workers)) for one in checkers if chance.random() < 0.3],
        ),
        chance.choice(["", *[f"{chance.getrandbits(256):064x}"] * 5]),
        chance.choice(["", *["".join(chance.choice("123456") for _ in range(10))] * 5]),
        owed=frozenset(one for one in ordinary if chance.random() < 0.3),
        before={pair: chance.randint(0, 9) for pair in late},
    )


def _row(
    visit: str,
    chance: random.Random,
    workers: Sequence[str],
    checkers: Sequence[str],
    homes: Sequence[str],
) -> Row:
    days_late = chance.choice([0, 0, 0, 1, 2])
    return Row(
        visit,
        chance.choice(workers),
        chance.choice(homes),
        TODAY - timedelta(days=days_late) if days_late else None,
        tuple(code for code in CODES if chance.random() < 0.15),
        chance.random() < 0.15,
        tuple(one for one in checkers if chance.random() < 0.15),
    )
