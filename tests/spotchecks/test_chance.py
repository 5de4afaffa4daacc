"""R110: nobody can steer the draw. Made-up days with chance of a fixed seed, so that each run is
the same; where a number may differ from what is expected, by how much is said."""

import hashlib
import hmac
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from app.spotchecks.recompute import recompute
from app.spotchecks.rules.draw import Day, draw, rank, seed_of
from app.spotchecks.rules.rows import Row, freeze
from tests.spotchecks.days import PLENTY, TODAY, YESTERDAY, day, drawn_document, rules

GUESSED = "3141566122"


def throw(chance: random.Random) -> str:
    """Ten dice."""
    return "".join(chance.choices("123456", k=10))


def visits(one: Day) -> set[str]:
    """What was drawn."""
    return {drawn.visit for drawn in draw(one).drawn}


def within(found: int, expected: float, trials: int, sigmas: float = 4) -> bool:
    """Whether a count is what chance explains (4 sigma: once in 16,000 tests)."""
    return abs(found - expected) <= sigmas * (expected * (1 - expected / trials)) ** 0.5


def _fast_seed(one: Day) -> Callable[[str], bytes]:
    """The seed by its secret alone, ten times as fast; `test_r110_a_million...` compares it."""
    digest = hashlib.sha256(one.rules.text.encode()).hexdigest()
    before = ["draw/v1", one.community, one.on.isoformat()]
    after = [one.dice, freeze(one.rows)[1], digest]

    def joined(parts: Sequence[str]) -> bytes:
        return b"".join(len(part).to_bytes(4, "big") + part.encode() for part in parts)

    head, tail = hashlib.sha256(joined(before) + (64).to_bytes(4, "big")), joined(after)

    def seed(secret: str) -> bytes:
        digest = head.copy()
        digest.update(secret.encode() + tail)
        return digest.digest()

    return seed


def test_r110_a_million_secrets_ground_against_guessed_dice_favour_nobody_under_the_real_ones() -> (
    None
):
    """The server looks for secrets under which one record has a rank in the first thousandth,
    should the dice fall as guessed. They do; but the dice fall otherwise."""
    rows = [Row(f"visit-{n:02}", "wang") for n in range(20)]
    guess, chosen = day(rows, dice=GUESSED), rows[0].visit
    seed, message = _fast_seed(guess), f"v|{chosen}".encode()
    assert seed(guess.secret) == seed_of(guess, freeze(rows)[1])
    favouring = [
        secret
        for secret in map("{:064x}".format, range(1_000_000))
        if hmac.digest(seed(secret), message, "sha256") < b"\0\x42"
    ]
    assert within(len(favouring), 1_000_000 * 0x42 / 0x10000, 1_000_000)
    assert rank(seed(favouring[0]), "v", chosen) < "0042"

    def times(dice: str) -> Counter[str]:
        days = (day(rows, secret=secret, dice=dice) for secret in favouring)
        return Counter(visit for one in days for visit in visits(one))

    assert times(GUESSED)[chosen] > 0.99 * len(favouring)
    for dice in ("2653254654", "6214313245"):
        found = times(dice)
        for visit in (row.visit for row in rows):
            assert within(found[visit], len(favouring) / 10, len(favouring)), visit


def test_r110_another_secret_than_the_committed_one_is_seen() -> None:
    one = day([Row(f"visit-{n:02}", "wang") for n in range(20)])
    other = drawn_document(day(one.rows, secret="ab" * 32))
    assert recompute(other) == []
    [found] = recompute({**other, "commitment": one.commitment})
    assert found.step == "commitment"


def test_r110_who_knows_the_secret_gains_nothing_by_what_they_add_or_hold_back() -> None:
    """600 lists, each with one invented record and other companions; kept are the 60 that spare
    it most often under 20 guessed throws. Under real throws it fares as any record does."""
    chance = random.Random(1)
    pool = [Row(f"honest-{n:02}", "wang") for n in range(40)]
    lists = [
        [Row("invented", "wang"), *chance.sample(pool, chance.randint(14, 19))] for _ in range(600)
    ]
    guesses = [throw(chance) for _ in range(20)]

    def spared(rows: list[Row]) -> int:
        return sum("invented" not in visits(day(rows, dice=dice)) for dice in guesses)

    best = sorted(lists, key=spared)[-60:]
    assert sum(map(spared, best)) > 0.97 * 60 * 20
    trials = [rows for rows in best for _ in range(60)]
    found = sum("invented" in visits(day(rows, dice=throw(chance))) for rows in trials)
    assert within(found, sum(2 / len(rows) for rows in trials), len(trials))


def test_r110_every_record_is_drawn_as_often_as_every_other() -> None:
    """Chi-square per degree of freedom, of 100 lists of 20 records and 100 throws each. Its
    standard deviation is 0.03; two of twenty without return have 18/19 of the variance."""
    chance, square = random.Random(2), 0.0
    for number in range(100):
        rows = [Row(f"visit-{number}-{n:02}", "wang") for n in range(20)]
        times = Counter(
            visit for _ in range(100) for visit in visits(day(rows, dice=throw(chance)))
        )
        square += sum((times[row.visit] - 10) ** 2 / 10 for row in rows) / (18 / 19)
    assert 0.9 < square / (100 * 19) < 1.1


def test_r110_every_checker_is_drawn_as_often_as_every_other() -> None:
    chance, terms = random.Random(3), rules({one: 9 for one in ("zhao", "qian", "sun", "li")})
    rows = [Row(f"visit-{n:02}", "wang") for n in range(20)]
    made = [draw(day(rows, terms, dice=throw(chance))) for _ in range(1000)]
    times = Counter(one.checker for each in made for one in each.drawn)
    assert all(within(found, 500, 2000) for found in times.values())
    assert len(times) == 4


# ---- a worker who holds back -----------------------------------------------

Hold = Callable[[random.Random, list[Row], list[Row]], list[list[Row]]]


def _only_invented(_: random.Random, __: list[Row], invented: list[Row]) -> list[list[Row]]:
    return [invented]


def _one_a_day(_: random.Random, __: list[Row], invented: list[Row]) -> list[list[Row]]:
    return [[one] for one in invented]


def _all_but_one(_: random.Random, honest: list[Row], invented: list[Row]) -> list[list[Row]]:
    return [[*invented, *honest[1:]]]


def _everything(_: random.Random, honest: list[Row], invented: list[Row]) -> list[list[Row]]:
    return [[*invented, *honest]]


def _only_honest(_: random.Random, honest: list[Row], __: list[Row]) -> list[list[Row]]:
    return [honest]


def _at_random(chance: random.Random, honest: list[Row], invented: list[Row]) -> list[list[Row]]:
    mixed = [*honest, *invented]
    chance.shuffle(mixed)
    cut = sorted(chance.sample(range(len(mixed) + 1), 2))
    return [mixed[: cut[0]], mixed[cut[0] : cut[1]]]


def _among_many(chance: random.Random, honest: list[Row], invented: list[Row]) -> list[list[Row]]:
    """Half of the honest ones go with the invented ones, to hide them."""
    return [[*invented, *chance.sample(honest, len(honest) // 2)]]


STRATEGIES: tuple[Hold, ...] = (
    _only_invented,
    _one_a_day,
    _all_but_one,
    _everything,
    _only_honest,
    _at_random,
    _among_many,
)
EACH = 3000


@pytest.mark.parametrize("quiet", [False, True], ids=["the_next_day", "a_quiet_day"])
@pytest.mark.parametrize("hold", STRATEGIES, ids=lambda hold: hold.__name__.strip("_"))
def test_r110_holding_back_does_not_lower_the_chance_of_what_was_invented(
    hold: Hold, quiet: bool
) -> None:
    """Of 3,000 days each (42,000 in all): sent in time, and the same day with records held back
    until the next day or until one on which nobody else has anything."""
    chance = random.Random(4)
    in_time = held = 0
    everybody = 0
    for number in range(EACH):
        honest, invented = _worked(chance, number)
        names = {row.visit for row in invented}
        everybody += len(names)
        in_time += len(names & visits(_day(chance, [*honest, *invented])))
        held += len(names & _drawn_in_the_end(chance, honest, invented, hold, quiet))
    assert everybody > 2 * EACH
    # Sending the invented ones in time is what nothing may be better than, but for chance.
    assert held >= in_time - 3 * (2 * in_time) ** 0.5


def _worked(chance: random.Random, number: int) -> tuple[list[Row], list[Row]]:
    """A day's honest and invented records; at some households nobody may be asked."""
    names = (f"visit-{number}-{n}" for n in count())
    rows = [
        Row(name, "wang", f"home-{name}", asked=chance.random() < 0.1)
        for name, _ in zip(names, range(chance.randint(6, 20)), strict=False)
    ]
    cut = chance.randint(1, 5)
    return rows[cut:], rows[:cut]


def _day(chance: random.Random, rows: Sequence[Row], **more: object) -> Day:
    return day(rows, PLENTY, secret=f"{chance.getrandbits(256):064x}", dice=throw(chance), **more)  # type: ignore[arg-type]


def _drawn_in_the_end(
    chance: random.Random, honest: list[Row], invented: list[Row], hold: Hold, quiet: bool
) -> set[str]:
    """What of it all is drawn, on its own day or when it arrives."""
    batches = hold(chance, honest, invented)
    waiting = {row.visit for batch in batches for row in batch}
    ordinary = [row for row in [*honest, *invented] if row.visit not in waiting]
    found = visits(_day(chance, ordinary, on=YESTERDAY))
    for later, batch in enumerate(batch for batch in batches if batch):
        late = [
            Row(row.visit, row.worker, row.household, YESTERDAY, asked=row.asked) for row in batch
        ]
        others = (
            []
            if quiet
            else [Row(f"other-{later}-{one}-{n}", one) for one in ("wang", "li") for n in range(8)]
        )
        counts = {("wang", YESTERDAY): len(ordinary)}
        on = TODAY + timedelta(days=later)
        found |= visits(_day(chance, [*others, *late], on=on, before=counts))
    return found


@pytest.mark.parametrize(("checks", "share"), [(8, "57 %"), (20, "88 %"), (40, "98.5 %")])
def test_the_page_says_how_likely_an_invented_record_is_found(checks: int, share: str) -> None:
    found = 1 - 0.9**checks
    assert abs(found - float(share.split()[0]) / 100) < 0.002
    page = (Path(__file__).parents[2] / "docs" / "draw.md").read_text("utf8")
    assert share in page
