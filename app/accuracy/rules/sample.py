"""Which records are compared, and by whom: by a seed alone, so that nobody picks (R97).

A record's rank is HMAC-SHA256(seed, its id) in hexadecimal; the lowest are the sample. So anybody
who has the ids and the seed draws the same ones again, in whatever order the ids come.
"""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass

SEED_BYTES = 32
# Of 40 records, 4 that differ say 4 to 23 % (95 %): enough to see whether books can be trusted.
USUAL, LEAST, MOST = 40, 10, 200
# How many of the nearest grids lend their workers.
NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A grid worker who may be asked, and the number of a grid that is theirs."""

    person_id: str
    number: int


def rank(seed: bytes, name: str) -> str:
    """The rank of a record, or of a person for it."""
    return hmac.new(seed, name.encode(), hashlib.sha256).hexdigest()


def sample(seed: bytes, population: Collection[str], size: int) -> list[str]:
    """`size` of `population`, each at most once, by rank; all of them when there are fewer."""
    return sorted(set(population), key=lambda one: rank(seed, one))[:size]


def population_text(population: Collection[str]) -> str:
    """The ids as the list that is kept: each once, in order, one a line."""
    return "\n".join(sorted(set(population)))


def digest(data: bytes) -> str:
    """What stands in the chain of a secret, or of a list."""
    return hashlib.sha256(data).hexdigest()


def comparer(
    seed: bytes,
    record_id: str,
    number: int,
    workers: Sequence[Candidate],
    leads: Collection[str],
    barred: Collection[str],
) -> str | None:
    """Who goes there: a worker of one of the nearest grids, or else of the `leads`; never somebody
    who is `barred` because they keep the record. None when nobody is left.

    `number` is that of the record's grid: its neighbours have the numbers next to it.
    """
    free = [one for one in workers if one.person_id not in barred and one.number != number]
    distances = sorted({abs(one.number - number) for one in free})
    near: set[str] = set()
    for distance in distances:
        if len(near) >= NEIGHBOURS:
            break
        near |= {one.person_id for one in free if abs(one.number - number) == distance}
    asked = near or set(leads) - set(barred)
    return min(asked, key=lambda one: rank(seed, f"{record_id} {one}"), default=None)
