"""Who goes out with whom: pairs for a week that do not repeat while they need not (row R25)."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

Pair = frozenset[str]
# How often two went out together, and where in the history they last did (the newest is highest).
Use = tuple[int, int]
NEVER: Use = (0, -1)
# After so many dead ends the search gives up. With 12 people there are half as many different ones,
# so a crew of the usual size is searched to the end; one of 40 is answered within a second.
DEAD_ENDS = 4_000


def next_pairs(people: Collection[str], before: Sequence[Pair]) -> list[Pair]:
    """Next week's pairs of two: none that was together before, while such a week can be made.

    `before` holds the pairs of earlier weeks, the oldest first, also of people who left. A crew
    that stays the same uses every combination before any comes again. Where no week is left
    without a repeat, those come again who went out together least often, the longest ago. With
    an odd number somebody is left over; who was left over least often is asked to be next.
    """
    names = sorted(people)
    uses = _uses(names, before)
    alone = Counter(names)
    for pair in before:
        alone.subtract(name for name in names if name in pair)
    weeks = _rounds(names if len(names) % 2 == 0 else [*names, None])

    def weight(week: Sequence[Pair]) -> tuple[int, Use, int]:
        """Less is better: repeats, the use of the worst of them, turns at being left over."""
        worst = max((uses[pair] for pair in week), default=NEVER)
        seated = sum(alone[name] for pair in week for name in pair)
        return sum(uses[pair][0] for pair in week), worst, -seated

    best = min(weeks, key=weight, default=[])
    if weight(best)[0] == 0:
        return best
    idle = sorted(names, key=lambda name: alone[name]) if len(names) % 2 else []
    return min(_least_used(names, idle, uses), best, key=weight)


def _uses(names: Sequence[str], before: Sequence[Pair]) -> dict[Pair, Use]:
    """What lies behind every pair that can be made of `names`."""
    uses = dict.fromkeys(map(frozenset, combinations(names, 2)), NEVER)
    for at, pair in enumerate(before):
        if pair in uses:
            uses[pair] = uses[pair][0] + 1, at
    return uses


def _least_used(names: Sequence[str], idle: Sequence[str], uses: Mapping[Pair, Use]) -> list[Pair]:
    """The week whose most used pair is as little used, and as long ago, as can be."""

    def week(limit: Use) -> list[Pair] | None:
        return _week(names, idle, {pair: use for pair, use in uses.items() if use <= limit})

    limits = sorted(set(uses.values()))
    # With all pairs allowed there is always a week, so one of the limits is found.
    found = bisect_left(limits, True, key=lambda limit: week(limit) is not None)
    return week(limits[found]) or []


def _week(
    names: Sequence[str], idle: Sequence[str], allowed: Mapping[Pair, Use]
) -> list[Pair] | None:
    """A week of allowed pairs, with the first of `idle` left over who can be; None without one."""
    partners: dict[str, list[str]] = {name: [] for name in names}
    for pair in sorted(allowed, key=lambda pair: (allowed[pair], sorted(pair))):
        one, other = pair
        partners[one].append(other)
        partners[other].append(one)
    dead: set[frozenset[str]] = set()

    def seat(left: frozenset[str]) -> list[Pair] | None:
        if not left:
            return []
        if left in dead or len(dead) >= DEAD_ENDS:
            return None
        choices = [(name, [one for one in partners[name] if one in left]) for name in sorted(left)]
        name, others = min(choices, key=lambda choice: len(choice[1]))
        for other in others:
            rest = seat(left - {name, other})
            if rest is not None:
                return [frozenset((name, other)), *rest]
        dead.add(left)
        return None

    crews = [frozenset(names) - {one} for one in idle] or [frozenset(names)]
    return next((week for crew in crews if (week := seat(crew)) is not None), None)


def _rounds(seats: Sequence[str | None]) -> list[list[Pair]]:
    """The circle method: every pair of `seats` (an even number) exactly once over all rounds."""
    if len(seats) < 2:
        return []
    first, *others = seats
    found = []
    for turn in range(len(others)):
        circle = [first, *others[turn:], *others[:turn]]
        half = len(circle) // 2
        facing = zip(circle[:half], reversed(circle[half:]), strict=True)
        found.append(
            [
                frozenset((one, other))
                for one, other in facing
                if one is not None and other is not None
            ]
        )
    return found
