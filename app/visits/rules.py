"""Decisions about visits: positions, the round of the day, what a correction changes. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

CONCERN_DAYS = 15
SOON_DAYS = 7
WAITED = 5

Body = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Due:
    """Something that wants a visit: an agreed contact, an open concern, a need that ends."""

    household_id: str
    kind: str
    text: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """When a household was last visited before today, and whether it was visited today."""

    household_id: str
    last_before: date | None = None
    visited: bool = False


def due_soon(items: Iterable[Due], day: date) -> list[Due]:
    """What is late or due within a week, the soonest first."""
    near = [one for one in items if one.due_on <= day + timedelta(days=SOON_DAYS)]
    return sorted(near, key=lambda one: (one.due_on, one.household_id, one.kind, one.text))


def todays_round(standings: Sequence[Standing], due: Sequence[Due], target: int) -> list[str]:
    """The households of today: those visited already, and the next ones up to `target`.

    Due ones come first, then those never visited, then those not visited longest (row R108).
    """
    soonest: dict[str, date] = {}
    for one in due:
        soonest[one.household_id] = min(one.due_on, soonest.get(one.household_id, one.due_on))
    done = [one.household_id for one in standings if one.visited]
    waiting = sorted(
        (one for one in standings if not one.visited),
        key=lambda one: (
            soonest.get(one.household_id, date.max),
            one.last_before or date.min,
        ),
    )
    return done + [one.household_id for one in waiting[: max(0, target - len(done))]]


def waited_longest(standings: Sequence[Standing]) -> list[Standing]:
    """The few households that have waited longest, those never visited first."""
    waiting = [one for one in standings if not one.visited]
    return sorted(waiting, key=lambda one: one.last_before or date.min)[:WAITED]


def changes(before: Body, after: Body) -> list[tuple[str, str | list[str], str | list[str]]]:
    """The fields that a correction changes, with both values, in the order of the form."""
    names = [*before, *(name for name in after if name not in before)]
    pairs = [(name, before.get(name, ""), after.get(name, "")) for name in names]
    return [(name, old, new) for name, old, new in pairs if (old or "") != (new or "")]
