"""Do a published draw again, from its document alone (R110; docs/draw.md is the specification).

Shares no line with the program that drew. The standard library is all it needs, so that anybody
can carry this one file away, read it in ten minutes, and run it on a machine they trust.
"""

import hmac
import json
import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

STEPS = ("commitment", "root", "rules", "seed", "rate", "drawn", "passed", "checkers", "advisory")
# What reading a hostile document can raise: wrong types, missing keys, no text, nested too deep.
BROKEN = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
ID = "[0-9A-Za-z_-]{1,36}"
IDS = f"((?:{ID}(?:,{ID})*)?)"
DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
# One record of the list: visit | worker | household | late_of | signals | asked | barred
LINE = re.compile(rf"({ID})\|({ID})\|((?:{ID})?)\|((?:{DATE})?)\|{IDS}\|(1?)\|{IDS}")
VISIT, WORKER, HOUSEHOLD, LATE_OF, SIGNALS, ASKED, BARRED = range(7)
Row = tuple[str, ...]
Rank = Callable[..., bytes]
Group = tuple[str, list[Row], int]


class Difference(NamedTuple):
    """A step whose result is not what the document says; both as JSON."""

    step: str
    said: str
    found: str


def recompute(document: Any) -> list[Difference]:
    """What does not hold; nothing when all does. Never raises, whatever it is given."""
    return _compared(STEPS, _steps(document))


def history(document: Any, earlier: Iterable[Any]) -> list[Difference]:
    """Whether `owed` and `before` are what the days before say. Never raises.

    `earlier`: this community's documents of the six days before, and of each day that a late
    record belongs to. The seed does not bind these two; this shows that nobody chose them.
    """
    return _compared(("owed", "before"), _past(document, earlier))


def _compared(names: Iterable[str], results: Iterator[tuple[Any, Any]]) -> list[Difference]:
    differences: list[Difference] = []
    for name in names:
        try:
            said, found = (json.dumps(one, sort_keys=True) for one in next(results))
        except BROKEN as problem:
            return [*differences, Difference(name, "", f"cannot be read: {problem!r}"[:200])]
        if said != found:
            differences.append(Difference(name, said, found))
    return differences


def _steps(doc: Any) -> Iterator[tuple[Any, Any]]:
    """What the document says and what is found, in the order of STEPS."""
    yield doc["commitment"], _committed(doc["secret"], doc["public_value"], doc["commitment"])

    rows = _rows(doc["list"], doc["day"])
    root = _root([sha256(b"\0" + "|".join(row).encode()).digest() for row in rows]).hex()
    yield doc["root"], root

    rules, digest = json.loads(doc["rules"]), sha256(doc["rules"].encode()).hexdigest()
    checkers = {one["id"]: one["capacity"] for one in rules["checkers"]}
    yield digest, digest if _sound(rules, checkers) else "no rules of a draw"

    given = [doc[key] for key in ("community", "day", "secret", "public_value")]
    parts = [part.encode() for part in ("draw/v1", *given, root, digest)]
    seed = sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()
    yield [doc["v"], doc["seed"]], ["draw/v1", seed.hex()]

    def rank(*what: str) -> bytes:
        return hmac.digest(seed, "|".join(what).encode(), "sha256")

    workers = sorted({row[WORKER] for row in rows if not row[LATE_OF]})
    _need(doc["owed"] == sorted(set(doc["owed"]) & set(workers)))
    short = sum(checkers.values()) < rules["per_worker"] * len(workers)
    yield doc["rate"], "capacity" if short else "full"

    rows.sort(key=lambda row: rank("v", row[VISIT]))
    shares = _shares(workers, sum(checkers.values()) if short else None, doc["owed"], rules, rank)
    drawn, passed = _walk(_groups(rows, shares, doc["before"], rules))
    _need(type(doc["drawn"]) is list)
    found = [{"visit": row[VISIT], "stratum": stratum} for row, stratum in drawn.items()]
    yield [{k: v for k, v in one.items() if k != "checker"} for one in doc["drawn"]], found
    yield doc["passed"], passed
    yield [one["checker"] for one in doc["drawn"]], _checkers(drawn, checkers, rules, rank)
    yield doc["advisory"], not (doc["secret"] and doc["public_value"])


def _committed(secret: str, dice: str, commitment: str) -> str:
    """What was committed to; of a lost secret nobody knows, and only the form is looked at."""
    _need(re.fullmatch("([0-9a-f]{64})?", secret) and re.fullmatch("([1-6]{10})?", dice))
    _need(re.fullmatch("[0-9a-f]{64}", commitment))
    return sha256(bytes.fromhex(secret)).hexdigest() if secret else commitment


def _rows(text: str, day: str) -> list[Row]:
    _need(type(text) is str and re.fullmatch(DATE, day))
    found = [LINE.fullmatch(line) for line in text.split("\n")] if text else []
    rows = [match.groups() for match in found if match]
    visits = [row[VISIT] for row in rows]
    _need(all(found) and visits == sorted(set(visits)))
    _need(all(row[LATE_OF] < day for row in rows))
    return rows


def _root(nodes: list[bytes]) -> bytes:
    """RFC 6962 from the leaves up: neighbours are paired, an odd one out waits a round."""
    while len(nodes) > 1:
        pairs = zip(nodes[::2], nodes[1::2], strict=False)
        odd = nodes[-1:] if len(nodes) % 2 else []
        nodes = [sha256(b"\1" + left + right).digest() for left, right in pairs] + odd
    return nodes[0] if nodes else sha256().digest()


def _sound(rules: Any, checkers: dict[str, Any]) -> bool:
    numbers = [rules["per_worker"], rules["of"], rules["anomaly"], *checkers.values()]
    ids = [*checkers, *(one for pair in rules["conflicts"] for one in pair)]
    _need(all(type(one) is int and 0 <= one <= 1_000_000 for one in numbers) and rules["of"])
    _need(all(re.fullmatch(ID, one) for one in ids) and len(checkers) == len(rules["checkers"]))
    _need(all(type(pair) is list and len(pair) == 2 for pair in rules["conflicts"]))
    return type(rules["v"]) is int and rules["v"] == 1


def _shares(
    workers: list[str], capacity: int | None, owed: list[str], rules: Any, rank: Rank
) -> dict[str, int]:
    """How many of each worker; `capacity` is None when the checkers can do them all."""
    if capacity is None:
        return dict.fromkeys(workers, rules["per_worker"])
    each, over = divmod(capacity, len(workers))
    more = sorted(workers, key=lambda one: rank("w", one))[:over]
    return {one: max(each + (one in more), one in owed) for one in workers}


def _groups(rows: list[Row], shares: dict[str, int], before: Any, rules: Any) -> Iterator[Group]:
    """Which records are walked through, in which order, until how many are drawn."""
    for worker, share in shares.items():
        own = [row for row in rows if row[WORKER] == worker and not row[LATE_OF]]
        yield "base", own, share
    yield "anomaly", [row for row in rows if row[SIGNALS]], rules["anomaly"]
    late = sorted({(row[WORKER], row[LATE_OF]) for row in rows if row[LATE_OF]})
    _need(type(before) is dict and set(before) == {"|".join(pair) for pair in late})
    for pair in late:
        own = [row for row in rows if (row[WORKER], row[LATE_OF]) == pair]
        in_time = before["|".join(pair)]
        _need(type(in_time) is int and in_time >= 0)
        wanted = len(own) * rules["per_worker"]
        yield "late", own, max(-(-wanted // of) for of in (in_time + len(own), rules["of"]))


def _walk(groups: Iterator[Group]) -> tuple[dict[Row, str], list[dict[str, str]]]:
    """Through every group in the order of the ranks; what was drawn, and what passed over."""
    drawn: dict[Row, str] = {}
    passed = []
    for stratum, rows, wanted in groups:
        for row in [row for row in rows if row not in drawn]:
            if not wanted:
                break
            again = row[HOUSEHOLD] and row[HOUSEHOLD] in {one[HOUSEHOLD] for one in drawn}
            if row[ASKED] or again:
                why = "asked" if row[ASKED] else "same_household"
                passed.append({"visit": row[VISIT], "stratum": stratum, "why": why})
            else:
                drawn[row], wanted = stratum, wanted - 1
    return drawn, passed


def _checkers(drawn: dict[Row, str], checkers: dict[str, int], rules: Any, rank: Rank) -> list[str]:
    chosen: list[str] = []
    for row in drawn:
        barred = [row[WORKER], *row[BARRED].split(",")]
        barred += [c for c, worker in rules["conflicts"] if worker == row[WORKER]]
        able = [c for c in checkers if c not in barred]
        free = [c for c in able if chosen.count(c) < checkers[c]] or able
        chosen.append(min(free, key=lambda c: rank("c", row[VISIT], c), default=""))
    return chosen


def _past(doc: Any, earlier: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    days = {one["day"]: one for one in earlier if one["community"] == doc["community"]}
    lists = {day: _rows(one["list"], day) for day, one in days.items() if day < doc["day"]}
    recent = [one for day in sorted(lists)[-6:] for one in days[day]["drawn"]]
    drawn = {one["visit"] for one in recent if one["stratum"] == "base"}
    checked = {row[WORKER] for rows in lists.values() for row in rows if row[VISIT] in drawn}
    rows = _rows(doc["list"], doc["day"])
    yield doc["owed"], sorted({row[WORKER] for row in rows if not row[LATE_OF]} - checked)
    before = {}
    for worker, day in {(row[WORKER], row[LATE_OF]) for row in rows if row[LATE_OF]}:
        # Of a day without a draw no list says anything: nothing came in time.
        own = [row for row in lists.get(day, []) if row[WORKER] == worker and not row[LATE_OF]]
        before[f"{worker}|{day}"] = len(own)
    yield doc["before"], before


def _need(holds: object) -> None:
    if not holds:
        raise ValueError("not as docs/draw.md says")
