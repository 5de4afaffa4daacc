"""Which checks are compared a second time, and by whom: decided by the seed of their draw (R110).

It stands beside `draw/v1`, not in it: no published document says it, and anybody who has one can
work it out (docs/draw.md, "Compared twice").
"""

from collections.abc import Collection

from app.spotchecks.rules.draw import rank
from app.spotchecks.rules.rates import Rules
from app.spotchecks.rules.rows import Row

# One in twenty: the first eight digits of the rank, read as a number, are below 2^32 / 20.
LAST = "0ccccccc"


def is_read_again(seed: str, visit: str) -> bool:
    """Whether the check of a record is compared twice; `seed` is that of its draw, in hex."""
    return rank(bytes.fromhex(seed), "a", visit)[: len(LAST)] <= LAST


def second_reader(seed: str, row: Row, rules: Rules, first: Collection[str]) -> str:
    """Who compares it again: the smallest rank among the checkers of that day who may check this
    record and were not among the `first` ones; "" when nobody is left."""
    able = [
        one.id for one in rules.checkers if one.id not in first and rules.lets_check(one.id, row)
    ]
    return min(able, key=lambda one: rank(bytes.fromhex(seed), "b", row.visit, one), default="")
